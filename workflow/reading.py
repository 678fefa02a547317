"""What the gate reads: first the cases, locked in id order; then, in a second statement that starts after the locks
are held, the instant, the actor's seats, the units concerned and the facts the row asks for.

Never one statement for both: PostgreSQL re-checks only the locked row after waiting, so an appointment revoked
meanwhile would still count.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils.timezone import get_default_timezone

from records.actor import Actor
from responsibility.positions import SEATS_SQL, Position, position
from workflow.calendar import WorkingCalendar
from workflow.lifecycle import Fact
from workflow.models import Case


@dataclass(slots=True)
class Facts:
    """What is known of one case under the lock: read facts by name, the units concerned by id, and the input.

    `case` is the case as it stands; what guards are given is the case as it would be.
    """

    now: datetime
    actor: Actor
    note: str
    data: Mapping[str, Any]
    units: Mapping[int, Mapping[str, Any]]
    case: Any
    values: Mapping[str, Any] = field(default_factory=dict)
    # All seats of the actor: who may speak for a unit that he names.
    positions: Sequence[Position] = ()
    calendar: WorkingCalendar | None = None
    # Nothing is filled in yet: a page asks what could be done. A guard on a choice asks whether there is any.
    before_input: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def today(self) -> date:
        """The district's date at the instant of the call."""
        return self.now.astimezone(get_default_timezone()).date()


@dataclass(slots=True)
class Reading:
    """What the second statement returned, for all cases of the call."""

    now: datetime
    positions: list[Position]
    units: dict[int, dict[str, Any]]
    facts: dict[int, dict[str, Any]]
    timing: str
    new_ids: list[int]


# For the rest of this transaction only. The gate's two long statements are planned once a connection: planning them
# anew each time takes three times as long as running them. And every join of theirs is by key: the planner, which
# can't know how many rows a JSON text holds, would read whole tables for its guess of a hundred.
PLANNED_ONCE = ", ".join(
    f"set_config('{name}', '{value}', true)"
    for name, value in {
        "plan_cache_mode": "force_generic_plan",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "enable_seqscan": "off",
    }.items()
)


@cache
def _lock_text(model: type[Case], skip_locked: bool) -> tuple[str, list[str]]:
    names = [field.attname for field in model._meta.concrete_fields]
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields)
    table = model._meta.db_table
    text = f"SELECT {columns}, {PLANNED_ONCE} FROM {table} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE"
    return text + (" SKIP LOCKED" if skip_locked else ""), names


def _array(ids: Iterable[int]) -> str:
    """Write ids, in order, as PostgreSQL reads an array: the driver takes ten times as long for a list."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"


def lock(model: type[Case], ids: Iterable[int], *, skip_locked: bool = False) -> list[Case]:
    """Lock and return the cases, in id order; with `skip_locked`, only those that nobody else holds."""
    text, names = _lock_text(model, skip_locked)
    with connection.cursor() as cursor:
        cursor.execute(text, [_array(set(ids))])
        return [model.from_db("default", names, row[: len(names)]) for row in cursor.fetchall()]


# For each unit: what guards judge it by, and who sits in its head's seat (a record keeps the chain as it stood).
# In whose hands lies what an ended unit held, down the chain of successors; NULL while it lives, or when there is none.
SUCCESSOR_SQL = """CASE WHEN u.until_at <= i.now THEN (
        WITH RECURSIVE walk (id) AS (
            SELECT u.successor_id
            UNION SELECT s.successor_id FROM walk w JOIN responsibility_unit s ON s.id = w.id WHERE s.until_at <= i.now)
        SELECT s.id FROM walk w JOIN responsibility_unit s ON s.id = w.id
        WHERE s.until_at IS NULL OR s.until_at > i.now) END"""
UNITS_SQL = f"""
SELECT u.id, json_build_object(
    'name', u.name, 'tree', u.tree, 'rank', u.rank, 'path', f.path, 'successor', {SUCCESSOR_SQL}, 'host', u.host_id,
    'living', u.from_at <= i.now AND (u.until_at IS NULL OR u.until_at > i.now),
    'head', (SELECT json_build_object('id', n.id, 'name', n.name, 'title', p.title)
             FROM responsibility_post p JOIN responsibility_appointment a ON a.post_id = p.id
             JOIN responsibility_person n ON n.id = a.person_id
             WHERE p.unit_id = u.id AND p.kind IN ('HEAD', 'PRINCIPAL') AND a.stands_in_for_id IS NULL
             AND a.from_at <= i.now AND (a.until_at IS NULL OR a.until_at > i.now) ORDER BY a.id LIMIT 1)) AS unit
