"""Workbooks made for these tests: as people keep them, and as attackers forge them."""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO

import xlsxwriter

from hazards.ledger.read import read_ledger
from hazards.ledger.rows import LedgerReading
from sandbox.workbook.limits import Limits
from sandbox.workbook.reading import read_workbook

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ODS = "application/vnd.oasis.opendocument.spreadsheet"

Merges = Mapping[str, object]


def xlsx(rows: Iterable[Sequence[object]], merges: Merges | None = None, **more: Iterable[Sequence[object]]) -> BytesIO:
    """Make an .xlsx: one sheet 台账 of `rows`, with `merges` ("A1:B2" → value), and one sheet for each of `more`."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        day = workbook.add_format({"num_format": "yyyy/m/d"})
        for name, lines in {"台账": rows, **more}.items():
            sheet = workbook.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value, day)
                    elif value is not None:
                        sheet.write(at, column, value)
            for place, value in (merges or {}).items() if name == "台账" else ():
                sheet.merge_range(place, value, day if isinstance(value, date) else None)
    stream.seek(0)
    return stream


def reading(
    rows: Iterable[Sequence[object]], merges: Merges | None = None, **more: Iterable[Sequence[object]]
) -> LedgerReading:
    """Make an .xlsx of `rows`, send it through the sandbox, read it as a ledger."""
    return read_ledger(read_workbook(xlsx(rows, merges, **more), Limits()))


def words(line: str) -> list[str]:
    """Give the words of a line: one cell each."""
    return line.split()


def rezipped(source: BytesIO, changed: Mapping[str, bytes]) -> BytesIO:
    """Give the same zip with parts added or replaced."""
    target = BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    target.seek(0)
    return target


def part(source: BytesIO, name: str) -> bytes:
    """Give one part of a zip."""
    with zipfile.ZipFile(source) as archive:
        return archive.read(name)


def ods(table_rows: str, *, manifest: str = "", parts: Mapping[str, bytes] | None = None) -> BytesIO:
    """Make an .ods of one table 台账 with the given XML of its rows."""
    stream = BytesIO()
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>{manifest}</manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="台账">{table_rows}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def ods_row(*texts: str) -> str:
    """Give the XML of one row of texts."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return "<table:table-row>" + "".join(map(cell.format, texts)) + "</table:table-row>"


def compound(**streams: bytes) -> BytesIO:
    """Make an OLE compound file (MS-CFB) of up to three streams, one sector for the table and one for the names."""
    table, sectors, entries = [_FAT, _END], [b"", b""], [_entry("Root Entry", 5, 1, _END, 0)]
    for place, (name, content) in enumerate(streams.items(), start=1):
        body = content.ljust(4096, b"\0")  # shorter ones would live in the mini stream
        count = -(-len(body) // 512)
        first = len(sectors)
        table += [*range(first + 1, first + count), _END]
        sectors += [body[at : at + 512].ljust(512, b"\0") for at in range(0, count * 512, 512)]
        right = place + 1 if place < len(streams) else _FREE
        entries.append(_entry(name, 2, _FREE, first, len(body), right))
    sectors[0] = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    sectors[1] = b"".join(entries).ljust(512, b"\0")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    return BytesIO(header + b"".join(sectors))


def _entry(name: str, kind: int, child: int, first: int, size: int, right: int = _FREE) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    head = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)


def xls(rows: Sequence[Sequence[str | float]], *, sheet_kind: int = 0, locked: bool = False) -> BytesIO:
    """Make an .xls (BIFF8) of one sheet. `sheet_kind` 1 is a macro sheet; `locked` sets a password."""
    name = "台账".encode("utf-16-le")
    password = _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    bound = len(_bof(5)) + len(password) + 4 + 8 + len(name) + 4
    head = _bof(5) + password + _record(0x85, struct.pack("<IBBBB", bound, 0, sheet_kind, 2, 1) + name) + _record(0x0A)
    cells = b""
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                words = struct.pack("<HHHHB", at, column, 0, len(value), 1) + value.encode("utf-16-le")
                cells += _record(0x0204, words)
            else:
                cells += _record(0x0203, struct.pack("<HHHd", at, column, 0, value))
    return compound(Workbook=head + _bof(0x10) + cells + _record(0x0A))


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body
