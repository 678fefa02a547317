"""The file itself: its sheets as plain values, read in the sandbox; and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from django.utils.timezone import localtime, make_naive

from responsibility.exchange.layout import LAYOUTS, Kind, Layout
from responsibility.exchange.problems import WorkbookUnreadable
from sandbox.workbook.reading import WorkbookRefused, configured_limits, read_workbook
from sandbox.workbook.sheets import Cell

# By the sheet's name; `rows[0]` is row 1, `rows[n][0]` is column A.
Sheets = Mapping[str, Sequence[Sequence[Cell]]]
MOST_ROWS = 100_000  # a district's places are more than a ledger's hazards
_WIDE, _NARROW = 28, 14
_FIRST_YEAR = 1901  # Excel's calendar has a day too many in 1900


def read(file: BinaryIO) -> Sheets:
    """Read all sheets of a workbook, in a limited child process. Raises WorkbookUnreadable."""
    try:
        return {sheet.name: sheet.rows for sheet in read_workbook(file, replace(configured_limits(), rows=MOST_ROWS))}
    except WorkbookRefused as refused:
        raise WorkbookUnreadable(refused.words) from refused


def write(rows: Mapping[Layout, Iterator[Mapping[str, object]]], stream: BinaryIO) -> None:
    """Write the sheets, each with its titles. Texts stay texts: nothing in them becomes a formula or a link."""
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEEEEE"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for layout in LAYOUTS:
            sheet = book.add_worksheet(layout.name)
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(layout.columns):
                sheet.set_column(at, at, _WIDE if column.kind in (Kind.TEXT, Kind.MOMENT) else _NARROW)
                sheet.write_string(0, at, column.title, head)
            for line, row in enumerate(rows.get(layout, iter(())), start=1):
                for at, column in enumerate(layout.columns):
                    _write(sheet, line, at, row.get(column.field), moment)


def _write(sheet: "xlsxwriter.worksheet.Worksheet", line: int, at: int, value: object, moment: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = make_naive(value).replace(microsecond=0)
        if local.year >= _FIRST_YEAR:
            sheet.write_datetime(line, at, local, moment)
        else:
            sheet.write_string(line, at, localtime(value).strftime("%Y-%m-%d %H:%M:%S"))
    elif isinstance(value, bool):
        sheet.write_string(line, at, "是" if value else "否")
    elif isinstance(value, int):
        sheet.write_number(line, at, value)
    else:
        sheet.write_string(line, at, str(value))
