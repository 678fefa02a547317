"""Write a ledger workbook, row by row: typed cells, and never a formula out of what people typed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, TypeGuard

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hazards.ledger.columns import BY_FIELD, Kind
from hazards.ledger.values import VISIBLE

# A cell's bound in Excel, counted in UTF-16 units; xlsxwriter would leave a longer text out.
# https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
CELL_LIMIT = 32_767
_CUT_MARK = "…（超长，已截断）"
_SHEET_ROWS = 1_000_000  # Excel ends at 1,048,576
_EXACT_INTEGER = 2**53
_EARLIEST = date(1900, 3, 1)  # before it Excel's calendar is wrong
# XML has no place for these; what other control characters show is VISIBLE.
_NOT_IN_XML = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
_UNWRITABLE = {**VISIBLE, **_NOT_IN_XML}
# Widths in characters: long texts get room, dates and names fit the rest.
_WIDE, _NARROW = 40, 14


@dataclass(frozen=True, slots=True)
class Cut:
    """A text that didn't fit into its cell: sheet row counted from 1, the column's title, its true length."""

    row: int
    title: str
    length: int


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: number of rows, and the texts that had to be cut."""

    rows: int
    cuts: tuple[Cut, ...]


def write_ledger(
    rows: Iterable[Mapping[str, object]],
    stream: IO[bytes],
    *,
    columns: Sequence[str] = tuple(BY_FIELD),
    extra: Mapping[str, str] | None = None,
) -> Written:
    """Write `rows` (by the field names of LedgerRow) to `stream` as .xlsx; read_ledger gives the same rows again.

    `columns` chooses the fields and their order; `extra` adds others, key → title. Memory doesn't grow with rows.
    """
    titles = {name: BY_FIELD[name].title for name in columns} | dict(extra or {})
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        writer = _Writer(workbook, titles)
        for row in rows:
            writer.write(row)
        writer.finish()
    return Written(writer.rows, tuple(writer.cuts))


class _Writer:
    def __init__(self, workbook: xlsxwriter.Workbook, titles: Mapping[str, str]) -> None:
        self._workbook, self._titles = workbook, titles
        self._head: Format = workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
        self._wrapped: Format = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._text: Format = workbook.add_format({"num_format": "@", "valign": "top"})
        self._day: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._moment: Format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        self._sheets = 0
        self._next = _SHEET_ROWS + 1
        self._sheet: Worksheet
        self.rows = 0
        self.cuts: list[Cut] = []

    def write(self, row: Mapping[str, object]) -> None:
        """Write one row, on a new sheet when the last one is full."""
        if self._next > _SHEET_ROWS:
            self._start_sheet()
        for column, (name, title) in enumerate(self._titles.items()):
            self._write_cell(self._next, column, title, row.get(name), wrapped=_is_long(name))
        self._next += 1
        self.rows += 1

    def finish(self) -> None:
        """Give an empty ledger its header too."""
        if not self._sheets:
            self._start_sheet()

    def _start_sheet(self) -> None:
        self._sheets += 1
        name = _("隐患台账") if self._sheets == 1 else _("隐患台账%(number)s") % {"number": self._sheets}
        self._sheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, (field, title) in enumerate(self._titles.items()):
            self._sheet.set_column(column, column, _WIDE if _is_long(field) else _NARROW)
            self._sheet.write_string(0, column, title, self._head)
        self._next = 1

    def _write_cell(self, row: int, column: int, title: str, value: object, *, wrapped: bool) -> None:
        sheet = self._sheet
        if value is None or value == "":
            return
        if isinstance(value, datetime) and value.date() >= _EARLIEST:
            sheet.write_datetime(row, column, _without_zone(value), self._moment)
        elif isinstance(value, date) and value >= _EARLIEST:
            sheet.write_datetime(row, column, datetime.combine(value, time.min), self._day)
        elif _is_number(value):
            sheet.write_number(row, column, value)
        else:
            words = _fitting(_words(value))
            if words.cut:
                self.cuts.append(Cut(row + 1, title, words.length))
            sheet.write_string(row, column, words.text, self._wrapped if wrapped else self._text)


@dataclass(frozen=True, slots=True)
class _Fitting:
    text: str
    length: int
    cut: bool


def _fitting(words: str) -> _Fitting:
    """Cut a text to what a cell holds, and say so in the cell."""
    if len(words) <= CELL_LIMIT // 2:  # nothing to count
        return _Fitting(words, len(words), cut=False)
    length = len(words.encode("utf-16-le")) // 2
    if length <= CELL_LIMIT:
        return _Fitting(words, length, cut=False)
    room = (CELL_LIMIT - len(_CUT_MARK)) * 2
    kept = words.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore")
    return _Fitting(kept + _CUT_MARK, length, cut=True)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(map(_words, value))
    words = str(value)
    return words if words.isprintable() else words.translate(_UNWRITABLE)


def _without_zone(moment: datetime) -> datetime:
    """Give the wall clock of the district: a workbook knows no zones."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _is_number(value: object) -> TypeGuard[int | float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) < _EXACT_INTEGER


def _is_long(field: str) -> bool:
    return field in BY_FIELD and BY_FIELD[field].kind is Kind.TEXT
