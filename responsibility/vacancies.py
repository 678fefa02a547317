"""Seats that nobody holds: which, since when, and to whom what belongs to them passes meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from responsibility.chain import superiors
from responsibility.enums import PostKind
from responsibility.models import Unit
from responsibility.positions import Position

# Without these nobody answers for a unit. A desk of officers may be empty: its work is the head's to give.
ANSWERING = (PostKind.HEAD, PostKind.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A post of a living unit without a living holder. `from_at` is the end of the last tenure, or the founding."""

    post_id: int
    title: str
    unit_id: int
    unit_name: str
    from_at: datetime


# Standing in ends with the appointment stood in for, so a seat with a stand-in has a holder too.
EMPTY_SEATS = """
SELECT p.id, p.title, u.id, u.name,
       GREATEST(u.from_at, (SELECT max(a.until_at) FROM responsibility_appointment a
                            WHERE a.post_id = p.id AND a.stands_in_for_id IS NULL AND a.until_at <= i.now))
FROM (SELECT %s::timestamptz AS now) i
JOIN responsibility_unit u ON u.from_at <= i.now AND (u.until_at IS NULL OR u.until_at > i.now)
JOIN responsibility_post p ON p.unit_id = u.id AND p.kind = ANY(%s::text[])
     AND p.id = COALESCE(%s, p.id)
WHERE NOT EXISTS (SELECT FROM responsibility_appointment a WHERE a.post_id = p.id AND a.stands_in_for_id IS NULL
                  AND a.from_at <= i.now AND (a.until_at IS NULL OR a.until_at > i.now))
ORDER BY p.id
"""


def empty_seats(at: datetime, *, kinds: Iterable[PostKind] = ANSWERING, post_id: int | None = None) -> list[EmptySeat]:
    """Return the seats of these kinds (or the one post) that nobody holds at the instant `at`; one query."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_SEATS, [at, [kind.value for kind in kinds], post_id])
        return [EmptySeat(*row) for row in cursor.fetchall()]


def passes_to(unit: Unit, at: datetime) -> tuple[Position, ...]:
    """Return the heads of the nearest living unit above that has one; nobody for a unit with nothing above it."""
    return next((above.heads for above in superiors(unit, at) if above.heads), ())
