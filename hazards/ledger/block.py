"""What merged blocks mean below the header: values that hold for several rows, hazards and notes over several."""

from dataclasses import dataclass, field

from hazards.ledger.header import Header
from sandbox.workbook.sheets import Cell, Sheet

# A note under the table is merged over most of the width; 责任单位 with its person over two columns is still data.
_NOTE_FIELDS = 3


@dataclass(slots=True)
class Blocks:
    """Merged blocks of one table, by row."""

    filled: dict[int, dict[int, Cell]] = field(default_factory=dict)
    continued: dict[int, int] = field(default_factory=dict)  # row → the row whose hazard it continues
    notes: set[int] = field(default_factory=set)


def read_blocks(sheet: Sheet, header: Header) -> Blocks:
    """Give the blocks below the header. Only the columns of the header count, so their number bounds the work."""
    blocks = Blocks()
    field_at = {column: name for name, columns in header.columns.items() for column in columns}
    for merge in sheet.merges:
        if merge.top <= header.bottom or merge.top >= len(sheet.rows):
            continue
        bottom = min(merge.bottom, len(sheet.rows) - 1)
        name = field_at.get(merge.left)
        covered = {field_at[column] for column in range(merge.left, merge.right + 1) if column in field_at}
        if len(covered) >= _NOTE_FIELDS:
            blocks.notes.update(range(merge.top, bottom + 1))
        elif name == "description":
            blocks.continued.update(dict.fromkeys(range(merge.top + 1, bottom + 1), merge.top))
        elif name and bottom > merge.top:
            row = sheet.rows[merge.top]
            value = row[merge.left] if merge.left < len(row) else ""
            for below in range(merge.top + 1, bottom + 1):
                blocks.filled.setdefault(below, {})[merge.left] = value
    return blocks
