"""From sheets to rows: every error that the file shows by itself, each with its cell. No database is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from responsibility import credit_code
from responsibility.enums import Tree
from responsibility.exchange.cells import CellUnreadable, text, value
from responsibility.exchange.layout import APPOINTMENTS, LAYOUTS, PLACES, POSTS, UNITS, Column, Kind, Layout
from responsibility.exchange.problems import Problem, letter_of
from responsibility.exchange.rows import AppointmentRow, PlaceRow, PostRow, UnitRow
from responsibility.exchange.workbook import Sheets
from sandbox.workbook.sheets import Cell

TITLES_WITHIN = 5
ROWS = {UNITS: UnitRow, POSTS: PostRow, APPOINTMENTS: AppointmentRow, PLACES: PlaceRow}
Row = UnitRow | PostRow | AppointmentRow | PlaceRow


@dataclass(slots=True)
class Parsed:
    """The rows that can be read, and everything that is wrong with the file."""

    units: list[UnitRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    appointments: list[AppointmentRow] = field(default_factory=list)
    places: list[PlaceRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Codes of units whose own row can't be read: what names them needs no error of its own.
    unreadable_units: set[str] = field(default_factory=set)
    # The units that other unreadable rows name: (sheet, line, field, code).
    named_units: list[tuple[Layout, int, str, str]] = field(default_factory=list)
    # Where each field's column stands in this file, by the sheet's name.
    columns: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, layout: Layout, line: int, name: str, words: str) -> None:
        """Note what is wrong with one cell."""
        letter = letter_of(layout, name, self.columns.get(layout.name, {}))
        self.problems.append(Problem(layout.name, line, letter, words))


def parse(sheets: Sheets) -> Parsed:
    """Read the sheets that are there; other sheets are left alone. Never raises for what people write."""
    parsed = Parsed()
    rows: dict[Layout, list[Any]] = {
        UNITS: parsed.units,
        POSTS: parsed.posts,
        APPOINTMENTS: parsed.appointments,
        PLACES: parsed.places,
    }
    if not any(layout.name in sheets for layout in LAYOUTS):
        names = "、".join(layout.name for layout in LAYOUTS)
        parsed.problems.append(Problem("", 1, "A", _("工作簿里没有这些工作表：%(names)s") % {"names": names}))
    for layout in LAYOUTS:
        if layout.name in sheets:
            rows[layout] += _rows(layout, sheets[layout.name], parsed)
    _check_each(parsed)
    _check_repeats(parsed)
    return parsed


def _rows(layout: Layout, lines: Sequence[Sequence[Cell]], parsed: Parsed) -> Iterator[Row]:
    head = _titles(layout, lines, parsed)
    if head is None:
        return
    for number, cells in enumerate(lines[head + 1 :], start=head + 2):
        if any(text(cell) for cell in cells):
            values = _values(layout, cells, number, parsed)
            if values is not None:
                yield ROWS[layout](line=number, **values)
            else:
                _keep_names(layout, cells, number, parsed)


def _keep_names(layout: Layout, cells: Sequence[Cell], line: int, parsed: Parsed) -> None:
    """Of a row that can't be read, keep which unit it is and which it names, so that these are judged all the same."""
    if layout is UNITS:
        parsed.unreadable_units.add(text(_cell(UNITS.columns[0], layout, cells, parsed)))
    for column in layout.columns:
        code = text(_cell(column, layout, cells, parsed))
        if column.kind is Kind.UNIT and code:
            parsed.named_units.append((layout, line, column.field, code))


def _titles(layout: Layout, lines: Sequence[Sequence[Cell]], parsed: Parsed) -> int | None:
    """Find the line of titles and where each column stands; None when it isn't there or isn't whole."""
    known = {column.title: column.field for column in layout.columns}
    needed = {column.title for column in layout.columns if column.required}
    for number, cells in enumerate(lines[:TITLES_WITHIN]):
        titles = [text(cell) for cell in cells]
        if len(known.keys() & set(titles)) < 2:
            continue
        parsed.columns[layout.name] = {known[title]: at for at, title in enumerate(titles) if title in known}
        wrong = _title_problems(titles, known.keys(), needed)
        for at, words in wrong:
            letter = letter_of(layout, "", {"": at})
            parsed.problems.append(Problem(layout.name, number + 1, letter, words))
        return None if wrong else number
    parsed.problems.append(Problem(layout.name, 1, "A", _("没有找到表头：%(titles)s") % {"titles": "、".join(known)}))
    return None


