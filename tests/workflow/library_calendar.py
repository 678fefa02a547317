"""The table of the library chinesecalendar (MIT), which follows the State Council's notices: the oracle of the tests.

The first calendar was taken from it (hazards/migrations/first_calendar.csv). Deadlines are counted by a stored version
that people check and correct; a library upgrade must never move one, so the product itself doesn't know the library.
"""

from datetime import date
from importlib.metadata import version

from chinese_calendar.constants import Holiday, holidays, workdays  # type: ignore[import-untyped]

Row = tuple[date, bool, str]


def source() -> str:
    """Return what the rows were taken from, with its version, to be kept beside them."""
    return f"chinesecalendar {version('chinesecalendar')}"


def load() -> dict[int, list[Row]]:
    """Return for each arranged year its days (day, working, name), in order: days off and make-up working days.

    A day stands under its own year even when the next year's notice moved it (2018-12-31). A year is arranged when
    its 1 January is in the table; rows of any other year are left out, for they cannot be the whole year.
    """
    rows = [(day, False, _name(day, holidays)) for day in holidays]
    rows += [(day, True, _name(day, workdays)) for day in workdays]
    arranged = sorted({day.year for day, _, _ in rows if (day.month, day.day) == (1, 1)})
    return {year: sorted(row for row in rows if row[0].year == year) for year in arranged}


def _name(day: date, table: dict[date, str]) -> str:
    """Return the Chinese name of the holiday that `day` belongs to, or that it makes up for."""
    return str(Holiday(table[day]).chinese)
