"""Who may look at which hazards. Pages and API get a hazard from here and from nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from hazards import by_exception
from hazards.by_exception import LIVING_SQL, Living
from hazards.models import Hazard
from hazards.relations import LOOKS, LOOKS_BY_SEAT
from records.actor import Actor
from responsibility.models import User
from responsibility.positions import SEATS_SQL, Position, position


@dataclass(frozen=True, slots=True)
class Standing:
    """A person at one instant: who he is and which seats he holds. Read once a request, then passed on."""

    person_id: int
    name: str
    at: datetime
    positions: tuple[Position, ...]
    # The rank of each unit in which he has a seat: what a head's seat may stand above.
    ranks: Mapping[int, str] = field(default_factory=dict)
    # By which he may look without a seat; hardly anybody has one.
    exceptions: tuple[Living, ...] = ()
    # How many letters in his inbox he has not opened: every page says so.
    unread: int = 0

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
    """Return the seats of any person, as they are now; `name` is what he is called when he has none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING_SQL, [person_id] * 5)
        at, seats, ranks, living, unread = cursor.fetchone()
    positions = tuple(position(list(seat.values())) for seat in seats)
    called = positions[0].person_name if positions else name
    exceptions = tuple(Living(*one) for one in living)
    by_unit = {int(unit): rank for unit, rank in ranks.items()}
    return Standing(person_id, called, at, positions, by_unit, exceptions, unread)


# Every page asks it: the legal instant, the person's seats, the ranks of every unit in which he ever had one, the
# exceptions given to him, how many letters wait for him.
STANDING_SQL = f"""
WITH instant AS MATERIALIZED (SELECT bh_now() AS now)
SELECT i.now, (SELECT COALESCE(json_agg(s), '[]') FROM ({SEATS_SQL} AND a.person_id = %s::bigint ORDER BY a.id) s),
    (SELECT COALESCE(json_object_agg(u.id, u.rank), '{{}}') FROM responsibility_unit u WHERE u.id IN
    (SELECT p.unit_id FROM responsibility_post p JOIN responsibility_appointment a ON a.post_id = p.id
     WHERE a.person_id = %s::bigint)), {LIVING_SQL},
    (SELECT count(*) FROM notifications_letter l
     WHERE l.channel = 'INBOX' AND l.person_id = %s::bigint AND l.read_at IS NULL)
FROM instant i
"""


def looks(standing: Standing) -> Q:
    """Return the hazards that the person may look at: by a seat in their chain, as who reported, or by exception."""
    by_seat = LOOKS.as_q(standing.person_id, standing.positions, standing.at)
    return by_seat | by_exception.as_q(standing.exceptions) if standing.exceptions else by_seat


CHAIN = ("street", "community", "lead", "interim_lead", "rectifier", "coordinator", "matter", "place", "clock")


def visible_to(user: User, *, standing: Standing | None = None) -> QuerySet[Hazard]:
    """Return the hazards that the person may look at."""
    return Hazard.objects.filter(looks(standing or standing_of(user)))


def get_hazard_for(user: User, hazard_id: int, *, standing: Standing | None = None) -> Hazard:
    """Return one hazard with the units of its chain; an auditor's look is recorded.

    Raises Http404 for what he may not know exists.
    """
    seen = standing or standing_of(user)
    found = visible_to(user, standing=seen).select_related(*CHAIN).filter(pk=hazard_id).first()
    if found is None:
        raise Http404
    by_exception.record_look(seen.person_id, seen.exceptions, found, seen.at)
    return found


# --- Explanations: who can do what, and why not ----------------------------------------------------------------------
def may_explain(user: User) -> bool:
    """Tell whether the account may see who can do what on every hazard: those who run the accounts and the seats.

    Everything that explains asks here or in `may_explain_one`, and nowhere else.
    """
    return user.is_active and (user.is_staff or user.is_superuser)


def may_explain_one(user: User, hazard: Hazard, standing: Standing) -> bool:
    """Tell whether the account may see who can do what on this hazard: an auditor may, where he looks as one."""
    return may_explain(user) or any(one.covers(hazard) for one in by_exception.audits(standing.exceptions))


def get_hazard_to_explain(user: User, hazard_id: int, *, standing: Standing | None = None) -> Hazard:
    """Return one hazard with the units of its chain; an auditor's look is recorded.

    Raises PermissionDenied, for an auditor also when there is no such hazard; Http404 for those who may see them all.
    """
    seen = standing or standing_of(user)
    audited = by_exception.audits(seen.exceptions)
    if not may_explain(user) and not audited:
        raise PermissionDenied
    may_see = Q() if may_explain(user) else by_exception.as_q(audited)
    found = Hazard.objects.select_related(*CHAIN).filter(may_see, pk=hazard_id).first()
    if found is None:
        raise Http404 if may_explain(user) else PermissionDenied
    by_exception.record_look(seen.person_id, seen.exceptions, found, seen.at)
    return found


def seen_by_seats(standing: Standing) -> QuerySet[Hazard]:
    """Return the hazards that a person may look at by his seats: what he only reported is nobody's business."""
    return Hazard.objects.filter(LOOKS_BY_SEAT.as_q(standing.person_id, standing.positions, standing.at))
