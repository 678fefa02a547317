"""Who is struck from a relation: the natural person, whatever seat he uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from responsibility.positions import Position
from responsibility.seats import NOTHING
from responsibility.spans import array_of, living_appointments, living_places_in_the_tree

Words = str | Promise


@dataclass(frozen=True)
class ThePerson:
    """Excludes the person whom the subject's column names, such as the reporter."""

    column: str
    words: Words

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
        return Q(_OneOf("person_id", OuterRef(self.column)))


class _OneOf(Func):
    # Django's `=` puts its right side in parentheses; PostgreSQL allows none around ANY(…).
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


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
        return Q(**{f"{self.column}__in": units}) if units else NOTHING

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        subject = OuterRef(OuterRef(OuterRef(self.column)))
        inside = living_places_in_the_tree(at).filter(path__contains=array_of(subject))
        own = living_appointments(at).filter(person_id=OuterRef("person_id"), post__unit__in=inside.values("unit_id"))
        return Q(Exists(own))


Exclusion = ThePerson | PeopleOf
