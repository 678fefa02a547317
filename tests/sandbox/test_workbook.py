"""What comes through the door as a workbook, and what is turned away."""

import logging
import os
import struct
import time
import zipfile
from io import BytesIO

import pytest

from sandbox.workbook.limits import Limits, Reason
from sandbox.workbook.reading import WorkbookRefused, read_workbook
from tests.hazards.ledger.workbooks import compound, ods, ods_row, part, rezipped, xls, xlsx

HEADER = ("序号", "隐患描述", "检查日期")
SHEET = "xl/worksheets/sheet1.xml"
QUICK = 5.0  # seconds; a refusal is measured at a tenth of it


def refusal(file: BytesIO, limits: Limits | None = None) -> WorkbookRefused:
    """Give the refusal of a file that must be refused, and soon."""
    start = time.monotonic()
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(file, limits or Limits())
    assert time.monotonic() - start < QUICK
    assert str(caught.value) == caught.value.words
    assert not caught.value.words.isascii()
    return caught.value


def test_an_xlsx_gives_its_sheets_with_rows_at_their_true_places() -> None:
    sheets = read_workbook(xlsx([(), (), (None, None, "隐患描述"), (None, None, 3)], 第二张=[("甲",)]), Limits())
    assert [sheet.name for sheet in sheets] == ["台账", "第二张"]
    assert sheets[0].rows == [["", "", ""], ["", "", ""], ["", "", "隐患描述"], ["", "", 3.0]]


def test_an_old_xls_is_read() -> None:
    (sheet,) = read_workbook(xls([HEADER, (1.0, "配电箱无门", "2019.6.3")]), Limits())
    assert (sheet.name, sheet.rows) == ("台账", [list(HEADER), [1.0, "配电箱无门", "2019.6.3"]])


def test_an_ods_is_read() -> None:
    (sheet,) = read_workbook(ods(ods_row(*HEADER) + ods_row("1", "配电箱无门", "2019.6.3")), Limits())
    assert sheet.rows == [list(HEADER), ["1", "配电箱无门", "2019.6.3"]]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"\x89PNG\r\n\x1a\n" + bytes(100), b"<html><table><tr><td>1</td></tr></table></html>", b"a,b\n1,2\n"],
    ids=["empty", "two bytes", "picture", "web page called .xls", "text called .xlsx"],
)
def test_what_is_no_workbook_is_refused_whatever_its_name(content: bytes) -> None:
    refused = refusal(BytesIO(content))
    assert refused.reason is Reason.NOT_A_WORKBOOK
    assert "不是 Excel 工作簿" in refused.words


def test_a_word_document_is_refused_in_both_its_forms() -> None:
    new = BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    new.seek(0)
    assert refusal(new).reason is Reason.NOT_A_WORKBOOK
    assert refusal(compound(WordDocument=b"text")).reason is Reason.NOT_A_WORKBOOK


def test_macros_are_refused_in_every_form() -> None:
    plain = xlsx([HEADER])
    types = part(plain, "[Content_Types].xml")
    enabled = types.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
    forms = [
        rezipped(plain, {"xl/vbaProject.bin": b"code"}),
        rezipped(plain, {"XL/VBAPROJECT.BIN": b"code"}),
        rezipped(plain, {"[Content_Types].xml": enabled}),
        rezipped(plain, {"xl/macrosheets/sheet1.xml": b"<xml/>"}),
        compound(Workbook=b"book", _VBA_PROJECT_CUR=b"code"),
        xls([HEADER], sheet_kind=1),
        ods(ods_row(*HEADER), parts={"Basic/Standard/Module1.xml": b"<xml/>"}),
    ]
    for form in forms:
        assert refusal(form).reason is Reason.MACROS