def _title_problems(titles: list[str], known: Any, needed: set[str]) -> list[tuple[int, str]]:
    said = [(at, title) for at, title in enumerate(titles) if title]
    wrong = [(at, _("不认识的列“%(title)s”") % {"title": title}) for at, title in said if title not in known]
    wrong += [(at, _("列“%(title)s”重复") % {"title": title}) for at, title in said if title in titles[:at]]
    missing = [title for title in known if title in needed - set(titles)]
    if missing:
        wrong.append((0, _("缺少列：%(titles)s") % {"titles": "、".join(missing)}))
    return wrong


def _values(layout: Layout, cells: Sequence[Cell], line: int, parsed: Parsed) -> dict[str, Any] | None:
    """Read one row's cells; None when one of them can't be read. All its errors are noted, not the first alone."""
    values, good = {}, True
    for column in layout.columns:
        try:
            values[column.field] = value(_cell(column, layout, cells, parsed), column)
        except CellUnreadable as error:
            parsed.add(layout, line, column.field, str(error))
            good = False
    return values if good else None


def _cell(column: Column, layout: Layout, cells: Sequence[Cell], parsed: Parsed) -> Cell:
    at = parsed.columns[layout.name].get(column.field)
    return "" if at is None or at >= len(cells) else cells[at]


# --- What a row says against itself or another row ------------------------------------------------------------------
def _check_each(parsed: Parsed) -> None:
    for unit in parsed.units:
        # A firm's code may be of another kind; one of eighteen characters claims to be a credit code.
        if unit.tree == Tree.ENTERPRISE and len(credit_code.normal(unit.code)) == credit_code.LENGTH:
            for words in credit_code.faults(unit.code):
                parsed.add(UNITS, unit.line, "code", words)
        if unit.successor and unit.until_at is None:
            parsed.add(UNITS, unit.line, "successor", _("未撤销的单位不填承继单位"))
        _check_order(parsed, UNITS, unit)
    for held in parsed.appointments:
        if held.stands_in_for and held.until_at is None:
            parsed.add(APPOINTMENTS, held.line, "until_at", _("代理须有期限"))
        _check_order(parsed, APPOINTMENTS, held)


def _check_order(parsed: Parsed, layout: Layout, row: UnitRow | AppointmentRow) -> None:
    if row.from_at and row.until_at and row.until_at.begins_at < row.from_at.begins_at:
        parsed.add(layout, row.line, "until_at", _("止早于起"))


def _check_repeats(parsed: Parsed) -> None:
    _repeats(parsed, UNITS, "code", [(row.line, row.code) for row in parsed.units])
    posts = [(row.line, row.post_number or (row.unit, row.kind, row.title)) for row in parsed.posts]
    _repeats(parsed, POSTS, "title", posts)
    appointments = [
        (row.line, (row.person_number or row.person, post_key(row), row.stands_in_for, row.from_at))
        for row in parsed.appointments
    ]
    _repeats(parsed, APPOINTMENTS, "person", appointments)
    places = [(row.line, row.place_number or (row.name, row.address, row.credit_code)) for row in parsed.places]
    _repeats(parsed, PLACES, "name", places)


def _repeats(parsed: Parsed, layout: Layout, name: str, keys: list[tuple[int, Any]]) -> None:
    first: dict[Any, int] = {}
    for line, key in keys:
        if first.setdefault(key, line) != line:
            parsed.add(layout, line, name, _("与第%(line)d行重复") % {"line": first[key]})


def post_key(row: PostRow | AppointmentRow) -> tuple[Any, ...]:
    """Return by what a row names its post: its number, or unit, kind and title."""
    return (row.post_number,) if row.post_number else (row.unit, row.kind, row.title)
