"""The limited child: reads one workbook from standard input, writes its cells to standard output as JSON lines.

`python -m sandbox.workbook.child ROWS CELLS FILE_MB UNPACKED_MB MEMORY_MB SECONDS`; started by reading.py only.
Each line is a sheet's head (an object) or a block of its rows (an array of arrays). A refusal is the exit code.
"""

import errno
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TextIO

from sandbox.rlimits import limit_this_process
from sandbox.workbook.container import judge
from sandbox.workbook.limits import Limits, Reason, Refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_BLOCK = 500


def main() -> None:
    """Limit this process, judge the file, write its cells. Ends with 0 or with a Reason as the exit code."""
    limits = Limits.from_arguments(sys.argv[1:])
    limit_this_process(memory_mb=limits.memory_mb, output_mb=limits.unpacked_mb, seconds=limits.seconds)
    try:
        judge(sys.stdin.buffer, limits)
        _write_sheets(sys.stdin.buffer, sys.stdout, limits)
    except Refusal as refusal:
        sys.exit(refusal.reason)
    except MemoryError:
        sys.exit(Reason.OUT_OF_MEMORY)


def _write_sheets(file: BinaryIO, out: TextIO, limits: Limits) -> None:
    # Imported late: the container alone settles most refusals, and it needs no parser.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(file)
        for line in _lines(workbook, limits):
            out.write(line + "\n")
        out.flush()
    except PasswordError:
        raise Refusal(Reason.ENCRYPTED) from None
    except CalamineError:
        raise Refusal(Reason.CORRUPT) from None
    except OSError as error:
        # The kernel bounds the output: one long shared text may stand in a million cells.
        raise Refusal(Reason.UNPACKED_TOO_BIG if error.errno == errno.EFBIG else Reason.CORRUPT) from None


def _lines(workbook: "CalamineWorkbook", limits: Limits) -> Iterator[str]:
    """Give the JSON lines of all worksheets, counting rows and cells over all of them."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    rows = cells = 0
    for at, about in enumerate(workbook.sheets_metadata):
        if about.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba):
            raise Refusal(Reason.MACROS)
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(at)
        rows += sheet.height
        cells += sheet.height * sheet.width
        if rows > limits.rows:
            raise Refusal(Reason.TOO_MANY_ROWS)
        if cells > limits.cells:
            raise Refusal(Reason.TOO_MANY_CELLS)
        visible = about.visible == SheetVisibleEnum.Visible
        yield encode({"sheet": about.name, "visible": visible, **_shape(sheet)})
        blocks = sheet.iter_rows()
        while block := list(islice(blocks, _BLOCK)):
            yield encode(block)


def _shape(sheet: "CalamineSheet") -> dict[str, object]:
    """Give the first column and the merged blocks. Blocks that overlap can only be forged: they are refused.

    Without overlap the clipped areas can't add up to more than the sheet's own area, which is bounded already.
    """
    if sheet.start is None or sheet.end is None:
        return {"first_column": 0, "merges": []}
    bottom, right = sheet.end
    merges = []
    area = 0
    for (top, left), (lowest, furthest) in sheet.merged_cell_ranges or []:
        low, far = min(lowest, bottom), min(furthest, right)
        if low >= top and far >= left:
            merges.append((top, left, low, far))
            area += (low - top + 1) * (far - left + 1)
    if area > (bottom + 1) * (right + 1):
        raise Refusal(Reason.CORRUPT)
    return {"first_column": sheet.start[1], "merges": sorted(merges)}


def _plain(value: object) -> object:
    """Mark dates, which JSON lacks; a time or a duration alone is text to a ledger."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return str(value)


if __name__ == "__main__":
    main()
