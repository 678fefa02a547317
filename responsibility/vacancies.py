"""Seats that nobody holds: which, since when, and to whom what belongs to them passes meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from responsibility.chain import superiors
from responsibility.enums import PostKind
from responsibility.models import Unit
from responsibility.positions import Position, seats_of

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


# --- As people look at them --------------------------------------------------------------------------------------
PAGE_OF_VACANCIES = """
SELECT * FROM (
    SELECT p.id AS post_id, p.title, p.kind, u.id AS unit_id, u.name, u.tree, f.path,
           GREATEST(u.from_at, (SELECT max(a.until_at) FROM responsibility_appointment a
                                WHERE a.post_id = p.id AND a.stands_in_for_id IS NULL AND a.until_at <= i.now)) AS since
    FROM (SELECT %(at)s::timestamptz AS now) i
    JOIN responsibility_unit u ON u.from_at <= i.now AND (u.until_at IS NULL OR u.until_at > i.now)
    JOIN responsibility_affiliation f ON f.unit_id = u.id AND f.from_at <= i.now
         AND (f.until_at IS NULL OR f.until_at > i.now)
    JOIN responsibility_post p ON p.unit_id = u.id
    WHERE NOT EXISTS (SELECT FROM responsibility_appointment a WHERE a.post_id = p.id AND a.stands_in_for_id IS NULL
                      AND a.from_at <= i.now AND (a.until_at IS NULL OR a.until_at > i.now))
      AND (%(inside)s::bigint[] IS NULL OR f.path && %(inside)s::bigint[])
      AND (%(enterprises)s::bool IS NULL OR (u.tree = 'ENTERPRISE') = %(enterprises)s::bool)
) v
WHERE %(since)s::timestamptz IS NULL OR (v.since, v.post_id) > (%(since)s::timestamptz, %(post)s::bigint)
ORDER BY v.since, v.post_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class VacantSeat:
    """An empty seat of any kind, since when, and who acts meanwhile: the nearest living head."""

    post_id: int
    title: str
    kind: str
    unit_id: int
    unit_name: str
    tree: str
    path: tuple[int, ...]
    from_at: datetime
    acting: tuple[Position, ...] = ()


def vacant_seats(
    at: datetime,
    *,
    inside: Iterable[int] | None = None,
    enterprises: bool | None = None,
    behind: tuple[datetime, int] | None = None,
    most: int = 50,
) -> list[VacantSeat]:
    """Return empty seats of every kind, the longest empty first, behind (since, post); two queries.

    `inside` keeps to some units and what lies below them, `enterprises` to enterprises, or to all others. What belongs
    to an empty seat is the head's of its unit; what belongs to an empty head's seat, the nearest head's above.
    """
    since, post = behind or (None, 0)
    given = {"at": at, "inside": None if inside is None else list(inside), "enterprises": enterprises}
    with connection.cursor() as cursor:
        cursor.execute(PAGE_OF_VACANCIES, given | {"since": since, "post": post, "most": most})
        found = [_vacant(row) for row in cursor.fetchall()]
    heads: dict[int, list[Position]] = {}
    for seat in seats_of({pk for one in found for pk in one.path}, at) if found else ():
        if seat.kind in ANSWERING:
            heads.setdefault(seat.unit_id, []).append(seat)
    return [replace(one, acting=_acting(one, heads)) for one in found]


def _vacant(row: Sequence[Any]) -> VacantSeat:
    post, title, kind, unit, name, tree, path, since = row
    return VacantSeat(post, title, kind, unit, name, tree, tuple(path), since)


def _acting(seat: VacantSeat, heads: dict[int, list[Position]]) -> tuple[Position, ...]:
    above = seat.path[:-1] if seat.kind in ANSWERING else seat.path
    return next((tuple(heads[unit]) for unit in reversed(above) if unit in heads), ())
