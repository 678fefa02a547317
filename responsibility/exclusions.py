"""Who is struck from a relation: the natural person, whatever seat he uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from responsibility.positions import Position
from responsibility.seats import NOTHING
from responsibility.spans import OneOf, array_of, living_appointments, living_places_in_the_tree

Words = str | Promise


@dataclass(frozen=True)
class ThePerson:
    """Excludes the person whom the subject's column names, such as the reporter."""

    column: str
    words: Words

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the subject on which it depends."""
        return (self.column,)

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether this person is excluded from this subject."""
        return bool(getattr(subject, self.column) == person_id)

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
        return Q(OneOf("person_id", OuterRef(self.column)))


@dataclass(frozen=True)
class PeopleOf:
    """Excludes everybody of own(unit): the unit that the subject's column names and the units inside it."""

    column: str
    words: Words

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the subject on which it depends."""
        return (self.column,)

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether this person holds any seat in the unit or inside it."""
        unit_id = getattr(subject, self.column)
        return unit_id is not None and any(unit_id in held.path for held in positions)

    def as_q(self, person_id: int, positions: Sequence[Position]) -> Q:
        """Return the subjects from which this person is excluded."""
        units = sorted({unit for held in positions for unit in held.path})
        return Q(**{f"{self.column}__in": units}) if units else NOTHING

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        inside = living_places_in_the_tree(at).filter(self._stands_in(OuterRef(OuterRef(OuterRef(self.column)))))
        own = living_appointments(at).filter(person_id=OuterRef("person_id"), post__unit__in=inside.values("unit_id"))
        return Q(Exists(own))

    def _stands_in(self, column: OuterRef) -> Q:
        return Q(path__contains=array_of(column))


@dataclass(frozen=True)
class PeopleOfAny(PeopleOf):
    """Excludes everybody of the units that the subject's array column names, and of the units inside them."""

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether this person holds any seat in one of the units or inside it."""
        named = getattr(subject, self.column)
        return any(unit in held.path for unit in named for held in positions)

    def as_q(self, person_id: int, positions: Sequence[Position]) -> Q:
        """Return the subjects from which this person is excluded."""
        units = sorted({unit for held in positions for unit in held.path})
        return Q(**{f"{self.column}__overlap": units}) if units else NOTHING

    def _stands_in(self, column: OuterRef) -> Q:
        return Q(path__overlap=column)


@dataclass(frozen=True)
class PeopleOfGuest(PeopleOf):
    """Excludes everybody of the unit in `column` while its host is concerned: nobody judges his own cause.

    `host` names the hosting unit; it is concerned when one of the columns `parties` names it, or the array `among`.
    """

    host: str
    parties: tuple[str, ...]
    among: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the subject on which it depends."""
        return (self.column, self.host, *self.parties, self.among)

    def strikes(self, person_id: int, positions: Sequence[Position], subject: Any) -> bool:
        """Tell whether the host is concerned, and this person holds any seat in its guest."""
        host = getattr(subject, self.host)
        named = {getattr(subject, party) for party in self.parties} | set(getattr(subject, self.among))
        return host is not None and host in named and PeopleOf.strikes(self, person_id, positions, subject)

    def as_q(self, person_id: int, positions: Sequence[Position]) -> Q:
        """Return the subjects from which this person is excluded."""
        guests = PeopleOf.as_q(self, person_id, positions)
        return guests if guests == NOTHING else guests & self._is_concerned(F)

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        return PeopleOf.struck(self, at) & self._is_concerned(OuterRef)

    def _is_concerned(self, column: Any) -> Q:
        concerned = Q(_or_false(OneOf(column(self.host), column(self.among))))
        for party in self.parties:
            concerned |= Q(_or_false(_Same(column(self.host), column(party))))
        return concerned


class _Same(Func):
    template = "%(expressions)s"
    arg_joiner = " = "
    arity = 2
    output_field = BooleanField()


def _or_false(condition: Func) -> Coalesce:
    """An unknown host is concerned by nothing; NULL would make the whole condition unknown."""
    return Coalesce(condition, Value(False), output_field=BooleanField())


Exclusion = ThePerson | PeopleOf
