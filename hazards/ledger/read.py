"""From sheets to hazards: good rows are taken, and every other row is named with its place and the reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hazards.ledger.block import Blocks, read_blocks
from hazards.ledger.columns import BY_FIELD, Column, Kind
from hazards.ledger.header import Header, find_header
from hazards.ledger.rows import LedgerReading, LedgerRow, Problem, Severity, SheetHeader
from hazards.ledger.settle import IMMEDIATE_WORDS, IMMEDIATELY, TICKS, settle
from hazards.ledger.values import DITTO, DateUnreadableError, one_line, split_people, text, to_date
from sandbox.workbook.sheets import Cell, Sheet, column_letter

_NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|附注|注意事项|"
    r"(单位)?(填表|填报|制表|编制|审核|审批|批准|复核|负责|报送|经办|联系|检查|签)(人员?|单位|日期|时间|电话|字)?"
    r"(负责人)?([(（]签[字章][)）])?)\d*\s*[:：]"
)
_SUM = re.compile(r"(合\s*计|总\s*计|小\s*计|共\s*计)\s*[:：]?")
# A line with a number of its own is a hazard, whatever its words look like; so are all lines of our exports.
_NUMBER = re.compile(r"[A-Za-z-]*\d[\dA-Za-z./-]*[.、]?")


def read_ledger(sheets: Iterable[Sheet]) -> LedgerReading:
    """Read all visible sheets. Never raises for what people write; rows keep the order of the workbook."""
    report = _Report()
    for sheet in sheets:
        if any(any(cell != "" for cell in row) for row in sheet.rows):
            _read_sheet(sheet, report)
    if not report.headers and not report.problems:
        report.problems.append(Problem("", None, "", _("工作簿里没有内容")))
    return LedgerReading(tuple(report.rows), tuple(report.problems), tuple(report.ignored), tuple(report.headers))


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
        self._field_at = {at: column.field for column, columns in self._columns for at in columns}
        self._title = header.titles[header.columns["description"][0]]
        self._previous: dict[int, Cell] = {}
        self._in_notes = False

    def read(self) -> None:
        """Take, pass over or report every row below the header."""
        for at in range(self._header.bottom + 1, len(self._sheet.rows)):
            row = self._sheet.rows[at]
            names = {
                name
                for place, name in self._field_at.items()
                if place < len(row) and row[place] != "" and not str(row[place]).isspace()
            }
            if names and not self._passed_over(at, row, names):
                self._take(at, row)

    def _passed_over(self, at: int, row: list[Cell], names: set[str]) -> bool:
        """Handle the rows that are no hazard; True when this is one of them. `names` are the fields filled in it."""
        own_numbers = [self._header.columns[name][0] for name in ("serial", "number") if name in names]
        numbered = any(_NUMBER.fullmatch(text(row[place])) for place in own_numbers if place < len(row))
        if at in self._blocks.notes or (not numbered and _starts_note(row, len(names))):
            self._in_notes = True
            return self._ignore(at, _("表下的附注、签字或合计，不作为隐患"))
        if self._in_notes and not numbered and len(names) == 1:
            return self._ignore(at, _("表下的附注、签字或合计，不作为隐患"))
        if not numbered and "description" in names and self._repeats_header(row):
            return self._ignore(at, _("重复的表头"))
        if at in self._blocks.continued:
            return self._continue(at, names)
        if names == {"description"}:
            self._problem(at, "description", _("只有隐患描述，分不清是隐患还是附注，请补上日期、单位等"))
            return True
        # People number empty rows in advance.
        return names <= {"serial", "number"}

    def _repeats_header(self, row: list[Cell]) -> bool:
        place = self._header.columns["description"][0]
        return place < len(row) and text(row[place]) == self._title

    def _ignore(self, at: int, words: str) -> bool:
        self._report.ignored.append(Problem(self._sheet.name, at + 1, "", words, Severity.IGNORED))
        return True

    def _continue(self, at: int, names: set[str]) -> bool:
        """Pass over the lower rows of a hazard merged over several; what they say of their own would be lost."""
        if names <= {"serial", "number", "description"}:
            return self._ignore(at, _("与上面合并的隐患是同一条"))
        first = self._blocks.continued[at] + 1
        words = _("隐患描述与第%(row)s行合并，是同一条隐患；本行其他内容没有导入") % {"row": first}
        self._problem(at, "description", words)
        return True

    def _take(self, at: int, row: list[Cell]) -> None:
        """Read one row as a hazard; take it unless something in it is an error."""
        filled = self._blocks.filled.get(at, {})
        values: dict[str, Any] = {"sheet": self._sheet.name, "row_number": at + 1}
        good = True
        for column, places in self._columns:
            cells = [self._cell(row, filled, place) for place in places]
            try:
                values[column.field] = self._value(column, places, cells)
            except DateUnreadableError as error:
                self._problem(at, column.field, str(error))
                good = False
        if not good:
            return
        findings = list(settle(values))
        for finding in findings:
            self._problem(at, finding.field, finding.message, finding.severity)
        if all(finding.severity is not Severity.ERROR for finding in findings):
            self._report.rows.append(LedgerRow(**values))

    def _cell(self, row: list[Cell], filled: dict[int, Cell], place: int) -> Cell:
        """Give a cell, or what a merged block or 同上 says in its stead."""
        cell = row[place] if place < len(row) else ""
        if cell == "" and filled:
            cell = filled.get(place, "")
        if isinstance(cell, str) and cell.strip() in DITTO:
            return self._previous.get(place, "")
        self._previous[place] = cell
        return cell

    def _value(self, column: Column, places: tuple[int, ...], cells: list[Cell]) -> Any:
        if column.kind is Kind.DATE:
            first = next((cell for cell in cells if cell != ""), "")
            return IMMEDIATELY if column.field == "due_on" and text(first) in IMMEDIATE_WORDS else to_date(first)
        if column.kind is Kind.TEXT:
            return _joined("；", map(text, cells))
        if column.kind is Kind.PEOPLE:
            people = split_people("\n".join(map(text, cells)))
            return people if column.field == "inspectors" else "、".join(people)
        if len(cells) > 1:
            # 整改责任单位 over 建设, 设计, 施工, 监理: a tick means the title of its column.
            cells = [
                self._header.titles[place] if text(cell) in TICKS else cell
                for place, cell in zip(places, cells, strict=True)
            ]
        return _joined("、", map(one_line, cells))

    def _problem(self, at: int, name: str, words: str, severity: Severity = Severity.ERROR) -> None:
        places = self._header.columns.get(name)
        letter = column_letter(places[0]) if places else ""
        self._report.problems.append(Problem(self._sheet.name, at + 1, letter, words, severity))


def _starts_note(row: list[Cell], fields: int) -> bool:
    """Tell a note, a line for signatures or a sum by its first words. A hazard fills more fields than a note."""
    words = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
    if not words:
        return False
    notes = sum(1 for word in words if _NOTE.match(word))
    return bool(_SUM.fullmatch(words[0])) or (bool(_NOTE.match(words[0])) and (fields <= 2 or notes >= 2))


def _joined(mark: str, parts: Iterable[str]) -> str:
    return mark.join(part for part in parts if part)
