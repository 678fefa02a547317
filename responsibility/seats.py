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
from responsibility.spans import array_of, living_appointments, living_places_in_the_tree

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
        unit_id = getattr(subject, self.unit)
        if unit_id is None or position.kind not in self.kinds:
            return False
        return unit_id in position.path if self.inside else unit_id == position.unit_id

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
        unit_id = getattr(subject, self.unit)
        if unit_id is None:
            return []
        held = seats_of([unit_id], at, inside=self.inside)
        return [p for p in held if self.match(p, subject) and (p.licensed or not self.licensed)]

    def appointments(self, at: datetime) -> QuerySet[Appointment]:
        """Return the query, inside one of subjects, of the appointments by which somebody holds these seats."""
        places, column = living_places_in_the_tree(at), OuterRef(OuterRef(self.unit))
        units = places.filter(path__contains=array_of(column)) if self.inside else places.filter(unit_id=column)
        query = living_appointments(at).filter(post__kind__in=self.kinds, post__unit__in=units.values("unit_id"))
        if not self.licensed:
            return query
        day = at.astimezone(get_default_timezone()).date()
        valid = Licence.objects.filter(person_id=OuterRef("person_id"), from_on__lte=day, until_on__gte=day)
        return query.filter(Exists(valid))


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
