"""Find a ledger's header by its words, wherever it stands, in one row or two."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from hazards.ledger.columns import RISK_WORDS, field_of, field_of_two, title_word
from hazards.ledger.rows import SheetHeader
from hazards.ledger.values import text
from sandbox.workbook.sheets import Sheet, column_letter

# Title, notes on filling in, project, date: more than this has not been seen above a header.
_SEARCHED_ROWS = 30
_HIGHEST_HEADER = 3
# A lone 备注 or 时间 is no header.
_FEWEST_FIELDS = 2


@dataclass(slots=True)
class Header:
    """Where the header stands (rows from 0, `bottom` inclusive) and which columns each field has."""

    bottom: int
    columns: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    titles: dict[int, str] = field(default_factory=dict)

    @property
    def is_ledger(self) -> bool:
        """True when there is a column for the hazard itself."""
        return "description" in self.columns

    @property
    def lists_risks(self) -> bool:
        """True for a register of risks (危险源清单), which isn't a ledger of hazards."""
        return any(title_word(title) in RISK_WORDS for title in self.titles.values())

    def describe(self, sheet: str) -> SheetHeader:
        """Give the header in words for the user: letters, and the titles that name no field."""
        known = {column for columns in self.columns.values() for column in columns}
        return SheetHeader(
            sheet=sheet,
            row=self.bottom + 1,
            columns={name: tuple(map(column_letter, columns)) for name, columns in self.columns.items()},
            unrecognised=tuple(title for column, title in sorted(self.titles.items()) if column not in known and title),
        )


def find_header(sheet: Sheet) -> Header | None:
    """Give the rows that name the most fields, the uppermost of equals; None when no row names two."""
    top = _Top(sheet)
    best: Header | None = None
    for candidate in top.candidates():
        if best is None or (candidate.is_ledger, len(candidate.columns)) > (best.is_ledger, len(best.columns)):
            best = candidate
    return best if best is not None and len(best.columns) >= _FEWEST_FIELDS else None


class _Top:
    """The first rows of a sheet as titles, merged blocks filled."""

    def __init__(self, sheet: Sheet) -> None:
        rows = sheet.rows[: _SEARCHED_ROWS + _HIGHEST_HEADER]
        self._width = max(map(len, rows), default=0)
        self._titles = [[text(cell) for cell in row] + [""] * (self._width - len(row)) for row in rows]
        self._lowest: dict[int, int] = {}
        self._spanned: set[tuple[int, int]] = set()
        for merge in sheet.merges:
            if merge.top < len(rows) and merge.left < self._width:
                self._fill(merge.top, merge.left, min(merge.bottom, len(rows) - 1), min(merge.right, self._width - 1))

    def _fill(self, top: int, left: int, bottom: int, right: int) -> None:
        title = self._titles[top][left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._titles[row][column] = title
                if right > left:
                    self._spanned.add((row, column))
        if title and bottom - top < _HIGHEST_HEADER:
            self._lowest[top] = max(self._lowest.get(top, top), bottom)

    def candidates(self) -> Iterator[Header]:
        """Give each row as a header: alone or down to its lowest merged title, then together with the row above."""
        for row in range(min(_SEARCHED_ROWS, len(self._titles))):
            bottom = self._lowest.get(row, row)
            yield self._read(row, bottom)
            if row and bottom == row:
                yield self._read(row - 1, row)

    def _read(self, upper: int, lower: int) -> Header:
        header = Header(bottom=lower)
        for column in range(self._width):
            above, below = self._titles[upper][column], self._titles[lower][column]
            if upper == lower:
                name = field_of(below)
            else:
                name = field_of_two(above, below, spans=(upper, column) in self._spanned)
            header.titles[column] = below or above
            if name:
                header.columns[name].append(column)
        return header