FROM responsibility_unit u
LEFT JOIN responsibility_affiliation f ON f.unit_id = u.id AND f.from_at <= i.now
     AND (f.until_at IS NULL OR f.until_at > i.now)
WHERE u.id = ANY(%s::bigint[])
"""
# A new policy or calendar changes this stamp, and the cached ones are read again.
TIMING_SQL = """
(SELECT count(*) || '/' || count(until_at) || '/' || COALESCE(max(id), 0) FROM workflow_clockpolicy)
|| '/' || (SELECT COALESCE(max(id), 0) FROM workflow_calendarversion)
"""


@cache
def _read_text(model: type[Case], facts: tuple[Fact, ...], hold_seats: bool, births: bool) -> str:
    table = model.record_model._meta.db_table
    owner = f"{model.topic}_id"
    done = f"SELECT json_build_array(r.id, r.name, r.actor_id) FROM {table} r WHERE r.{owner} = c.id AND r.key = c.key"
    pairs = [f"'done', ({done})"]
    pairs += [f"'{fact.name}', ({fact.sql})" for fact in facts]
    # Held till the commit: who is being relieved at this moment either acts before it or no longer.
    held = "FOR SHARE OF a" if hold_seats else ""
    planned = f", {PLANNED_ONCE}" if births else ""  # else the lock has said so
    return f"""
WITH instant AS MATERIALIZED (SELECT bh_now() AS now)
SELECT i.now,
    (SELECT COALESCE(json_agg(s), '[]') FROM ({SEATS_SQL} AND a.person_id = %s::bigint ORDER BY a.id {held}) s),
    (SELECT COALESCE(json_object_agg(s.id, s.unit), '{{}}') FROM ({UNITS_SQL}) s),
    (SELECT COALESCE(json_object_agg(c.id, json_build_object({", ".join(pairs)})), '{{}}')
     FROM (SELECT t.id, t.draft, %s::text AS key FROM json_to_recordset(%s::json) AS t(id bigint, draft jsonb)) AS c),
    {TIMING_SQL},
    (SELECT array_agg(nextval(pg_get_serial_sequence('{model._meta.db_table}', 'id')))
     FROM generate_series(1, %s::integer)){planned}
FROM instant i
"""


def read(
    model: type[Case],
    facts: tuple[Fact, ...],
    *,
    actor: Actor,
    drafts: Sequence[Case],
    units: Iterable[int],
    key: str | None = None,
    births: int = 0,
    hold_seats: bool = False,
) -> Reading:
    """Read, in one statement, everything that decides these drafts; with `births`, also that many new case ids.

    `hold_seats` locks the actor's appointments against being ended before the commit.
    """
    columns = model.draft_columns if facts else ()  # type: ignore[attr-defined]
    judged = [
        {"id": draft.pk or -number, "draft": {name: getattr(draft, name) for name in columns}}
        for number, draft in enumerate(drafts)
    ]
    with connection.cursor() as cursor:
        parameters: list[Any] = [actor.person_id, _array(set(units)), key or "", json.dumps(judged), births]
        cursor.execute(_read_text(model, facts, hold_seats, births > 0), parameters)
        now, positions, unit_map, fact_map, timing, new_ids = cursor.fetchone()[:6]
    return Reading(
        now=now,
        positions=[position(list(row.values())) for row in positions],
        units={int(pk): unit for pk, unit in unit_map.items()},
        facts={int(pk): values for pk, values in fact_map.items()},
        timing=timing,
        new_ids=new_ids or [],
    )
