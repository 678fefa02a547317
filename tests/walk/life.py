"""What lies in the database of one hazard: its row, its clock, its records, what is beside it; read by SQL of its own.

Nothing here asks the gate, a guard or a relation: invariants judge by what was written alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from records.clock import now

BESIDE = (
    *("request", "dispute", "standpoint", "ruling", "plan", "round", "followup", "measure", "listing", "grading"),
    *("recusal", "review", "sample"),
)
ENDED = ("WRITTEN_OFF", "VOIDED", "MERGED", "TRANSFERRED", "IMPORTED_CLOSED")
_ROWS = ", ".join(
    f"'{name}', (SELECT COALESCE(json_agg(q ORDER BY q.serial, q.id), '[]') FROM hazards_{name} q"
    " WHERE q.hazard_id = h.id)"
    for name in BESIDE
)
_LIFE = f"""
SELECT json_build_object('hazard', h, 'clocks', (SELECT COALESCE(json_agg(k), '[]') FROM hazards_hazardclock k
           WHERE k.hazard_id = h.id),
       'records', (SELECT json_agg(json_build_object('name', r.name, 'source', r.source, 'target', r.target,
           'at', r.at, 'actor_id', r.actor_id, 'body', r.body) ORDER BY r.sequence)
           FROM hazards_hazardrecord r WHERE r.hazard_id = h.id), {_ROWS})::text
FROM hazards_hazard h WHERE h.id = %s
"""
_SEATS = """
SELECT a.person_id, p.kind, p.unit_id, f.path, a.from_at, a.until_at, f.from_at, f.until_at
FROM responsibility_appointment a JOIN responsibility_post p ON p.id = a.post_id
JOIN responsibility_affiliation f ON f.unit_id = p.unit_id
"""
_UNITS = "SELECT id, code, tree, rank, until_at FROM responsibility_unit"


@dataclass(frozen=True)
class Step:
    """One record, and the hazard as all records make it before and after it."""

    name: str
    source: str
    target: str
    at: datetime
    actor_id: int
    note: str
    data: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def by_machine(self) -> bool:
        return self.actor_id == 0


@dataclass(frozen=True)
class Seat:
    """A seat that somebody held for a while, in a unit that stood at `path`."""

    person_id: int
    kind: str
    unit_id: int
    path: tuple[int, ...]
    spans: tuple[tuple[datetime, datetime | None], ...]

    def stands(self, at: datetime) -> bool:
        return all(start <= at and (end is None or end > at) for start, end in self.spans)


class District:
    """Who sits where, and what each unit is."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SEATS)
            self.seats = [
                Seat(person, kind, unit, tuple(path), ((start, end), (since, until)))
                for person, kind, unit, path, start, end, since, until in cursor.fetchall()
            ]
            cursor.execute(_UNITS)
            self.units = {
                pk: {"code": code, "tree": tree, "rank": rank, "until_at": until}
                for pk, code, tree, rank, until in cursor.fetchall()
            }

    def own(self, unit_id: int | None, at: datetime) -> set[int]:
        """The persons with any seat in the unit or inside it."""
        return {seat.person_id for seat in self.seats if unit_id in seat.path and seat.stands(at)}

    def sits(self, person_id: int, at: datetime) -> bool:
        """Whether the person holds any seat in a living unit."""
        return any(
            seat.person_id == person_id and seat.stands(at) and self.lives(seat.unit_id, at) for seat in self.seats
        )

    def heads(self, person_id: int, unit_id: int, at: datetime) -> bool:
        return any(
            seat.person_id == person_id and seat.unit_id == unit_id and seat.kind in ("HEAD", "DEPUTY")
            for seat in self.seats
            if seat.stands(at)
        )

    def lives(self, unit_id: int, at: datetime) -> bool:
        until = self.units[unit_id]["until_at"]
        return until is None or until > at

    def path(self, unit_id: int, at: datetime) -> tuple[int, ...]:
        return next((seat.path for seat in self.seats if seat.unit_id == unit_id and seat.stands(at)), (unit_id,))


class Life:
    """Everything of one hazard, at one instant."""

    def __init__(self, pk: int, district: District | None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LIFE, [pk])
            read = json.loads(cursor.fetchone()[0])
        self.hazard: dict[str, Any] = read["hazard"]
        self.clocks: list[dict[str, Any]] = read["clocks"]
        self.beside: dict[str, list[dict[str, Any]]] = {name: read[name] for name in BESIDE}
        self.steps = list(_folded(read["records"]))
        self.district = district or District()
        self.now = now()

    def __getitem__(self, name: str) -> Any:
        return self.hazard[name]

    @property
    def state(self) -> str:
        return str(self.hazard["state"])

    def named(self, *names: str) -> list[Step]:
        return [step for step in self.steps if step.name in names]

    def rows(self, name: str, *states: str) -> list[dict[str, Any]]:
        """Rows of a matter beside it, in these states (none given: in any), oldest first."""
        return [row for row in self.beside[name] if not states or row["state"] in states]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return date.fromisoformat(text)


def _folded(records: list[dict[str, Any]]) -> Iterator[Step]:
    before: dict[str, Any] = {}
    for record in records:
        said = json.loads(record["body"])
        after = {**before, **said["changes"], "state": record["target"]}
        yield Step(
            name=record["name"],
            source=record["source"],
            target=record["target"],
            at=instant(record["at"]),
            actor_id=record["actor_id"],
            note=said["note"],
            data=said["data"],
            before=before,
            after=after,
        )
        before = after
