"""Relations: one definition, three faces. Who is told (`holders`), who may act (`holds`), who may look (`as_q`).

A relation names seats: posts of certain kinds in the unit that one column of the subject names. Its holders are
those who hold these seats at that instant. Exclusions strike the natural person, whatever seat he uses.
A relation whose seats are without a permitted holder passes upward, never downward, never sideways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from responsibility.enums import PostKind
from responsibility.models import Affiliation, Appointment, Licence, Person
from responsibility.positions import Position, positions_of, seats_of, unseated

Words = str | Promise


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

    def as_q(self, person_id: int, positions: Iterable[Position]) -> Q:
        """Return the subjects for which one of `positions` is one of these seats."""
        units: set[int] = set()
        for held in positions:
            if held.kind in self.kinds and (held.licensed or not self.licensed):
                units |= set(held.path) if self.inside else {held.unit_id}
        return Q(**{f"{self.unit}__in": sorted(units)}) if units else Q(pk__in=[])

    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return who holds these seats at the instant `at`; one query, none when the column is empty."""
        unit_id = getattr(subject, self.unit)
        if unit_id is None:
            return []
        held = seats_of([unit_id], at, inside=self.inside)
        return [p for p in held if self.match(p, subject) and (p.licensed or not self.licensed)]


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

    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return that person, as a holder without a post."""
        person = Person.objects.filter(pk=getattr(subject, self.column)).first()
        return [unseated(person.pk, person.name)] if person else []


@dataclass(frozen=True)
class ThePerson:
    """Excludes the person whom the subject's column names, such as the reporter."""

    column: str
    words: Words

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether this person is excluded from this subject."""
        return getattr(subject, self.column) == person_id

    def as_q(self, person_id: int, positions: Sequence[Position]) -> Q:
        """Return the subjects from which this person is excluded."""
        return Q(**{self.column: person_id})

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        # Coalesce: "not equal to NULL" would strike everybody.
        return Q(person_id=Coalesce(OuterRef(self.column), Value(0)))


@dataclass(frozen=True)
class ThePersons(ThePerson):
    """Excludes every person whom the subject's array column names, such as the verifiers of this round."""

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether this person is excluded from this subject."""
        return person_id in getattr(subject, self.column)

    def as_q(self, person_id: int, positions: Sequence[Position]) -> Q:
        """Return the subjects from which this person is excluded."""
        return Q(**{f"{self.column}__contains": [person_id]})

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        return Q(person_id=Func(OuterRef(self.column), function="ANY"))


@dataclass(frozen=True)
class PeopleOf:
    """Excludes everybody of own(unit): the unit that the subject's column names and the units inside it."""

    column: str
    words: Words

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether this person holds any seat in the unit or inside it."""
        unit_id = getattr(subject, self.column)
        return unit_id is not None and any(unit_id in held.path for held in positions)

    def as_q(self, person_id: int, positions: Sequence[Position]) -> Q:
        """Return the subjects from which this person is excluded."""
        units = sorted({unit for held in positions for unit in held.path})
        return Q(**{f"{self.column}__in": units}) if units else Q(pk__in=[])

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        subject = OuterRef(OuterRef(OuterRef(self.column)))
        inside = Affiliation.objects.filter(alive(at), path__contains=_array_of(subject))
        own = Appointment.objects.filter(
            alive(at),
            _principal_alive(at),
            person_id=OuterRef("person_id"),
            post__unit__in=inside.values("unit_id"),
        )
        return Q(Exists(own))


Exclusion = ThePerson | PeopleOf


def alive(at: datetime, prefix: str = "") -> Q:
    """Return the rows whose span from_at–until_at (half open) contains the instant `at`."""
    ended = Q(**{f"{prefix}until_at__isnull": True}) | Q(**{f"{prefix}until_at__gt": at})
    return Q(**{f"{prefix}from_at__lte": at}) & ended


def _array_of(expression: Any) -> Func:
    return Func(
        expression,
        function="ARRAY",
        template="%(function)s[%(expressions)s]",
        output_field=ArrayField(BigIntegerField()),
    )


def _principal_alive(at: datetime) -> Q:
    return Q(stands_in_for__isnull=True) | alive(at, "stands_in_for__")


@dataclass(frozen=True)
class Relation:
    """Seats minus exclusions, with the words said to others; `upward` are the seats it passes to when empty."""

    name: str
    label: Words
    seats: tuple[Seats | Named, ...]
    words: Words = ""
    exclusions: tuple[Exclusion, ...] = ()
    upward: tuple[Seats, ...] = ()
    system: bool = False
    # The subject's states in which the relation exists; empty: in all.
    states: tuple[str, ...] = ()
    others: tuple["Relation", ...] = field(default=())

    def __sub__(self, exclusion: Exclusion) -> "Relation":
        """Return this relation without the persons that `exclusion` strikes."""
        return replace(self, exclusions=(*self.exclusions, exclusion))

    def __or__(self, other: "Relation") -> "Relation":
        """Return the relation held by holders of either."""
        return replace(self, name=f"{self.name}|{other.name}", others=(*self.others, other))

    def within(self, *states: str) -> "Relation":
        """Return this relation, existing only while the subject is in one of `states`."""
        return replace(self, states=states)

    def exists_for(self, subject: Any) -> bool:
        """Tell whether the subject is in a state in which the relation exists."""
        return not self.states or subject.state in self.states

    @property
    def alternatives(self) -> tuple["Relation", ...]:
        """The single relations of which this is the union."""
        return (replace(self, others=()), *self.others)

    # --- may act ----------------------------------------------------------------------------------------------
    def seat_of(self, positions: Sequence[Position], subject: Any) -> Position | None:
        """Return the seat by which a person with `positions` holds the relation directly, or None. No query."""
        for relation in self._existing(subject):
            seat = relation._direct_seat(relation.seats, positions, subject)
            if seat is not None:
                return seat
        return None

    def seat_passed_up(self, positions: Sequence[Position], subject: Any, at: datetime) -> Position | None:
        """Return the seat above to which the empty relation has passed, or None. Reads the seats below."""
        for relation in self._existing(subject):
            for number, level in enumerate(relation.upward):
                seat = relation._direct_seat((level,), positions, subject)
                if seat and not any(relation._level_holders(lower, subject, at) for lower in relation._levels(number)):
                    return seat
        return None

    def holds(self, person_id: int, subject: Any, at: datetime) -> bool:
        """Tell whether the person holds the relation to the subject at the instant `at`."""
        positions = positions_of([person_id], at)
        return bool(self.seat_of(positions, subject) or self.seat_passed_up(positions, subject, at))

    def reasons_against(self, person_id: int, positions: Sequence[Position], subject: Any) -> list[str]:
        """Say why a person who doesn't hold the relation may not act: the first alternative's words, filled in."""
        relation = next(iter(self._existing(subject)), self)
        seated = [p for p in positions for s in relation.seats if s.match(p, subject)]
        struck = [str(e.words) for e in relation.exclusions if e.strikes(person_id, positions, subject)]
        if seated and struck:
            return struck
        if seated and not any(p.licensed for p in seated):
            return [_("无有效执法证")]
        return [*struck, str(relation.words)] if not struck else struck

    # --- is told ----------------------------------------------------------------------------------------------
    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return those who hold the relation at the instant `at`, passed upward where nobody is left below."""
        found: dict[int, Position] = {}
        for relation in self._existing(subject):
            for level in (relation.seats, *((seats,) for seats in relation.upward)):
                held = relation._level_holders(level, subject, at)
                if held:
                    found |= {seat.person_id: seat for seat in reversed(held)} | found
                    break
        return list(found.values())

    # --- may look ---------------------------------------------------------------------------------------------
    def as_q(self, person_id: int, positions: Sequence[Position], at: datetime) -> Q:
        """Return the subjects to which a person with `positions` holds the relation at the instant `at`."""
        found = Q(pk__in=[])
        for relation in self.alternatives:
            allowed = Q(state__in=relation.states) if relation.states else Q()
            for exclusion in relation.exclusions:
                allowed &= ~exclusion.as_q(person_id, positions)
            for seats in relation.seats:
                found |= seats.as_q(person_id, positions) & allowed
            for number, level in enumerate(relation.upward):
                reached = level.as_q(person_id, positions)
                if reached == Q(pk__in=[]):
                    continue
                for lower in relation._levels(number):
                    for seats in lower:
                        reached &= ~Q(Exists(relation._appointments(seats, at)))
                found |= reached & allowed
        return found

    def _existing(self, subject: Any) -> list["Relation"]:
        return [relation for relation in self.alternatives if relation.exists_for(subject)]

    # --- inside -----------------------------------------------------------------------------------------------
    def _levels(self, number: int) -> list[tuple[Seats | Named, ...]]:
        """The levels that must be empty before `upward[number]` is reached."""
        return [self.seats, *((seats,) for seats in self.upward[:number])]

    def _direct_seat(
        self, seats: tuple[Seats | Named, ...], positions: Sequence[Position], subject: Any
    ) -> Position | None:
        for held in positions:
            for wanted in seats:
                if wanted.match(held, subject) and (held.licensed or not wanted.licensed):
                    struck = any(e.strikes(held.person_id, positions, subject) for e in self.exclusions)
                    return None if struck else held
        return None

    def _level_holders(self, seats: tuple[Seats | Named, ...], subject: Any, at: datetime) -> list[Position]:
        candidates: list[Position] = []
        for wanted in seats:
            candidates += wanted.holders(subject, at)
        if not candidates or not self.exclusions:
            return candidates
        every: dict[int, list[Position]] = {}
        for held_seat in positions_of({p.person_id for p in candidates}, at):
            every.setdefault(held_seat.person_id, []).append(held_seat)
        return [
            p
            for p in candidates
            if not any(e.strikes(p.person_id, every[p.person_id], subject) for e in self.exclusions)
        ]

    def _appointments(self, seats: Any, at: datetime) -> Any:
        """A query, inside one of subjects, of the appointments by which somebody permitted holds these seats."""
        living = Affiliation.objects.filter(alive(at), alive(at, "unit__"))
        if seats.inside:
            units = living.filter(path__contains=_array_of(OuterRef(OuterRef(seats.unit))))
        else:
            units = living.filter(unit_id=OuterRef(OuterRef(seats.unit)))
        query = Appointment.objects.filter(
            alive(at), _principal_alive(at), post__kind__in=seats.kinds, post__unit__in=units.values("unit_id")
        )
        if seats.licensed:
            day = at.astimezone(get_default_timezone()).date()
            valid = Licence.objects.filter(person_id=OuterRef("person_id"), from_on__lte=day, until_on__gte=day)
            query = query.filter(Exists(valid))
        for exclusion in self.exclusions:
            query = query.exclude(exclusion.struck(at))
        return query