def test_a_workbook_with_a_password_is_refused_in_every_form() -> None:
    zipped = bytearray(xlsx([HEADER]).getvalue())
    directory = zipped.rfind(b"PK\x01\x02")
    zipped[directory + 8] |= 1  # the flag "encrypted" of the last part
    forms = [
        compound(EncryptionInfo=b"agile", EncryptedPackage=b"cipher"),
        xls([HEADER], locked=True),
        ods(ods_row(*HEADER), manifest="<manifest:encryption-data/>"),
        BytesIO(bytes(zipped)),
    ]
    for form in forms:
        refused = refusal(form)
        assert refused.reason is Reason.ENCRYPTED
        assert "密码" in refused.words


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused_as_damaged(kept: float) -> None:
    for whole in (xlsx([HEADER] * 50).getvalue(), xls([HEADER] * 50).getvalue()[: 512 * 4]):
        assert refusal(BytesIO(whole[: int(len(whole) * kept)])).reason is Reason.CORRUPT


def test_a_workbook_with_a_flipped_byte_in_its_sheet_is_refused_as_damaged() -> None:
    content = bytearray(xlsx([HEADER] * 500).getvalue())
    with zipfile.ZipFile(BytesIO(content)) as archive:
        info = archive.getinfo(SHEET)
    content[info.header_offset + 60 + info.compress_size // 2] ^= 0xFF
    assert refusal(BytesIO(bytes(content))).reason is Reason.CORRUPT


def test_an_external_entity_is_refused_before_any_parser_sees_it() -> None:
    plain = xlsx([HEADER])
    secret = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    laughs = b'<?xml version="1.0"?>' + b" " * (1 << 18) + b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for head in (secret, laughs):
        for name in (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"):
            body = part(plain, name).partition(b"?>")[2]
            assert refusal(rezipped(plain, {name: head + body})).reason is Reason.ENTITIES


def test_entities_hidden_in_utf_16_are_refused() -> None:
    plain = xlsx([HEADER])
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "1">]><x/>'.encode("utf-16")
    assert refusal(rezipped(plain, {SHEET: hidden})).reason is Reason.CORRUPT


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = rezipped(xlsx([HEADER]), {"xl/worksheets/sheet2.xml": bytes(150 * 1024 * 1024)})
    assert len(bomb.getvalue()) < 1024 * 1024
    assert refusal(bomb).reason is Reason.UNPACKED_TOO_BIG


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(rezipped(xlsx([HEADER]), {"xl/worksheets/sheet2.xml": bytes(50 * 1024 * 1024)}).getvalue())
    size = struct.pack("<I", 50 * 1024 * 1024)
    assert bomb.count(size) == 2  # in the part's own head, and in the directory
    lying = bytes(bomb).replace(size, struct.pack("<I", 1000))
    assert refusal(BytesIO(lying)).reason is Reason.CORRUPT


def test_many_parts_that_are_too_big_together_are_refused() -> None:
    noise = os.urandom(1 << 16) * 32
    parts = {f"xl/worksheets/sheet{number}.xml": noise for number in range(2, 14)}
    assert refusal(rezipped(xlsx([HEADER]), parts), Limits(unpacked_mb=20)).reason is Reason.UNPACKED_TOO_BIG


def test_ten_thousand_parts_are_refused() -> None:
    parts = {f"xl/worksheets/sheet{number}.xml": b"<x/>" for number in range(2, 10_000)}
    assert refusal(rezipped(xlsx([HEADER]), parts)).reason is Reason.TOO_MANY_PARTS


def test_a_file_over_the_size_bound_is_refused_without_reading_it_all() -> None:
    file = BytesIO(bytes(5 << 20))
    assert refusal(file, Limits(file_mb=1)).reason is Reason.FILE_TOO_BIG
    assert file.tell() <= 2 << 20


def test_seventy_thousand_rows_are_refused_and_the_bound_is_named() -> None:
    line = "<row><c t='inlineStr'><is><t>电线裸露</t></is></c><c><v>43613</v></c></row>"
    sheet = f"<worksheet><sheetData>{line * 70_000}</sheetData></worksheet>".encode()
    refused = refusal(rezipped(xlsx([HEADER]), {SHEET: sheet}))
    assert (refused.reason, refused.words) == (Reason.TOO_MANY_ROWS, "超过 60,000 行，请拆分后上传")


def test_rows_are_counted_over_all_sheets() -> None:
    assert refusal(xlsx([HEADER] * 6, 第二张=[HEADER] * 5), Limits(rows=10)).reason is Reason.TOO_MANY_ROWS


def test_too_many_cells_are_refused() -> None:
    assert refusal(xlsx([HEADER] * 10), Limits(cells=29)).reason is Reason.TOO_MANY_CELLS


def test_two_cells_at_the_far_corners_of_a_sheet_do_not_cost_the_machine_its_memory() -> None:
    far = (
        b"<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c>"
    )
    file = rezipped(xlsx([HEADER]), {SHEET: far + b"</row></sheetData></worksheet>"})
    assert refusal(file).reason is Reason.OUT_OF_MEMORY


def test_a_million_repeated_ods_rows_are_refused() -> None:
    repeated = ods_row("电线裸露", "1").replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
    )
    assert refusal(ods(repeated)).reason in (Reason.TOO_MANY_ROWS, Reason.OUT_OF_MEMORY)


