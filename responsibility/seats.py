"""What a relation is made of: seats of a unit that the subject names, or a person whom it names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import get_default_timezone

from responsibility.enums import PostKind
from responsibility.models import Appointment, Licence, Person
from responsibility.positions import Position, seats_of, unseated
from responsibility.spans import OneOf, array_of, living_appointments, living_places_in_the_tree

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Seats:
    """Posts of `kinds` in the unit that the subject's column `unit` names; with `inside`, also in units below it."""

    unit: str
    kinds: tuple[PostKind, ...]
    inside: bool = False
    licensed: bool = False

    def match(self, position: Position, subject: Any) -> bool:
        """Tell whether the position is one of these seats; the licence is a question of its own."""
        if position.kind not in self.kinds:
            return False
        stands_in = position.path if self.inside else (position.unit_id,)
        return any(unit in stands_in for unit in self.named_by(subject))

    def named_by(self, subject: Any) -> list[int]:
        """Return the units that the subject names."""
        unit_id = getattr(subject, self.unit)
        return [] if unit_id is None else [unit_id]

    def units_of(self, positions: Iterable[Position]) -> set[int]:
        """Return the units that a subject must name for one of `positions` to be one of these seats."""
        units: set[int] = set()
        for held in positions:
            if held.kind in self.kinds and (held.licensed or not self.licensed):
                units |= set(held.path) if self.inside else {held.unit_id}
        return units

    def as_q(self, person_id: int, positions: Iterable[Position]) -> Q:
        """Return the subjects for which one of `positions` is one of these seats."""
        units = self.units_of(positions)
        return Q(**{f"{self.unit}__in": sorted(units)}) if units else NOTHING

    def as_qs(self, person_id: int, positions: Iterable[Position]) -> list[Q]:
        """Return `as_q` in parts, one a unit."""
        return [Q(**{self.unit: unit}) for unit in sorted(self.units_of(positions))]

    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return who holds these seats at the instant `at`; one query, none when the column is empty."""
        named = self.named_by(subject)
        held = seats_of(named, at, inside=self.inside) if named else []
        return [p for p in held if self.match(p, subject) and (p.licensed or not self.licensed)]

    def appointments(self, at: datetime) -> QuerySet[Appointment]:
        """Return the query, inside one of subjects, of the appointments by which somebody holds these seats."""
        units = living_places_in_the_tree(at).filter(self._stands_in(OuterRef(OuterRef(self.unit))))
        query = living_appointments(at).filter(post__kind__in=self.kinds, post__unit__in=units.values("unit_id"))
        if not self.licensed:
            return query
        day = at.astimezone(get_default_timezone()).date()
        valid = Licence.objects.filter(person_id=OuterRef("person_id"), from_on__lte=day, until_on__gte=day)
        return query.filter(Exists(valid))

    def _stands_in(self, column: OuterRef) -> Q:
        return Q(path__contains=array_of(column)) if self.inside else Q(unit_id=column)


@dataclass(frozen=True)
class SeatsAmong(Seats):
    """Posts of `kinds` in the units that the subject's array column `unit` names, such as the candidates."""

    def named_by(self, subject: Any) -> list[int]:
        """Return the units that the subject names."""
        return list(getattr(subject, self.unit))

    def as_q(self, person_id: int, positions: Iterable[Position]) -> Q:
        """Return the subjects for which one of `positions` is one of these seats."""
        units = self.units_of(positions)
        return Q(**{f"{self.unit}__overlap": sorted(units)}) if units else NOTHING

    def as_qs(self, person_id: int, positions: Iterable[Position]) -> list[Q]:
        """Return `as_q` in parts: an index of arrays answers for all units at once."""
        found = self.as_q(person_id, positions)
        return [] if found == NOTHING else [found]

    def _stands_in(self, column: OuterRef) -> Q:
        return Q(path__overlap=column) if self.inside else Q(OneOf("unit_id", column))


@dataclass(frozen=True)
class Named:
    """The person whom the subject's column names, such as the reporter: a relation without a seat."""

    column: str
    licensed: bool = False

    def match(self, position: Position, subject: Any) -> bool:
        """Tell whether the position is held by that person."""
        return bool(position.person_id == getattr(subject, self.column))

    def as_q(self, person_id: int, positions: Iterable[Position]) -> Q:
        """Return the subjects that name this person."""
        return Q(**{self.column: person_id})

    def as_qs(self, person_id: int, positions: Iterable[Position]) -> list[Q]:
        """Return `as_q` in parts: it has but one."""
        return [self.as_q(person_id, positions)]

    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return that person, as a holder without a post."""
        person = Person.objects.filter(pk=getattr(subject, self.column)).first()
        return [unseated(person.pk, person.name)] if person else []


@dataclass(frozen=True)
class NamedAmong(Named):
    """The persons whom the subject's array column names, such as those drawn for a look-back."""

    def match(self, position: Position, subject: Any) -> bool:
        """Tell whether the position is held by one of them."""
        return position.person_id in getattr(subject, self.column)

    def as_q(self, person_id: int, positions: Iterable[Position]) -> Q:
        """Return the subjects that name this person."""
        return Q(**{f"{self.column}__contains": [person_id]})

    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return these persons, as holders without a post."""
        named = Person.objects.filter(pk__in=getattr(subject, self.column)).order_by("pk")
        return [unseated(person.pk, person.name) for person in named]
