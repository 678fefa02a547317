"""What is wrong with a workbook, by sheet, row and column."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from responsibility.exchange.layout import Layout
from sandbox.workbook.sheets import column_letter


@dataclass(frozen=True, slots=True)
class Problem:
    """One error in one cell; str() is for the user. `line` counts from 1, as the spreadsheet shows it."""

    sheet: str
    line: int
    column: str
    words: str

    def __str__(self) -> str:
        values = {"sheet": self.sheet, "line": self.line, "column": self.column, "words": self.words}
        return _("“%(sheet)s”第%(line)d行%(column)s列：%(words)s") % values


class WorkbookUnreadable(Exception):
    """The file is no workbook at all; the message is for the user."""


def letter_of(layout: Layout, field: str, places: dict[str, int]) -> str:
    """Return the letter of a field's column: where it stands in this file, else where the layout has it."""
    at = places.get(field)
    if at is None:
        at = [column.field for column in layout.columns].index(field)
    return column_letter(at)
