"""What reading a ledger gives: rows, problems, and the key by which a row is known again."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One hazard as the ledger states it. What the ledger doesn't say is "", () or None; nothing is guessed."""

    sheet: str
    row_number: int
    description: str
    number: str = ""  # 隐患编号, by which we know our own exports again
    serial: str = ""
    found_on: date | None = None
    hazard_type: str = ""
    level: str = ""
    rectifier_name: str = ""
    rectifier_person: str = ""
    due_on: date | None = None
    measures: str = ""
    recheck_result: str = ""
    rechecked_on: date | None = None
    rechecker: str = ""
    status: str = ""
    closed: bool | None = None  # what `status` means; None when it is empty or not understood
    reporting_unit: str = ""
    industry: str = ""
    enterprise_type: str = ""
    enterprise_name: str = ""
    credit_code: str = ""
    territory: str = ""
    address: str = ""
    responsible_person: str = ""
    location: str = ""
    check_method: str = ""
    check_item: str = ""
    inspectors: tuple[str, ...] = ()
    standard: str = ""
    clause: str = ""
    handling: str = ""
    rectified: bool | None = None
    rectified_on: date | None = None
    rectifier_department: str = ""
    report_note: str = ""


class Severity(Enum):
    """What a problem does to its row."""

    ERROR = "ERROR"  # the row, or the whole sheet, isn't taken
    WARNING = "WARNING"  # the row is taken; a person should look
    IGNORED = "IGNORED"  # not a hazard: a note under the table, a sum, a hidden sheet


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell the user, with its place. `row` counts from 1; `column` is a letter or ""."""

    sheet: str
    row: int | None
    column: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = _("“%(sheet)s”") % {"sheet": self.sheet}
        if self.row is not None:
            place += _("第%(row)s行") % {"row": self.row}
        if self.column:
            place += _("%(column)s列") % {"column": self.column}
        return _("%(place)s：%(message)s") % {"place": place, "message": self.message}


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """The header found in a sheet: field → the letters of its columns; and titles that mean nothing to us."""

    sheet: str
    row: int
    columns: dict[str, tuple[str, ...]]
    unrecognised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """All rows that are good, all problems of those that aren't, what was passed over, and the headers found."""

    rows: tuple[LedgerRow, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[Problem, ...]
    headers: tuple[SheetHeader, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems for which a row or a sheet was not taken."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems with rows that were taken all the same."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)


def natural_keys(rows: Iterable[LedgerRow]) -> list[str]:
    """Give each row's key, in order: the same hazard has the same key in every file, sheet and row.

    Rows with equal content are told apart by counting them, so that a file imported twice adds nothing, and two
    equal lines of one file remain two.
    """
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        content = _content(row)
        seen[content] += 1
        keys.append(sha256(f"{content}\n{seen[content]}".encode()).hexdigest())
    return keys


def _content(row: LedgerRow) -> str:
    found_on = row.found_on.isoformat() if row.found_on else ""
    words = (row.enterprise_name or row.rectifier_name, row.description, row.location)
    return json.dumps([found_on, *map(_bare, words)], ensure_ascii=False)


def _bare(words: str) -> str:
    """Drop what differs between two typings of one text: spaces, line feeds, full or half width."""
    return "".join(unicodedata.normalize("NFKC", words).split())
