"""Who may look at which hazards. Pages and API get a hazard from here and from nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from hazards.models import Hazard
from hazards.relations import LOOKS, reporter
from records.actor import Actor
from responsibility.models import User
from responsibility.positions import Position, positions_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A person at one instant: who he is and which seats he holds. Read once a request, then passed on."""

    person_id: int
    name: str
    at: datetime
    positions: tuple[Position, ...]
    # The rank of each unit in which he has a seat: what a head's seat may stand above.
    ranks: Mapping[int, str] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """The person as an actor; the gate reads his seats again, under its lock."""
        return Actor(person_id=self.person_id, name=self.name)

    @property
    def unit_ids(self) -> list[int]:
        """The units in which he has a seat."""
        return sorted({seat.unit_id for seat in self.positions})


def standing_of(user: User) -> Standing:
    """Return the seats of the person behind the account, as they are now."""
    seen = standing_of_person(user.person_id)
    return seen if seen.name else replace(seen, name=user.person.name)


def standing_of_person(person_id: int, name: str = "") -> Standing:
    """Return the seats of any person, as they are now; `name` is what he is called when he has none."""
    at, ranks = _now_and_ranks(person_id)
    positions = tuple(positions_of([person_id], at))
    called = positions[0].person_name if positions else name
    return Standing(person_id=person_id, name=called, at=at, positions=positions, ranks=ranks)


# The legal instant, and the ranks of every unit in which the person ever had a seat: one statement for two answers.
NOW_AND_RANKS = """
SELECT bh_now(), (SELECT COALESCE(json_object_agg(u.id, u.rank), '{}') FROM responsibility_unit u WHERE u.id IN
    (SELECT p.unit_id FROM responsibility_post p JOIN responsibility_appointment a ON a.post_id = p.id
     WHERE a.person_id = %s::bigint))
"""


def _now_and_ranks(person_id: int) -> tuple[datetime, dict[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(NOW_AND_RANKS, [person_id])
        at, ranks = cursor.fetchone()
    return at, {int(unit): rank for unit, rank in ranks.items()}


CHAIN = ("street", "community", "lead", "interim_lead", "rectifier", "coordinator", "matter", "place", "clock")


def visible_to(user: User, *, standing: Standing | None = None) -> QuerySet[Hazard]:
    """Return the hazards that the person may look at: those of whose chain he is part, and his own reports."""
    seen = standing or standing_of(user)
    return Hazard.objects.filter(LOOKS.as_q(seen.person_id, seen.positions, seen.at))


def get_hazard_for(user: User, hazard_id: int, *, standing: Standing | None = None) -> Hazard:
    """Return one hazard with the units of its chain. Raises Http404 for what he may not know exists."""
    found = visible_to(user, standing=standing).select_related(*CHAIN).filter(pk=hazard_id).first()
    if found is None:
        raise Http404
    return found


# --- Explanations: who can do what, and why not ----------------------------------------------------------------------
def may_explain(user: User) -> bool:
    """Tell whether the account may see who can do what on every hazard: those who run the accounts and the seats.

    Everything that explains asks here, and nowhere else.
    """
    return user.is_active and (user.is_staff or user.is_superuser)


def get_hazard_to_explain(user: User, hazard_id: int) -> Hazard:
    """Return one hazard with the units of its chain. Raises PermissionDenied, or Http404 when there is none."""
    if not may_explain(user):
        raise PermissionDenied
    found = Hazard.objects.select_related(*CHAIN).filter(pk=hazard_id).first()
    if found is None:
        raise Http404
    return found


def seen_by_seats(standing: Standing) -> QuerySet[Hazard]:
    """Return the hazards that a person may look at by his seats: what he only reported is nobody's business."""
    seen = Q(pk__in=[])
    for relation in LOOKS.alternatives:
        if relation.seats != reporter.seats:
            seen |= relation.as_q(standing.person_id, standing.positions, standing.at)
    return Hazard.objects.filter(seen)
