"""Match the names in a ledger with units and persons we know; ask about the others once, and remember the answers.

Questions and answers live in one JSON file a person can edit: {"units": {"name": "answer"}, "persons": {…}}.
An answer is a code (of a unit) or a number (of a person); "new" makes the unit; "-" leaves the name as text.
An empty answer is an open question.
"""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hazards.ledger.rows import LedgerRow
from responsibility import credit_code
from responsibility.models import Person, Unit

NEW, LEAVE = "new", "-"


class AnswersFaultError(Exception):
    """The answers file can't be read, or an answer names nothing; the message is for the user."""


@dataclass
class Answers:
    """What was asked and what was answered; "" is a question still open."""

    units: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None) -> "Answers":
        """Read the file; none, or an absent one, gives no answers. Raises AnswersFaultError."""
        if path is None or not path.exists():
            return cls()
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise AnswersFaultError(_("答复文件不是有效的 JSON：%(why)s") % {"why": error}) from error
        if not isinstance(content, dict):
            raise AnswersFaultError(_('答复文件须为 {"units": {…}, "persons": {…}}'))
        return cls(units=_answers_in(content, "units"), persons=_answers_in(content, "persons"))

    def save(self, path: Path) -> None:
        """Write questions and answers, so that a person can fill in the open ones."""
        content = {"units": self.units, "persons": self.persons}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    @property
    def open_units(self) -> list[str]:
        """Names of units about which nothing has been said yet."""
        return [name for name, answer in self.units.items() if not answer]

    @property
    def open_persons(self) -> list[str]:
        """Names of persons about which nothing has been said yet."""
        return [name for name, answer in self.persons.items() if not answer]


def _answers_in(content: dict[str, Any], part: str) -> dict[str, str]:
    """Return the answers of one part of the file, each a text that the database can be asked for."""
    given = content.get(part, {})
    if not isinstance(given, dict):
        raise AnswersFaultError(_('答复文件须为 {"units": {…}, "persons": {…}}'))
    if not all(isinstance(answer, str) for answer in given.values()):
        raise AnswersFaultError(_("答复文件中的答复都须是文字"))
    if any("\0" in text for text in (*given, *given.values())):
        raise AnswersFaultError(_("答复文件含有空字符（NUL）"))
    return given


def codes_in(units: Mapping[str, str]) -> set[str]:
    """Return the codes among the answers about units."""
    return {answer for answer in units.values() if answer not in ("", NEW, LEAVE)}


def check_codes(units: Mapping[str, str], living: Container[str]) -> None:
    """Raise AnswersFaultError for an answer that is the code of no living unit."""
    for name, answer in units.items():
        if answer not in ("", NEW, LEAVE) and answer not in living:
            raise AnswersFaultError(
                _("对“%(name)s”的答复“%(answer)s”不是任何单位的代码") % {"name": name, "answer": answer}
            )


class Matcher:
    """Knows every unit named in a reading, by code, by name, or by a person's answer."""

    def __init__(self, rows: Iterable[LedgerRow], answers: Answers) -> None:
        rows = list(rows)
        self.answers = answers
        codes = {sound_code(row) for row in rows} - {""} | codes_in(answers.units)
        names = {name for row in rows for name in (unit_name(row), row.territory) if name}
        self.by_code = {unit.code: unit for unit in Unit.objects.filter(code__in=codes, until_at__isnull=True)}
        self.by_name: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(name__in=names, until_at__isnull=True):
            self.by_name.setdefault(unit.name, []).append(unit)
        check_codes(answers.units, self.by_code)
        self._ask_persons(rows)

    def _ask_persons(self, rows: Iterable[LedgerRow]) -> None:
        """Persons are kept as text in the facts of the row; who they are is asked, and waited for by nobody."""
        named = {
            person
            for row in rows
            for person in (row.rectifier_person, row.rechecker, row.responsible_person, *row.inspectors)
            if person and person not in self.answers.persons
        }
        known = set(Person.objects.filter(name__in=named).values_list("name", flat=True))
        self.answers.persons |= dict.fromkeys(sorted(named - known), "")

    def rectifier(self, row: LedgerRow) -> Unit | None:
        """Return the unit that a row names as its rectifier, or None: not named, left as text, or asked about."""
        name = unit_name(row)
        if sound_code(row) in self.by_code:
            return self.by_code[sound_code(row)]
        if not name:
            return None
        answer = self.answers.units.get(name, "")
        if answer in self.by_code:
            return self.by_code[answer]
        found = self.by_name.get(name, [])
        if len(found) == 1:
            return found[0]
        self.answers.units.setdefault(name, "")
        return None

    def is_open(self, row: LedgerRow) -> bool:
        """Tell whether the row waits for an answer about its unit."""
        name = unit_name(row)
        return bool(name) and self.answers.units.get(name) == "" and self.rectifier(row) is None

    def wants_new(self, row: LedgerRow) -> bool:
        """Tell whether a person has answered that the row's unit is a new one."""
        return self.answers.units.get(unit_name(row)) == NEW and self.rectifier(row) is None

    def street(self, row: LedgerRow) -> Unit | None:
        """Return the street that the row's territory names, when exactly one does."""
        found = [unit for unit in self.by_name.get(row.territory, []) if unit.rank == "STREET"]
        return found[0] if len(found) == 1 else None


def sound_code(row: LedgerRow) -> str:
    """Return the row's credit code when both check digits are right, else "": a typo must not match a firm."""
    code = credit_code.normal(row.credit_code)
    return code if credit_code.is_right(code) else ""


def unit_name(row: LedgerRow) -> str:
    """Return the name of the unit in which, or by which, the hazard is to be put right."""
    return row.rectifier_name or row.enterprise_name
