"""Who may look at which hazards. Pages and API get a hazard from here and from nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from hazards.models import Hazard
from hazards.relations import LOOKS
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
    at, ranks = _now_and_ranks(user.person_id)
    positions = tuple(positions_of([user.person_id], at))
    name = positions[0].person_name if positions else user.person.name
    return Standing(person_id=user.person_id, name=name, at=at, positions=positions, ranks=ranks)


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


def visible_to(user: User, *, standing: Standing | None = None) -> QuerySet[Hazard]:
    """Return the hazards that the person may look at: those of whose chain he is part, and his own reports."""
    seen = standing or standing_of(user)
    return Hazard.objects.filter(LOOKS.as_q(seen.person_id, seen.positions, seen.at))


def get_hazard_for(user: User, hazard_id: int, *, standing: Standing | None = None) -> Hazard:
    """Return one hazard with the units of its chain. Raises Http404 for what he may not know exists."""
    chain = ("street", "community", "lead", "interim_lead", "rectifier", "coordinator", "matter", "place", "clock")
    found = visible_to(user, standing=standing).select_related(*chain).filter(pk=hazard_id).first()
    if found is None:
        raise Http404
    return found
