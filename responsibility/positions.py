"""Which seats a person holds at an instant, and who holds which seats: one query, read from appointments."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Position:
    """One seat held at one instant, by appointment or by standing in. `path` is the unit's, root first."""

    appointment_id: int
    person_id: int
    person_name: str
    post_id: int
    kind: str
    title: str
    unit_id: int
    unit_name: str
    path: tuple[int, ...]
    licensed: bool
    stands_in_for: str = ""
    from_at: str = ""
    until_at: str = ""

    @property
    def capacity(self) -> dict[str, Any]:
        """What a record keeps of the seat acted from."""
        return {
            "appointment": self.appointment_id,
            "post": self.post_id,
            "title": self.title,
            "unit": self.unit_id,
            "unit_name": self.unit_name,
            "stands_in_for": self.stands_in_for,
        }


def unseated(person_id: int, name: str) -> Position:
    """Return a person who holds a relation by being named, without any seat."""
    return Position(0, person_id, name, 0, "", "", 0, "", (), licensed=False)


# A living seat of a living unit. Standing in ends with the appointment stood in for, whatever its own term says.
# An ended unit keeps no seats: its relations pass upward until the case itself is given to the successor.
SEATS_SQL = """
SELECT a.id, a.person_id, n.name AS person_name, p.id AS post_id, p.kind, p.title, u.id AS unit_id,
       u.name AS unit_name, f.path,
       EXISTS (SELECT FROM responsibility_licence l WHERE l.person_id = a.person_id
               AND (i.now AT TIME ZONE 'Asia/Shanghai')::date BETWEEN l.from_on AND l.until_on) AS licensed,
       COALESCE(sn.name, '') AS stands_in_for, a.from_at::text AS from_at, COALESCE(a.until_at::text, '') AS until_at
FROM instant i
JOIN responsibility_appointment a ON a.from_at <= i.now AND (a.until_at IS NULL OR a.until_at > i.now)
JOIN responsibility_person n ON n.id = a.person_id
JOIN responsibility_post p ON p.id = a.post_id
JOIN responsibility_unit u ON u.id = p.unit_id AND u.from_at <= i.now AND (u.until_at IS NULL OR u.until_at > i.now)
JOIN responsibility_affiliation f ON f.unit_id = u.id AND f.from_at <= i.now
     AND (f.until_at IS NULL OR f.until_at > i.now)
LEFT JOIN responsibility_appointment s ON s.id = a.stands_in_for_id
LEFT JOIN responsibility_person sn ON sn.id = s.person_id
WHERE (s.id IS NULL OR s.until_at IS NULL OR s.until_at > i.now)
"""


ENDED_SQL = """
SELECT a.person_id, p.unit_id, p.kind, a.until_at
FROM responsibility_appointment a JOIN responsibility_post p ON p.id = a.post_id
WHERE a.person_id = ANY(%s::bigint[]) AND a.stands_in_for_id IS NOT NULL AND a.until_at <= %s::timestamptz
"""

# Accounts bear no dates: whoever is let in now.
SIGNS_IN_SQL = f"""
WITH instant AS (SELECT COALESCE(%s::timestamptz, bh_now()) AS now)
SELECT EXISTS ({SEATS_SQL} AND p.unit_id = ANY(%s::bigint[]) AND p.kind = ANY(%s::text[])
    AND EXISTS (SELECT FROM responsibility_user w WHERE w.person_id = a.person_id AND w.is_active))
"""


