"""The write statements of the gate: one for all cases of a call, of fixed text, so that it is prepared once.

One JSON text becomes the rows of `input`; from them the case moves, its record, its clock and its outbox row are
written in the same statement. The text depends on the model only, never on the values. (One array a column, UNNESTed,
did the same and took the client four times as long to bind.)
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field

from notifications.models import Outbox
from workflow.models import Case

RECORD_COLUMNS = (
    ("sequence", "integer"),
    ("name", "text"),
    ("at", "timestamptz"),
    ("actor_id", "bigint"),
    ("actor_name", "text"),
    ("body", "text"),
    ("previous_hash", "bytea"),
    ("hash", "bytea"),
    ("source", "text"),
    ("target", "text"),
    ("appointment_id", "bigint"),
    ("key", "text"),
)
CLOCK_COLUMNS = (
    ("run", "integer"),
    ("state", "text"),
    ("started_at", "timestamptz"),
    ("due_at", "timestamptz"),
    ("stopped_at", "timestamptz"),
    ("provisional", "boolean"),
    ("policy_id", "bigint"),
    ("calendar_id", "bigint"),
    ("level", "smallint"),
    ("next_rung_at", "timestamptz"),
)
TIMER_COLUMNS = (("kind", "text"), *(column for column in CLOCK_COLUMNS if column[0] != "state"))
RUNG_COLUMNS = (
    ("kind", "text"),
    ("run", "integer"),
    ("level", "smallint"),
    ("name", "text"),
    ("due_at", "timestamptz"),
)


@dataclass(slots=True)
class Entry:
    """One record to be written, with the case and its clocks as they will be (None or none: kept), whom to tell."""

    case: Case
    record: dict[str, Any]
    clock: dict[str, Any] | None
    timers: dict[str, dict[str, Any]]
    told: Sequence[str]
    rung: dict[str, Any] | None = None


def columns_of(model: type[Case], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return (column, SQL type) of the model's fields `names`."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    return [(str(field.column), str(field.db_type(connection))) for field in fields]


def born_fields(model: type[Case]) -> list[str]:
    """Return every column of a case, in the model's order: what an INSERT fills."""
    return [field.name for field in model._meta.concrete_fields]


def moved_fields(model: type[Case]) -> list[str]:
    """Return the columns that a transition may change, the engine's own included."""
    return ["id", "state", "version", "head", "due_at", *model.gate_fields]


