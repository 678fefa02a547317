"""Read every case with all that belongs to it, one case at a time: cursors on the server, merged by the case's id.

Memory is that of the longest case, however many there are.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import connection, models, transaction

from notifications.models import Outbox
from responsibility.positions import SEATS_SQL, Position, position
from workflow.models import Case, CaseClock, CaseTimer, Rung

CHUNK = 1000
COLUMNS = (
    *("id", "sequence", "name", "source", "target", "at", "actor_id", "actor_name", "appointment_id"),
    *("body", "previous_hash", "hash"),
)


@dataclass(slots=True)
class Written:
    """One record as it lies in the database, with what its body says and the seats its actor held at its instant."""

    id: int
    sequence: int
    name: str
    source: str
    target: str
    at: datetime
    actor_id: int
    actor_name: str
    appointment_id: int | None
    body: str
    previous_hash: bytes
    hash: bytes
    told: list[list[str]]
    positions: list[Position]
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def clock(self) -> dict[str, Any] | None:
        """The stage clock as this record set it; None when it kept it."""
        clock: dict[str, Any] | None = self.said.get("clock")
        return clock

    @property
    def timers(self) -> dict[str, dict[str, Any]]:
        """The timers that this record set, by kind."""
        return self.said.get("timers") or {}

    @property
    def rung(self) -> tuple[str, dict[str, Any]] | None:
        """Of a rung: the kind of the clock that climbed ("" is the stage's), and how it stood then."""
        clocks = {"": self.clock} if self.clock else self.timers
        return next(iter(clocks.items()), None) if len(clocks) == 1 else None

    @property
    def is_system(self) -> bool:
        """True for a record of the machine."""
        return self.actor_id == 0


@dataclass(slots=True)
class CaseFile:
    """One case and everything that belongs to it; `beside` holds the rows of the domain's own models, by name."""

    case: Case
    records: list[Written]
    clocks: list[CaseClock]
    timers: list[CaseTimer]
    rungs: list[Rung]
    beside: dict[str, list[Any]]
    # The case as its records make it: after the first one, after the second …
    folds: list[SimpleNamespace] = field(default_factory=list)

    def steps(self) -> Iterator[tuple[int, Written, Any]]:
        """Yield each record with its place (from 1) and the case as it was before it; a birth has nothing before."""
        for number, record in enumerate(self.records):
            yield number + 1, record, self.folds[number - 1] if number else None

    @property
    def folded(self) -> Any:
        """The case as all its records make it."""
        return self.folds[-1] if self.folds else SimpleNamespace()


@contextmanager
def snapshot() -> Iterator[datetime]:
    """Hold one read-only view of the database, and yield its legal instant: what is committed meanwhile isn't seen."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # Compiling a plan that runs ten thousand sub-selects costs more than it saves.
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SELECT bh_now()")
        yield cursor.fetchone()[0]


class _Merged:
    """Rows sorted by their case, handed out case by case."""

    def __init__(self, rows: Iterable[tuple[int, Any]]) -> None:
        self.rows = iter(rows)
        self.next = next(self.rows, None)

    def of(self, case_id: int) -> list[Any]:
        taken = []
        while self.next is not None and self.next[0] <= case_id:
            if self.next[0] == case_id:
                taken.append(self.next[1])
            self.next = next(self.rows, None)
        return taken


def files(model: type[Case], beside: dict[str, type[models.Model]], case_id: int | None = None) -> Iterator[CaseFile]:
    """Yield the file of every case of `model` (or of one), in id order. Call it inside `snapshot`.

    `beside` names further models that point at the case, each by the name under which its rows are wanted.
    """
    owner = f"{model.topic}_id"
    cases = model._default_manager.order_by("pk")
    if case_id is not None:
        cases = cases.filter(pk=case_id)
    records = _Merged(_records(model, case_id))
    others: dict[str, type[models.Model]] = {
        "clocks": model.clock_model,
        "timers": model.timer_model,
        "rungs": model.rung_model,  # type: ignore[attr-defined]
        **beside,
    }
    merged = {name: _Merged(_rows(other, owner, case_id)) for name, other in others.items()}
    for case in cases.iterator(chunk_size=CHUNK):
        taken = {name: rows.of(case.pk) for name, rows in merged.items()}
        clocks, timers, rungs = (taken.pop(name) for name in ("clocks", "timers", "rungs"))
        yield _fold(CaseFile(case, records.of(case.pk), clocks, timers, rungs, taken))


def _rows(model: type[models.Model], owner: str, case_id: int | None) -> Iterator[tuple[int, Any]]:
    query = model._default_manager.order_by(owner, "pk")
    if case_id is not None:
        query = query.filter(**{owner: case_id})
    for row in query.iterator(chunk_size=CHUNK):
        yield getattr(row, owner), row


def _records(model: type[Case], case_id: int | None) -> Iterator[tuple[int, Written]]:
    """Yield (case, record); the seats of each record's actor are read as of that record's instant."""
    owner = f"{model.topic}_id"
    condition = "" if case_id is None else f"WHERE r.{owner} = %s"
    text = f"""
    SELECT r.{owner}, {", ".join(f"r.{name}" for name in COLUMNS)},
        (SELECT COALESCE(json_agg(o.told ORDER BY o.id), '[]') FROM {Outbox._meta.db_table} o
         WHERE o.topic = '{model.topic}' AND o.record_id = r.id),
        (SELECT COALESCE(json_agg(s), '[]') FROM (
            WITH instant AS (SELECT r.at AS now) {SEATS_SQL} AND a.person_id = r.actor_id ORDER BY a.id) s)
    FROM {model.record_model._meta.db_table} r {condition} ORDER BY r.{owner}, r.sequence, r.id
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(text, [] if case_id is None else [case_id])
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                yield row[0], _written(row[1:])


def _written(row: Any) -> Written:
    *columns, told, seats = row
    fields: dict[str, Any] = dict(zip(COLUMNS, columns, strict=True))
    fields |= {name: bytes(fields[name]) for name in ("previous_hash", "hash")}
    record = Written(**fields, told=told, positions=[position(list(seat.values())) for seat in seats])
    try:
        said = json.loads(record.body)
    except ValueError:
        said = None
    # A body that is no JSON object says nothing; the chain's invariants report it.
    record.said = said if isinstance(said, dict) else {}
    return record


def _fold(file: CaseFile) -> CaseFile:
    values: dict[str, Any] = {"id": file.case.pk, "pk": file.case.pk}
    for record in file.records:
        changes = record.said.get("changes")
        values = values | (changes if isinstance(changes, dict) else {})
        file.folds.append(SimpleNamespace(**values))
    return file