def position(row: Sequence[Any]) -> Position:
    """Make a Position of one row of SEATS_SQL (or of its JSON array)."""
    return Position(
        appointment_id=row[0],
        person_id=row[1],
        person_name=row[2],
        post_id=row[3],
        kind=row[4],
        title=row[5],
        unit_id=row[6],
        unit_name=row[7],
        path=tuple(row[8]),
        licensed=row[9],
        stands_in_for=row[10],
        from_at=row[11],
        until_at=row[12],
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A standing-in that is over: whose, for which post of which unit, and when it ended."""

    person_id: int
    unit_id: int
    kind: str
    until_at: datetime


@dataclass(slots=True)
class _Answers:
    """What has been read about one instant: each question is asked once."""

    at: datetime
    seats: dict[tuple[tuple[int, ...], bool], list[Position]] = field(default_factory=dict)
    persons: dict[int, list[Position]] = field(default_factory=dict)
    ended: dict[int, list[Ended]] = field(default_factory=dict)
    signs_in: dict[tuple[tuple[int, ...], tuple[str, ...]], bool] = field(default_factory=dict)


_answers: ContextVar[_Answers | None] = ContextVar("answers", default=None)


@contextmanager
def asking_once(at: datetime) -> Iterator[None]:
    """Within the block, read each seat of the instant `at` once: many persons are asked about the same seats.

    For pages. The gate reads anew each time, under its lock.
    """
    token = _answers.set(_Answers(at))
    try:
        yield
    finally:
        _answers.reset(token)


def _known(at: datetime) -> _Answers:
    """What the block around remembers of the instant; outside of one, nothing."""
    answers = _answers.get()
    return answers if answers is not None and answers.at == at else _Answers(at)


def _select(condition: str, at: datetime, *parameters: Any) -> list[Position]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH instant AS (SELECT %s::timestamptz AS now) {SEATS_SQL} AND {condition} ORDER BY a.id",
            [at, *parameters],
        )
        return [position(row) for row in cursor.fetchall()]


def positions_of(person_ids: Iterable[int], at: datetime) -> list[Position]:
    """Return every seat that these persons hold at the instant `at`, oldest appointment first."""
    wanted, known = list(dict.fromkeys(person_ids)), _known(at).persons
    unknown = [person_id for person_id in wanted if person_id not in known]
    if unknown:
        known |= {person_id: [] for person_id in unknown}
        for held in _select("a.person_id = ANY(%s::bigint[])", at, unknown):
            known[held.person_id].append(held)
    return sorted((held for person_id in wanted for held in known[person_id]), key=lambda held: held.appointment_id)


def seats_of(unit_ids: Iterable[int], at: datetime, *, inside: bool = False) -> list[Position]:
    """Return who holds which seat of these units at the instant `at`; with `inside`, of the units below them too."""
    question, known = (tuple(unit_ids), inside), _known(at).seats
    if question not in known:
        column = "f.path && %s::bigint[]" if inside else "p.unit_id = ANY(%s::bigint[])"
        known[question] = _select(column, at, list(question[0]))
    return list(known[question])


def delegations_ended(person_ids: Iterable[int], at: datetime) -> list[Ended]:
    """Return the standings-in of these persons that were over at the instant `at`."""
    wanted, known = list(dict.fromkeys(person_ids)), _known(at).ended
    unknown = [person_id for person_id in wanted if person_id not in known]
    if unknown:
        known |= {person_id: [] for person_id in unknown}
        with connection.cursor() as cursor:
            cursor.execute(ENDED_SQL, [unknown, at])
            for row in cursor.fetchall():
                known[row[0]].append(Ended(*row))
    return [ended for person_id in wanted for ended in known[person_id]]


def somebody_signs_in(unit_ids: Iterable[int], kinds: Iterable[str], at: datetime | None = None) -> bool:
    """Tell whether somebody in a seat of these kinds of these units has an open account.

    Asked of the instant `at`, else of the block around (`asking_once`), else of now.
    """
    around = _answers.get()
    instant = at or (around.at if around else None)
    known = _known(instant).signs_in if instant else {}
    question = tuple(unit_ids), tuple(map(str, kinds))
    if question not in known:
        with connection.cursor() as cursor:
            cursor.execute(SIGNS_IN_SQL, [instant, *map(list, question)])
            (known[question],) = cursor.fetchone()
    return known[question]


def holders_of_post(post_id: int, at: datetime) -> list[Position]:
    """Return who held the post at the instant `at`, those standing in included."""
    return _select("p.id = %s::bigint", at, post_id)