def test_one_long_text_shared_by_ninety_thousand_cells_is_refused() -> None:
    # Styles differ so that the sheet itself packs no better than an honest one.
    rows = (
        "".join(f"<c t='s' s='{(row * 7919 + cell * 31) % 97}'><v>0</v></c>" for cell in range(30))
        for row in range(3000)
    )
    sheet = f"<worksheet><sheetData>{''.join(f'<row>{row}</row>' for row in rows)}</sheetData></worksheet>".encode()
    shared = f"<sst><si><t>{'长' * 30_000}</t></si></sst>".encode()
    refused = refusal(rezipped(xlsx([HEADER]), {SHEET: sheet, "xl/sharedStrings.xml": shared}))
    assert refused.reason is Reason.OUT_OF_MEMORY


def test_output_larger_than_the_bound_is_refused() -> None:
    lines = [("长" * 30_000,)] * 100  # one shared text, 9 MB as cells
    assert refusal(xlsx(lines), Limits(unpacked_mb=2)).reason is Reason.UNPACKED_TOO_BIG


def test_merged_blocks_that_overlap_are_refused() -> None:
    plain = xlsx([HEADER] * 4, {"A2:B3": "甲"})
    forged = part(plain, SHEET).replace(b'<mergeCell ref="A2:B3"/>', b'<mergeCell ref="A1:C4"/>' * 50)
    assert refusal(rezipped(plain, {SHEET: forged})).reason is Reason.CORRUPT


def test_a_workbook_that_takes_too_long_is_stopped() -> None:
    line = "<row>" + "<c><v>1</v></c>" * 30 + "</row>"
    slow = rezipped(xlsx([HEADER]), {SHEET: f"<worksheet><sheetData>{line * 60_000}</sheetData></worksheet>".encode()})
    refused = refusal(slow, Limits(seconds=0))
    assert (refused.reason, refused.words) == (Reason.TOO_SLOW, "读取超过 0 秒，已停止。请拆分后上传")


def test_a_child_that_breaks_is_a_refusal_and_is_logged_unless_its_memory_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Too little memory even to import the parser.
    with caplog.at_level(logging.ERROR), pytest.raises(WorkbookRefused) as caught:
        read_workbook(xlsx([HEADER]), Limits(memory_mb=1))
    assert caught.value.reason in (Reason.OUT_OF_MEMORY, Reason.CORRUPT)
    assert (caught.value.reason is Reason.CORRUPT) == bool(caplog.records)


def test_a_refused_workbook_leaves_the_next_one_readable() -> None:
    refusal(BytesIO(b"PK\x03\x04 nothing"))
    assert read_workbook(xlsx([HEADER]), Limits())[0].rows == [list(HEADER)]
