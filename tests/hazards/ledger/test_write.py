"""What we export opens in Excel, runs nothing, and comes back the same."""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hazards.ledger.columns import BY_FIELD
from hazards.ledger.read import read_ledger
from hazards.ledger.rows import LedgerReading, LedgerRow, natural_keys
from hazards.ledger.write import CELL_LIMIT, Written, write_ledger
from sandbox.workbook.limits import Limits
from sandbox.workbook.reading import read_workbook

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "'=1",
    "=cmd|' /C calc'!A0",
    "{=1}",
    "=HYPERLINK(1)",
]
NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [*FORMULAS, "http://x/", "_x0041_", "_x000D_", "&lt;&#0;]]>", "1E5", "TRUE", "00012", "'", "😀", "\u202e乙"]
    ),
    st.text(alphabet="=+-@\t\r\n\x00\x1f_x0d <&>'\"1、2.；，/合计注：说明同上\ud800\ufffe\u200b\u3000", max_size=40),
)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))
FULL = LedgerRow(
    sheet="隐患台账",
    row_number=2,
    description="配电箱无门",
    number="BH-2026-000123",
    serial="007",
    found_on=date(2026, 3, 16),
    hazard_type="触电",
    level="一般隐患",
    rectifier_name="一建",
    rectifier_person="张三、李四",
    due_on=date(2026, 3, 20),
    measures="=加装\n-上锁",
    recheck_result="合格",
    rechecked_on=date(2026, 3, 24),
    rechecker="王五",
    status="已销号",
    closed=True,
    reporting_unit="崇山街道",
    industry="商务系统",
    enterprise_type="个体经营",
    enterprise_name="老王饭店",
    credit_code="91110000123456788M",
    territory="东街社区",
    address="东街1号",
    responsible_person="王某",
    location="后厨",
    check_method="企业自查",
    check_item="用电",
    inspectors=("李四", "王五"),
    standard="《清单》",
    clause="七、",
    handling="限期整改",
    rectified=True,
    rectified_on=date(2026, 3, 23),
    rectifier_department="安监办",
    report_note="@无",
)


def written(rows: Iterable[Mapping[str, object]]) -> tuple[BytesIO, Written]:
    stream = BytesIO()
    report = write_ledger(rows, stream)
    stream.seek(0)
    return stream, report


def read_back(rows: Iterable[Mapping[str, object]]) -> LedgerReading:
    return read_ledger(read_workbook(written(rows)[0], Limits()))


def test_a_row_with_every_field_comes_back_the_same() -> None:
    empty = [name for name in BY_FIELD if not asdict(FULL)[name]]
    assert empty == []
    result = read_back([asdict(FULL), asdict(replace(FULL, rectified=None, status="", closed=None))])
    assert result.problems == ()
    assert result.rows == (FULL, replace(FULL, row_number=3, rectified=None, status="", closed=None))


def test_all_columns_we_write_are_columns_we_read() -> None:
    (header,) = read_back([]).headers
    assert (set(header.columns), header.unrecognised) == (set(BY_FIELD), ())


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_a_text_to_excel_and_to_us(text: str) -> None:
    stream, _report = written([{"description": text, "location": text}])
    with zipfile.ZipFile(stream) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not any("externalLink" in name for name in archive.namelist())
    stream.seek(0)
    cell = next(cell for cell in openpyxl.load_workbook(stream).active[2] if cell.value)
    assert cell.data_type in ("s", "inlineStr")
    stream.seek(0)
    (sheet,) = read_workbook(stream, Limits())
    assert [cell for cell in sheet.rows[1] if cell] == [text, text]  # exact: no apostrophe put before it


def test_cells_are_typed() -> None:
    row = {"description": "甲", "found_on": date(2026, 3, 16), "serial": "007", "level": 3, "rectified": False}
    stream, _report = written([row])
    cells = {cell.column_letter: cell for cell in openpyxl.load_workbook(stream).active[2] if cell.value is not None}
    kinds = {list(BY_FIELD)[cell.column - 1]: (cell.value, cell.is_date, cell.number_format) for cell in cells.values()}
    assert kinds["found_on"] == (datetime(2026, 3, 16), True, "yyyy-mm-dd")
    assert kinds["serial"] == ("007", False, "@")
    assert kinds["level"][0] == 3
    assert kinds["rectified"][0] == "否"


