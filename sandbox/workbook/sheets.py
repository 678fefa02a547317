"""Sheets as plain values: what the sandbox gives and what read_ledger takes."""

from dataclasses import dataclass
from datetime import date, datetime

# An empty cell is "". Times and durations arrive as text.
Cell = str | float | int | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block by its corners, inclusive, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `rows[0]` is row 1 of the sheet, and `rows[n][0]` is column A; rows may differ in length."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    visible: bool = True


def column_letter(column: int) -> str:
    """Give the letter of a column counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