class _Statement:
    """The text of one write statement and how an Entry fills its arrays."""

    def __init__(self, model: type[Case], *, birth: bool, rung: bool = False) -> None:
        self.case_columns = columns_of(model, born_fields(model) if birth else moved_fields(model))
        self.rung = rung
        prefixed = [
            *((f"c_{name}", kind) for name, kind in self.case_columns),
            *((f"r_{name}", kind) for name, kind in RECORD_COLUMNS),
            ("ticks", "boolean"),
            *((f"k_{name}", kind) for name, kind in CLOCK_COLUMNS),
            ("timers", "json"),
            *(((f"g_{name}", kind) for name, kind in RUNG_COLUMNS) if rung else ()),
            ("told", "text[]"),
        ]
        columns = ", ".join(f"{name} {kind}" for name, kind in prefixed)
        record, clock = model.record_model._meta.db_table, model.clock_model._meta.db_table
        owner = f"{model.topic}_id"
        parts = [
            f"input AS (SELECT * FROM json_to_recordset(%s::json) AS t({columns}))",
            f"moved AS ({self._birth(model) if birth else self._move(model)})",
            f"written AS (INSERT INTO {record} ({owner}, {_names(RECORD_COLUMNS)}) "
            f"SELECT c_id, {_names(RECORD_COLUMNS, 'r_')} FROM input RETURNING id, {owner} AS case_id)",
            f"ticked AS ({self._clock(clock, owner, birth)})",
            f"timed AS ({self._timers(model, owner)})",
            f"queued AS (INSERT INTO {Outbox._meta.db_table} (topic, record_id, told, written_at, attempts, error) "
            f"SELECT '{model.topic}', w.id, i.told, i.r_at, 0, '' FROM input i JOIN written w "
            "ON w.case_id = i.c_id WHERE i.told <> '{}')",
        ]
        if rung:
            table = model.rung_model._meta.db_table  # type: ignore[attr-defined]
            parts.append(
                f"climbed AS (INSERT INTO {table} ({owner}, {_names(RUNG_COLUMNS)}, fired_at) "
                f"SELECT c_id, {_names(RUNG_COLUMNS, 'g_')}, r_at FROM input)"
            )
        self.text = "WITH " + ",\n".join(parts) + "\nSELECT case_id, id FROM written"

    def _birth(self, model: type[Case]) -> str:
        values = _names(self.case_columns, "c_")
        return f"INSERT INTO {model._meta.db_table} ({_names(self.case_columns)}) SELECT {values} FROM input"

    def _move(self, model: type[Case]) -> str:
        changes = ", ".join(f"{name} = i.c_{name}" for name, _ in self.case_columns if name != "id")
        return f"UPDATE {model._meta.db_table} c SET {changes} FROM input i WHERE c.id = i.c_id"

    def _clock(self, table: str, owner: str, birth: bool) -> str:
        if birth:
            return (
                f"INSERT INTO {table} ({owner}, {_names(CLOCK_COLUMNS)}) "
                f"SELECT c_id, {_names(CLOCK_COLUMNS, 'k_')} FROM input WHERE ticks"
            )
        changes = ", ".join(f"{name} = i.k_{name}" for name, _ in CLOCK_COLUMNS)
        return f"UPDATE {table} k SET {changes} FROM input i WHERE i.ticks AND k.{owner} = i.c_id"

    def _timers(self, model: type[Case], owner: str) -> str:
        columns = ", ".join(f"{name} {kind}" for name, kind in TIMER_COLUMNS)
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name, _ in TIMER_COLUMNS if name != "kind")
        return (
            f"INSERT INTO {model.timer_model._meta.db_table} ({owner}, {_names(TIMER_COLUMNS)}) "
            f"SELECT i.c_id, {_names(TIMER_COLUMNS, 't.')} FROM input i, json_to_recordset(i.timers) AS t({columns}) "
            f"ON CONFLICT ({owner}, kind) DO UPDATE SET {changes}"
        )

    def rows(self, entries: Sequence[Entry]) -> str:
        """Return the statement's one parameter: a JSON text with one object an entry."""
        return json.dumps([self._row(entry) for entry in entries], default=_plain, ensure_ascii=False)

    def _row(self, entry: Entry) -> dict[str, Any]:
        case, record, clock = entry.case.__dict__, entry.record, entry.clock
        row = {f"c_{name}": case[name] for name, _ in self.case_columns}
        row |= {f"r_{name}": record[name] for name, _ in RECORD_COLUMNS}
        row["ticks"] = clock is not None
        if clock is not None:
            row |= {f"k_{name}": clock.get(name) for name, _ in CLOCK_COLUMNS}
        if entry.timers:
            row["timers"] = [{"kind": kind, **timer} for kind, timer in entry.timers.items()]
        if entry.rung is not None:
            row |= {f"g_{name}": entry.rung[name] for name, _ in RUNG_COLUMNS}
        row["told"] = list(entry.told)
        return row


def _names(columns: Sequence[tuple[str, str]], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name}" for name, _ in columns)


def _plain(value: Any) -> str:
    """Write what JSON has no form for as PostgreSQL reads it: instants, dates, bytes."""
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    raise TypeError(f"no column holds a {type(value).__name__}")


@cache
def _statement(model: type[Case], birth: bool, rung: bool) -> _Statement:
    return _Statement(model, birth=birth, rung=rung)


def write(model: type[Case], entries: Sequence[Entry], *, birth: bool = False, rung: bool = False) -> dict[int, int]:
    """Write all entries in one statement; return the record's id by the case's id."""
    statement = _statement(model, birth, rung)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, [statement.rows(entries)])
        return dict(cursor.fetchall())
