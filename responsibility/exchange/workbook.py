"""The file itself: its sheets as plain values, and back.

Reading is plain: no child process, no bounds beyond a row count. The only door is a management command, so the file is
one that the administrator of the server has laid on it himself, and whoever can do that needs no forged workbook.
A page that takes such files from a browser hands `parse` the sheets of the ledger's sandbox instead: same shape.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO

import xlsxwriter
from django.utils.timezone import localtime, make_naive
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from responsibility.exchange.cells import Cell
from responsibility.exchange.layout import LAYOUTS, Kind, Layout
from responsibility.exchange.problems import WorkbookUnreadable

# By the sheet's name; `rows[0]` is row 1, `rows[n][0]` is column A.
Sheets = Mapping[str, Sequence[Sequence[Cell]]]
MOST_ROWS = 100_000
_WIDE, _NARROW = 28, 14
_FIRST_YEAR = 1901  # Excel's calendar has a day too many in 1900


def read(file: BinaryIO) -> Sheets:
    """Read all sheets of a workbook. Raises WorkbookUnreadable."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(file.read()))
        found = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height > MOST_ROWS:
                raise WorkbookUnreadable(_("“%(name)s”超过 %(limit)d 行") % {"name": name, "limit": MOST_ROWS})
            found[name] = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        return found
    except PasswordError as error:
        raise WorkbookUnreadable(_("工作簿设有打开密码，无法读取")) from error
    except CalamineError as error:
        raise WorkbookUnreadable(_("这不是 Excel 工作簿，或文件已损坏")) from error


def _plain(cell: object) -> Cell:
    """Times and durations alone are text here."""
    return cell if isinstance(cell, str | float | int | bool | date) else str(cell)


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
