"""What an invariant is, what it may ask, and how its findings are counted."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from records.verification import Finding
from responsibility.models import Affiliation, Unit
from responsibility.relations import Named, Relation
from responsibility.spans import alive
from workflow.calendar import WorkingCalendar
from workflow.models import ClockPolicy
from workflow.timing import load_calendar
from workflow.verification.files import CaseFile

Words = str | Promise
# One invariant broken everywhere says so with its number; nobody reads the ten-thousandth line.
KEPT = 1000
# How many remembered turns are enough: one a distinct chain of units.
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a unit is, and where it stands now: its path from the root."""

    tree: str
    rank: str
    path: tuple[int, ...]


class Present:
    """What is the same for all cases of a run: the instant, and what is looked up again and again."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.policies = {policy.pk: policy for policy in ClockPolicy.objects.all()}
        self._calendars: dict[int | None, WorkingCalendar] = {}
        self._holders: dict[Hashable, bool] = {}
        self._places: dict[int, Place | None] = {}

    def calendar(self, calendar_id: int | None) -> WorkingCalendar:
        """Return one version of the calendar."""
        if calendar_id not in self._calendars:
            self._calendars[calendar_id] = load_calendar(calendar_id)
        return self._calendars[calendar_id]

    def place(self, unit_id: int) -> Place | None:
        """Return what the unit is and where it stands now; None for one that isn't there."""
        if unit_id not in self._places:
            if len(self._places) >= REMEMBERED:
                self._places.clear()
            unit = Unit.objects.filter(pk=unit_id).first()
            stands = Affiliation.objects.filter(alive(self.now), unit_id=unit_id).first()
            path = tuple(stands.path) if stands else (unit_id,)
            self._places[unit_id] = Place(unit.tree, unit.rank, path) if unit else None
        return self._places[unit_id]

    def has_holder(self, relation: Relation, subject: Any) -> bool:
        """Tell whether somebody living and permitted holds the relation now, after passing upward."""
        key = (relation.name, subject.state, *(_hashable(getattr(subject, name)) for name in _columns(relation)))
        if key not in self._holders:
            if len(self._holders) >= REMEMBERED:
                self._holders.clear()
            self._holders[key] = bool(relation.holders(subject, self.now))
        return self._holders[key]


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


@cache
def _columns(relation: Relation) -> tuple[str, ...]:
    """The columns of the subject on which the relation's holders depend."""
    names: set[str] = set()
    for one in relation.alternatives:
        for seats in (*one.seats, *one.upward):
            names.add(seats.column if isinstance(seats, Named) else seats.unit)
        names |= {column for exclusion in one.exclusions for column in exclusion.columns}
    return tuple(sorted(names))


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that must hold of one case: a stable id, what it says, and what breaks it, in words."""

    id: str
    says: Words
    breaks: Callable[[CaseFile, Present], Iterable[str]]
    per_record: bool = False


def invariant(
    id: str, says: Words, *, per_record: bool = False
) -> Callable[[Callable[[CaseFile, Present], Iterable[str]]], Invariant]:
    """Make an Invariant of the function that yields what breaks it; `per_record` counts records, not cases."""

    def decorate(breaks: Callable[[CaseFile, Present], Iterable[str]]) -> Invariant:
        return Invariant(id, says, breaks, per_record)

    return decorate


@dataclass(slots=True)
class Tally:
    """How often one invariant was asked, how often it was broken, and the first findings."""

    id: str
    says: Words
    checked: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, subject: str, words: str) -> None:
        """Count one finding; keep it while there are not too many."""
        self.found += 1
        if len(self.findings) < KEPT:
            self.findings.append(Finding(self.id, subject, words))


def examine(file: CaseFile, present: Present, invariants: Iterable[Invariant], tallies: dict[str, Tally]) -> None:
    """Ask every invariant of one case."""
    subject = str(file.case)
    for rule in invariants:
        tally = tallies.setdefault(rule.id, Tally(rule.id, rule.says))
        tally.checked += len(file.records) if rule.per_record else 1
        try:
            for words in rule.breaks(file, present):
                tally.add(subject, words)
        # Whoever damages rows can damage them into any shape. What can't even be read is a finding, and must not
        # hide the findings in all the cases after it.
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            tally.add(subject, _("数据无法核对：%(error)s") % {"error": f"{type(error).__name__} {error}"})