def test_an_instant_is_written_as_the_wall_clock_of_the_district() -> None:
    stream, _report = written([{"description": "甲", "found_on": datetime(2026, 3, 15, 16, 30, tzinfo=UTC)}])
    values = [cell.value for cell in openpyxl.load_workbook(stream).active[2]]
    assert datetime(2026, 3, 16, 0, 30) in values


def test_a_text_over_the_bound_of_a_cell_is_cut_visibly_and_reported() -> None:
    whole, long = "长" * CELL_LIMIT, "😀" * CELL_LIMIT
    stream, report = written([{"description": whole}, {"description": long}])
    assert (report.rows, [(cut.row, cut.title, cut.length) for cut in report.cuts]) == (
        2,
        [(3, "隐患描述", 2 * CELL_LIMIT)],
    )
    (sheet,) = read_workbook(stream, Limits())
    column = list(BY_FIELD).index("description")
    kept = str(sheet.rows[2][column])
    assert sheet.rows[1][column] == whole
    assert kept.endswith("😀…（超长，已截断）")
    assert CELL_LIMIT - 1 <= len(kept.encode("utf-16-le")) // 2 <= CELL_LIMIT


def test_what_xml_cannot_hold_is_shown_as_a_sign() -> None:
    (row,) = read_back([{"description": "a\x00b\x1fc\ud800d\ufffe", "found_on": date(2026, 3, 16)}]).rows
    assert row.description == "a␀b␟c\ufffdd\ufffd"


def test_numbers_excel_would_round_and_dates_before_its_calendar_are_texts() -> None:
    row = {"description": "甲", "serial": 2**60, "level": float("inf"), "found_on": date(1899, 1, 1)}
    (sheet,) = read_workbook(written([row])[0], Limits())
    assert [cell for cell in sheet.rows[1] if cell] == [str(2**60), "inf", "甲", "1899-01-01"]


def test_other_columns_can_be_chosen_and_added() -> None:
    stream = BytesIO()
    write_ledger([{"description": "甲", "clock": "还剩3天"}], stream, columns=("description",), extra={"clock": "时限"})
    stream.seek(0)
    (sheet,) = read_workbook(stream, Limits())
    assert sheet.rows == [["隐患描述", "时限"], ["甲", "还剩3天"]]


@given(st.lists(st.fixed_dictionaries({"description": NASTY, "location": NASTY, "found_on": DAYS}), max_size=8))
def test_every_cell_comes_back_exactly_but_for_what_xml_cannot_hold(rows: list[dict[str, object]]) -> None:
    columns = ("description", "location", "found_on")
    stream = BytesIO()
    write_ledger(rows, stream, columns=columns)
    stream.seek(0)
    (sheet,) = read_workbook(stream, Limits())
    signs = {**{code: 0x2400 + code for code in range(32) if code not in (9, 10, 13)}, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
    signs |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    expected = [[str(row[name] or "").translate(signs) for name in columns] for row in rows]
    found = [[str(cell) for cell in row] + [""] * (3 - len(row)) for row in sheet.rows[1:]]
    assert found + [["", "", ""]] * (len(rows) - len(found)) == expected


NAMES = [name for name in BY_FIELD if not name.endswith("_on")]
ROWS = st.fixed_dictionaries(dict.fromkeys(NAMES, NASTY) | {name: DAYS for name in BY_FIELD if name not in NAMES})


@given(st.lists(ROWS, max_size=4))
@example([{"description": "甲", "location": "乙", "rectifier_department": "/;"}])
@example([{"description": "甲", "location": "乙", "rectifier_department": "安监办/张三；李四"}])
@example(
    [
        {
            "description": "甲",
            "location": "乙",
            "rectifier_department": "''/张三",
            "rectifier_person": ",''",
            "credit_code": "A´",
        }
    ]
)
def test_rows_once_read_come_back_the_same_from_their_export(rows: list[dict[str, object]]) -> None:
    numbered = [{**row, "number": f"BH-{number}"} for number, row in enumerate(rows)]  # as in all our exports
    first = read_back(numbered).rows
    second = read_back(asdict(row) for row in first).rows
    assert [replace(row, row_number=0) for row in second] == [replace(row, row_number=0) for row in first]
    assert natural_keys(second) == natural_keys(first)
