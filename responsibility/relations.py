"""Relations: one definition, three faces. Who is told (`holders`), who may act (`holds`), who may look (`as_q`).

A relation names seats: posts of certain kinds in the unit that one column of the subject names. Its holders are
those who hold these seats at that instant. Exclusions strike the natural person, whatever seat he uses.
A relation whose seats are without a permitted holder passes upward, never downward, never sideways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from responsibility.exclusions import Exclusion, PeopleOf, PeopleOfAny, PeopleOfGuest, ThePerson, ThePersons, Words
from responsibility.positions import Position, delegations_ended, positions_of, unseated
from responsibility.seats import NOTHING, Named, NamedAmong, Seats, SeatsAmong
from responsibility.signing_in import SomebodySignsIn

__all__ = [
    "KNOWN",
    "Exclusion",
    "Named",
    "NamedAmong",
    "PeopleOf",
    "PeopleOfAny",
    "PeopleOfGuest",
    "Relation",
    "Seats",
    "SeatsAmong",
    "SomebodySignsIn",
    "ThePerson",
    "ThePersons",
    "Vacancy",
    "Words",
]


class _Known:
    """What `only_if` is given for a column that must name something, whatever it is."""

    def __str__(self) -> str:
        return "known"


KNOWN = _Known()


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Where nobody permitted is left: the relation's name, and the subject's columns whose units were passed over."""

    label: Words
    units: tuple[str, ...]


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
    # Columns of the subject and the values with which the relation exists; empty: with any.
    when: tuple[tuple[str, Any], ...] = ()
    others: tuple["Relation", ...] = field(default=())
    # Told by the subject as it was before the act: who lost a case by it.
    of_before: bool = False
    # Whom nothing strikes, but who hears words of his own when he doesn't hold it.
    addressed: tuple[Exclusion, ...] = ()
    # While one of these is so, nobody holds it: those in whose stead it would be held can act themselves.
    barred_by: tuple[SomebodySignsIn, ...] = ()

    def __post_init__(self) -> None:
        # A named person leaves no seat empty, so nothing could pass upward from him.
        if self.upward and not all(isinstance(seats, Seats) for seats in self.seats):
            raise ValueError(f"{self.name}: only seats pass upward")

    def __sub__(self, exclusion: Exclusion) -> "Relation":
        """Return this relation (each alternative of a union) without the persons that `exclusion` strikes."""
        others = tuple(other - exclusion for other in self.others)
        return replace(self, exclusions=(*self.exclusions, exclusion), others=others)

    def unless(self, somebody: SomebodySignsIn) -> "Relation":
        """Return this relation (each alternative of a union), held by nobody while `somebody` can sign in."""
        others = tuple(other.unless(somebody) for other in self.others)
        return replace(self, barred_by=(*self.barred_by, somebody), others=others)

    def addressing(self, whom: Exclusion) -> "Relation":
        """Return this relation (each alternative of a union), saying words of their own to those whom `whom` names.

        They are not struck: who has a seat of the relation as well holds it.
        """
        others = tuple(other.addressing(whom) for other in self.others)
        return replace(self, addressed=(*self.addressed, whom), others=others)

    def __or__(self, other: "Relation") -> "Relation":
        """Return the relation held by holders of either."""
        return replace(self, name=f"{self.name}|{other.name}", others=(*self.others, *other.alternatives))

    def within(self, *states: str) -> "Relation":
        """Return this relation (each alternative of a union), existing only while the subject is in one of `states`.

        Raises ValueError when no state is left of those to which it was bound before.
        """
        left = tuple(state for state in states if not self.states or state in self.states)
        if not left:
            raise ValueError(f"{self.name}: exists in no state")
        return replace(self, states=left, others=tuple(other.within(*states) for other in self.others))

    def only_if(self, **values: Any) -> "Relation":
        """Return this relation (each alternative of a union), existing only for subjects with these column values.

        A tuple stands for any of its values, None for a column that names nothing, KNOWN for one that names something.
        """
        others = tuple(other.only_if(**values) for other in self.others)
        return replace(self, when=(*self.when, *values.items()), others=others)

    def exists_for(self, subject: Any) -> bool:
        """Tell whether the subject is in a state, and has the values, with which it (or an alternative) exists."""
        in_state = not self.states or subject.state in self.states
        here = in_state and all(_is(getattr(subject, column), value) for column, value in self.when)
        return here or any(other.exists_for(subject) for other in self.others)

    @property
    def alternatives(self) -> tuple["Relation", ...]:
        """The single relations of which this is the union."""
        return (replace(self, others=()), *self.others) if self.others else (self,)

    # --- may act ----------------------------------------------------------------------------------------------
    def seat_of(self, positions: Sequence[Position], subject: Any) -> Position | None:
        """Return the seat by which a person with `positions` holds the relation directly, or None. No query.

        A person without any seat is given as the one position `unseated(…)`: he may be the one whom a column names.
        """
        for relation in self._existing(subject):
            seat = relation._direct_seat(relation.seats, positions, subject)
            if seat is not None:
                return seat
        return None

    def seat_passed_up(self, positions: Sequence[Position], subject: Any, at: datetime) -> Position | None:
        """Return the seat above to which the empty relation has passed, or None. Reads the seats below."""
        return next((seat for seat, _empty in self._passed_up(positions, subject, at)), None)

    def passed_from(self, positions: Sequence[Position], subject: Any, at: datetime) -> "Vacancy | None":
        """Return where nobody is left, for a person to whom the relation has passed upward; None for all others."""
        if self.seat_of(positions, subject):
            return None
        return next((empty for _seat, empty in self._passed_up(positions, subject, at)), None)

    def _passed_up(
        self, positions: Sequence[Position], subject: Any, at: datetime
    ) -> Iterator[tuple[Position, "Vacancy"]]:
        for relation in self._existing(subject):
            for number, level in enumerate(relation.upward):
                seat = relation._direct_seat((level,), positions, subject)
                below = relation._levels(number)
                if seat and not any(relation._level_holders(lower, subject, at) for lower in below):
                    columns = dict.fromkeys(seats.unit for lower in below for seats in lower)
                    yield seat, Vacancy(relation.label, tuple(columns))

    def holds(self, person_id: int, subject: Any, at: datetime) -> bool:
        """Tell whether the person holds the relation to the subject at the instant `at`."""
        positions = positions_of([person_id], at) or [unseated(person_id, "")]
        return bool(self.seat_of(positions, subject) or self.seat_passed_up(positions, subject, at))

    def reasons_against(self, person_id: int, positions: Sequence[Position], subject: Any, at: datetime) -> list[str]:
        """Say why a person who doesn't hold the relation may not act: the first alternative's words, filled in."""
        relation = next(iter(self._existing(subject)), self)
        seated = [p for p in positions for s in relation.seats if s.match(p, subject)]
        struck = [str(e.words) for e in relation.exclusions if e.strikes(person_id, positions, subject)]
        barred = [] if struck else self._barred(positions, subject)
        if struck or barred:
            return struck or barred
        if seated and not any(p.licensed for p in seated):
            return [_("无有效执法证")]
        ended = None if seated else relation._delegation_ended_at(person_id, subject, at)
        if ended is not None:
            return [_("授权已于%(date)s到期") % {"date": date_format(localtime(ended), "Y-m-d")}]
        own = [str(e.words) for e in relation.addressed if e.strikes(person_id, positions, subject)]
        return own or [str(relation.words)]

    def _barred(self, positions: Sequence[Position], subject: Any) -> list[str]:
        """The words for a person in seats of an alternative that nobody holds now."""
        return [
            str(one.words)
            for relation in self._existing(subject)
            if relation.barred_by and any(s.match(p, subject) for p in positions for s in relation.seats)
            for one in relation.barred_by
            if one.is_so(subject)
        ]

    def _delegation_ended_at(self, person_id: int, subject: Any, at: datetime) -> datetime | None:
        """Return when the person's last standing-in for one of these seats ended, if he had one."""
        named = [(s.named_by(subject), s.kinds) for s in self.seats if isinstance(s, Seats)]
        past = delegations_ended([person_id], at) if named else []
        ended = [p.until_at for p in past if any(p.unit_id in units and p.kind in kinds for units, kinds in named)]
        return max(ended, default=None)

    # --- is told ----------------------------------------------------------------------------------------------
    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return those who hold the relation at the instant `at`, passed upward where nobody is left below."""
        found: dict[int, Position] = {}
        for relation in self._existing(subject):
            for level in (relation.seats, *((seats,) for seats in relation.upward)):
                held = relation._level_holders(level, subject, at)
                for seat in held:
                    found.setdefault(seat.person_id, seat)
                if held:
                    break
        return list(found.values())

    # --- may look ---------------------------------------------------------------------------------------------
    def as_q(self, person_id: int, positions: Sequence[Position], at: datetime) -> Q:
        """Return the subjects to which a person with `positions` holds the relation at the instant `at`."""
        found = NOTHING
        for relation in self.alternatives:
            for seats, allowed in relation._ways(person_id, positions, at):
                found |= seats.as_q(person_id, positions) & allowed
        return found

    def branches(self, person_id: int, positions: Sequence[Position], at: datetime) -> list[Q]:
        """Return the parts of `as_q`, one for each column and unit by which this person can hold the relation.

        A long list is the UNION of their scans, each in the order of its index: one OR over several columns, or
        several units of one column, has no index in the list's order.
        """
        return [
            part & allowed
            for relation in self.alternatives
            for seats, allowed in relation._ways(person_id, positions, at)
            for part in seats.as_qs(person_id, positions)
        ]

    def passed_up_as_q(self, number: int, person_id: int, positions: Sequence[Position], at: datetime) -> Q:
        """Return, for a single relation, the subjects for which it has passed up to the person at `upward[number]`."""
        return (
            self.upward[number].as_q(person_id, positions)
            & self._allowed(person_id, positions, at)
            & self._nobody_below(number, at)
        )

    def _allowed(self, person_id: int, positions: Sequence[Position], at: datetime) -> Q:
        """The subjects for which a single relation exists, and from which this person isn't struck."""
        allowed = Q(state__in=self.states) if self.states else Q()
        for column, value in self.when:
            allowed &= _has(column, value)
        for exclusion in self.exclusions:
            struck = exclusion.as_q(person_id, positions)
            allowed &= Q() if struck == NOTHING else ~struck
        for somebody in self.barred_by:
            allowed &= ~somebody.as_q(at)
        return allowed

    def _ways(self, person_id: int, positions: Sequence[Position], at: datetime) -> Iterator[tuple[Seats | Named, Q]]:
        """Yield the seats by which this person can hold a single relation, each with what must hold besides."""
        allowed = self._allowed(person_id, positions, at)
        for seats in self.seats:
            if seats.as_qs(person_id, positions):
                yield seats, allowed
        for number, level in enumerate(self.upward):
            if level.as_qs(person_id, positions):
                yield level, allowed & self._nobody_below(number, at)

    def _nobody_below(self, number: int, at: datetime) -> Q:
        """The subjects for which nobody permitted holds a seat below `upward[number]`."""
        nobody = Q()
        for level in self._levels(number):
            for seats in level:
                held = seats.appointments(at)
                for exclusion in self.exclusions:
                    held = held.exclude(exclusion.struck(at))
                nobody &= ~Q(Exists(held))
        return nobody

    # --- inside -----------------------------------------------------------------------------------------------
    def _existing(self, subject: Any) -> list["Relation"]:
        return [relation for relation in self.alternatives if relation.exists_for(subject)]

    def _levels(self, number: int) -> list[tuple[Seats, ...]]:
        """The levels that must be empty before `upward[number]` is reached."""
        own = tuple(seats for seats in self.seats if isinstance(seats, Seats))
        return [own, *((seats,) for seats in self.upward[:number])]

    def _direct_seat(
        self, seats: Sequence[Seats | Named], positions: Sequence[Position], subject: Any
    ) -> Position | None:
        for held in positions:
            for wanted in seats:
                if wanted.match(held, subject) and (held.licensed or not wanted.licensed):
                    struck = any(e.strikes(held.person_id, positions, subject) for e in self.exclusions)
                    return None if struck or any(one.is_so(subject) for one in self.barred_by) else held
        return None

    def _level_holders(self, seats: Sequence[Seats | Named], subject: Any, at: datetime) -> list[Position]:
        candidates = [held for wanted in seats for held in wanted.holders(subject, at)]
        if candidates and any(one.is_so(subject, at) for one in self.barred_by):
            return []
        if not candidates or not self.exclusions:
            return candidates
        every: dict[int, list[Position]] = {p.person_id: [] for p in candidates}
        for held_seat in positions_of(every, at):
            every[held_seat.person_id].append(held_seat)
        return [
            p
            for p in candidates
            if not any(e.strikes(p.person_id, every[p.person_id], subject) for e in self.exclusions)
        ]


def _is(found: Any, wanted: Any) -> bool:
    if wanted is KNOWN:
        return found is not None
    return bool(found in wanted if isinstance(wanted, tuple) else found == wanted)


def _has(column: str, wanted: Any) -> Q:
    if wanted is KNOWN:
        return Q(**{f"{column}__isnull": False})
    return Q(**({f"{column}__in": wanted} if isinstance(wanted, tuple) else {column: wanted}))
