"""From sheets to hazards: good rows are taken, and every other row is named with its place and the reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hazards.ledger.block import Blocks, read_blocks
from hazards.ledger.columns import BY_FIELD, Column, Kind
from hazards.ledger.header import Header, find_header
from hazards.ledger.judge import judge_row
from hazards.ledger.rows import LedgerReading, LedgerRow, Problem, Severity, SheetHeader
from hazards.ledger.sheets import Cell, Sheet, column_letter
from hazards.ledger.values import DateUnreadableError, one_line, split_people, text, to_closed, to_date, to_flag

_NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|附注|注意事项|"
    r"(单位)?(填表|填报|制表|编制|审核|审批|批准|复核|负责|报送|经办|联系|检查|签)(人员?|单位|日期|时间|电话|字)?"
    r"(负责人)?([(（]签[字章][)）])?)\d*\s*[:：]|(合计|总计|小计|共计)"
)
_DITTO = frozenset({"同上", "〃", "″", '"', "''", "..", "〞"})


def read_ledger(sheets: Iterable[Sheet]) -> LedgerReading:
    """Read all visible sheets. Never raises for what people write; rows keep the order of the workbook."""
    report = _Report()
    for sheet in sheets:
        if any(any(cell != "" for cell in row) for row in sheet.rows):
            _read_sheet(sheet, report)
    if not report.headers and not report.problems:
        report.problems.append(Problem("", None, "", _("工作簿里没有内容")))
    return LedgerReading(
        tuple(report.rows), tuple(report.problems), tuple(report.ignored), tuple(report.headers)
    )


@dataclass(slots=True)
class _Report:
    rows: list[LedgerRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[Problem] = field(default_factory=list)
    headers: list[SheetHeader] = field(default_factory=list)


def _read_sheet(sheet: Sheet, report: _Report) -> None:
    header = find_header(sheet)
    if not sheet.visible:
        report.ignored.append(Problem(sheet.name, None, "", _("隐藏的工作表，没有读取"), Severity.IGNORED))
        return
    if header is None or not header.is_ledger:
        words = _("没有找到表头：需要有“隐患描述”（或隐患内容、存在问题等）一栏")
        report.problems.append(Problem(sheet.name, None, "", words))
        return
    report.headers.append(header.describe(sheet.name))
    if header.lists_risks:
        report.problems.append(Problem(sheet.name, header.bottom + 1, "", _("这是危险源清单，不是隐患台账，没有导入")))
        return
    before = len(report.rows), len(report.problems)
    _Table(sheet, header, report).read()
    if before == (len(report.rows), len(report.problems)):
        words = _("表头下面没有隐患")
        report.problems.append(Problem(sheet.name, header.bottom + 1, "", words, Severity.WARNING))


class _Table:
    """One table being read, row by row from under its header."""

    def __init__(self, sheet: Sheet, header: Header, report: _Report) -> None:
        self._sheet, self._report, self._header = sheet, report, header
        self._blocks: Blocks = read_blocks(sheet, header)
        self._columns = [(BY_FIELD[name], tuple(at)) for name, at in header.columns.items()]
        self._mapped = sorted({at for _column, columns in self._columns for at in columns})
        self._header_cells = [text(cell) for cell in sheet.rows[header.bottom]]
        self._previous: dict[int, Cell] = {}
        self._in_notes = False

    def read(self) -> None:
        """Take, pass over or report every row below the header."""
        for at in range(self._header.bottom + 1, len(self._sheet.rows)):
            row = self._sheet.rows[at]
            own = [column for column in self._mapped if column < len(row) and row[column] != ""]
            own = [column for column in own if not isinstance(row[column], str) or str(row[column]).strip()]
            if own and not self._passed_over(at, row, own):
                self._take(at, row)

    def _passed_over(self, at: int, row: list[Cell], own: list[int]) -> bool:
        """Handle the rows that are no hazard; True when this is one of them."""
        names = {column.field for column, columns in self._columns if not set(columns).isdisjoint(own)}
        numbered = "serial" in names and text(row[self._header.columns["serial"][0]]).rstrip(".、").isdigit()
        if at in self._blocks.notes or (not numbered and self._starts_note(row)):
            self._in_notes = True
            return self._ignore(at, _("表下的附注、签字或合计，不作为隐患"))
        if self._in_notes and not numbered and len(names) == 1:
            return self._ignore(at, _("表下的附注、签字或合计，不作为隐患"))
        if [text(cell) for cell in row] == self._header_cells:
            return self._ignore(at, _("重复的表头"))
        if at in self._blocks.continued:
            return self._continue(at, names)
        if names == {"description"}:
            self._problem(at, "description", _("这一行只有隐患描述，分不清是隐患还是附注，没有导入。请补上日期、单位等"))
            return True
        # People number empty rows in advance.
        return names <= {"serial", "number"}
