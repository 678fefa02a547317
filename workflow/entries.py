"""Make, of a decided transition, the record, the clock and the outbox row that the write statement needs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from records.canonical import canonical_text
from records.chain import GENESIS, link
from responsibility.positions import Position
from workflow import ticking
from workflow.lifecycle import Transition
from workflow.models import Case
from workflow.reading import Facts
from workflow.ticking import Ticks
from workflow.timing import Timing
from workflow.writing import Entry, born_fields


def units_of(model: type[Case], cases: Sequence[Case]) -> set[int]:
    """Return the ids of all units that the cases name, in their chain and in lists of units beside it."""
    columns: tuple[str, ...] = model.unit_columns  # type: ignore[attr-defined]
    lists: tuple[str, ...] = model.unit_lists  # type: ignore[attr-defined]
    units = {unit for case in cases for unit in (getattr(case, column) for column in columns) if unit is not None}
    return units.union(*(getattr(case, column) for case in cases for column in lists))


def entry(
    row: Transition,
    before: Case | None,
    draft: Case,
    facts: Facts,
    seat: Position | None,
    timing: Timing,
    *,
    key: str | None = None,
) -> Entry:
    """Finish the draft (version, who acted, when it began and ended, due date, head); return what is to be written."""
    actor = facts.actor
    draft.version = (before.version if before else 0) + 1
    if not actor.is_system and actor.person_id not in draft.acted_ids:
        draft.acted_ids = sorted([*draft.acted_ids, actor.person_id])
    was_ended = before.ended_at if before is not None and not before.is_open else None
    draft.ended_at = None if draft.is_open else was_ended or facts.now
    if draft.begun_at is None or (was_ended and draft.is_open):
        draft.begun_at = facts.now
    ticks = ticking.ticks(row, before, draft, facts.now, timing)
    if ticks.clock is not None:
        draft.due_at = ticks.clock["due_at"]
    record = _record(row.name, before, draft, facts, seat, ticks, key)
    draft.head = record["hash"]
    return Entry(draft, record, ticks.clock, ticks.timers, told_of(row, before, draft))


def told_of(row: Transition, before: Any, after: Any) -> list[str]:
    """Return the names of the relations that a transition tells: those that exist for the case, after it or before."""
    subjects = ((relation, before if relation.of_before else after) for relation in row.told)
    return [relation.name for relation, subject in subjects if subject is not None and relation.exists_for(subject)]


def system_entry(name: str, case: Case, facts: Facts, ticks: Ticks, told: Sequence[str], rung: dict[str, Any]) -> Entry:
    """Return the record of a machine act that keeps the state: a rung of the ladder."""
    draft = case.draft()
    draft.version = case.version + 1
    record = _record(name, case, draft, facts, None, ticks, None)
    draft.head = record["hash"]
    return Entry(draft, record, ticks.clock, ticks.timers, told, rung)


def _record(
    name: str,
    before: Case | None,
    draft: Case,
    facts: Facts,
    seat: Position | None,
    ticks: Ticks,
    key: str | None,
) -> dict[str, Any]:
    previous = bytes(before.head) if before else GENESIS
    source = before.state if before else ""
    body = canonical_text(
        {
            "topic": draft.topic,
            "case": draft.pk,
            "sequence": draft.version,
            "name": name,
            "source": source,
            "target": draft.state,
            "at": canonical_value(facts.now),
            "actor": {"id": facts.actor.person_id, "name": facts.actor.name, "seat": seat.capacity if seat else None},
            "chain": _chain(draft, facts),
            "changes": _changes(before, draft),
            "clock": _canonical(ticks.clock) if ticks.clock else None,
            "timers": {kind: _canonical(timer) for kind, timer in ticks.timers.items()},
            "note": facts.note,
            "data": dict(facts.data),
        }
    )
    return {
        "sequence": draft.version,
        "name": name,
        "at": facts.now,
        "actor_id": facts.actor.person_id,
        "actor_name": facts.actor.name,
        "body": body,
        "previous_hash": previous,
        "hash": link(previous, body),
        "source": source,
        "target": draft.state,
        "appointment_id": (seat.appointment_id or None) if seat else None,
        "key": key,
    }


def _chain(draft: Case, facts: Facts) -> dict[str, Any]:
    """The chain as it stood: for each party its unit and the person in its head's seat."""
    parties: dict[str, str] = draft.parties  # type: ignore[attr-defined]
    chain: dict[str, Any] = {}
    for party, column in parties.items():
        unit_id = getattr(draft, column)
        unit = facts.units.get(unit_id) if unit_id is not None else None
        if unit:
            chain[party] = {"unit": unit_id, "name": unit["name"], "head": unit["head"]}
    return chain


def tracked_fields(model: type[Case], *, birth: bool) -> list[str]:
    """Return the columns whose values a record's `changes` may hold: the row is the fold of these."""
    if not birth:
        return [model._meta.get_field(name).attname for name in ("state", *model.gate_fields)]  # type: ignore[union-attr]
    own = {"id", "version", "head", "due_at"}
    fields = [model._meta.get_field(name).attname for name in born_fields(model)]  # type: ignore[union-attr]
    return [name for name in fields if name not in own]


def _changes(before: Case | None, draft: Case) -> dict[str, Any]:
    names = tracked_fields(type(draft), birth=before is None)
    old = before.__dict__ if before else {}
    return {
        name: canonical_value(draft.__dict__[name])
        for name in names
        if before is None or old[name] != draft.__dict__[name]
    }


def _canonical(columns: dict[str, Any]) -> dict[str, Any]:
    return {column: canonical_value(value) for column, value in columns.items()}


def canonical_value(value: Any) -> Any:
    """Return a column's value in the form a record keeps: dates and instants as ISO text, the instant in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
