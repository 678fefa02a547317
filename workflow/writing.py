"""The write statements of the gate: one for all cases of a call, of fixed text, so that it is prepared once.

UNNEST turns one array a column into the rows of `input`; from them the case moves, its record, its clock and its
outbox row are written in the same statement. The text depends on the model only, never on the values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field

from notifications.models import Outbox
from records.canonical import canonical_text
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
RUNG_COLUMNS = (("run", "integer"), ("level", "smallint"), ("name", "text"), ("due_at", "timestamptz"))


@dataclass(slots=True)
class Entry:
    """One record to be written, with the case as it will be, the clock as it will be (None: kept), whom to tell."""

    case: Case
    record: dict[str, Any]
    clock: dict[str, Any] | None
    told: Sequence[str]
    rung: dict[str, Any] | None = None


def columns_of(model: type[Case], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return (column, SQL type) of the model's fields `names`; arrays and JSON travel as text and are cast."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    return [(field.column, str(field.db_type(connection))) for field in fields]


def _travels_as_text(sql_type: str) -> bool:
    return sql_type.endswith("[]") or sql_type == "jsonb"


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
            *(((f"g_{name}", kind) for name, kind in RUNG_COLUMNS) if rung else ()),
            ("told", "text[]"),
        ]
        self.kinds = [kind for _, kind in prefixed]
        arrays = ", ".join(f"%s::{'text' if _travels_as_text(kind) else kind}[]" for kind in self.kinds)
        names = ", ".join(name for name, _ in prefixed)
        record, clock = model.record_model._meta.db_table, model.clock_model._meta.db_table
        owner = model.record_model._meta.get_field(model.topic).column  # type: ignore[union-attr]
        parts = [
            f"input AS (SELECT * FROM unnest({arrays}) AS t({names}))",
            f"moved AS ({self._birth(model) if birth else self._move(model)})",
            f"written AS (INSERT INTO {record} ({owner}, {_names(RECORD_COLUMNS)}) "
            f"SELECT c_id, {_names(RECORD_COLUMNS, 'r_')} FROM input RETURNING id, {owner} AS case_id)",
            f"ticked AS ({self._clock(clock, owner, birth)})",
            f"queued AS (INSERT INTO {Outbox._meta.db_table} (topic, record_id, told, written_at, attempts, error) "
            f"SELECT '{model.topic}', w.id, i.told::text[], i.r_at, 0, '' FROM input i JOIN written w "
            "ON w.case_id = i.c_id WHERE i.told <> '{}')",
        ]
        if rung:
            table = model.rung_model._meta.db_table  # type: ignore[attr-defined]
            parts.append(
                f"climbed AS (INSERT INTO {table} ({owner}, {_names(RUNG_COLUMNS)}, fired_at) "
                f"SELECT c_id, {_names(RUNG_COLUMNS, 'g_')}, r_at FROM input)"
            )
        self.text = "WITH " + ",\n".join(parts) + "\nSELECT case_id, id FROM written"

    def _value(self, name: str, kind: str) -> str:
        return f"i.c_{name}::{kind}" if _travels_as_text(kind) else f"i.c_{name}"

    def _birth(self, model: type[Case]) -> str:
        values = ", ".join(self._value(name, kind) for name, kind in self.case_columns)
        return f"INSERT INTO {model._meta.db_table} ({_names(self.case_columns)}) SELECT {values} FROM input i"

    def _move(self, model: type[Case]) -> str:
        changes = ", ".join(f"{name} = {self._value(name, kind)}" for name, kind in self.case_columns if name != "id")
        return f"UPDATE {model._meta.db_table} c SET {changes} FROM input i WHERE c.id = i.c_id"

    def _clock(self, table: str, owner: str, birth: bool) -> str:
        if birth:
            return (
                f"INSERT INTO {table} ({owner}, {_names(CLOCK_COLUMNS)}) "
                f"SELECT c_id, {_names(CLOCK_COLUMNS, 'k_')} FROM input WHERE ticks"
            )
        changes = ", ".join(f"{name} = i.k_{name}" for name, _ in CLOCK_COLUMNS)
        return f"UPDATE {table} k SET {changes} FROM input i WHERE i.ticks AND k.{owner} = i.c_id"

    def arrays(self, entries: Sequence[Entry]) -> list[list[Any]]:
        """Return one array a column, in the order of the statement's parameters."""
        rows = [self._row(entry) for entry in entries]
        return [
            [_as_text(value) if _travels_as_text(kind) else value for value in column]
            for kind, column in zip(self.kinds, zip(*rows, strict=True), strict=True)
        ]

    def _row(self, entry: Entry) -> list[Any]:
        case, clock = entry.case.__dict__, entry.clock or {}
        row = [case[name] for name, _ in self.case_columns]
        row += [entry.record[name] for name, _ in RECORD_COLUMNS]
        row.append(entry.clock is not None)
        row += [clock.get(name) for name, _ in CLOCK_COLUMNS]
        if self.rung:
            assert entry.rung is not None  # only the sweep uses this statement, and every entry of its is a rung
            row += [entry.rung[name] for name, _ in RUNG_COLUMNS]
        row.append(list(entry.told))
        return row


def _names(columns: Sequence[tuple[str, str]], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name}" for name, _ in columns)


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return "{" + ",".join(str(item) for item in value) + "}"
    return canonical_text(value)


@cache
def _statement(model: type[Case], birth: bool, rung: bool) -> _Statement:
    return _Statement(model, birth=birth, rung=rung)


def write(model: type[Case], entries: Sequence[Entry], *, birth: bool = False, rung: bool = False) -> dict[int, int]:
    """Write all entries in one statement; return the record's id by the case's id."""
    statement = _statement(model, birth, rung)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.arrays(entries))
        return dict(cursor.fetchall())
