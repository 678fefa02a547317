"""The sweep: what is due now climbs one rung, exactly once, whoever calls and however often.

Where a state says what silence leads to, its transition is taken instead of the rung at the limit.

Pick due clocks by index, lock their cases (skipping those that somebody is acting on: they are due in the next
sweep too), read the clocks again under the lock, write all rungs of the batch in one statement. The unique
constraint on (case, clock, run, level) is the last word.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from records.actor import SYSTEM
from workflow import engine, entries, writing
from workflow.engine import Fired
from workflow.models import Case, CaseClock, Ticking
from workflow.reading import Facts, lock, read
from workflow.ticking import Ticks
from workflow.timing import Timing, load_calendar, rung_at, timing_at

log = logging.getLogger(__name__)
# The name of the machine's record of a rung; it keeps the state, so it is no row of a law.
RAISE_LEVEL = "raise_level"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """What was done: rungs fired, cases left alone because somebody held them, cases that can't climb (logged)."""

    fired: int = 0
    busy: int = 0
    failed: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.fired + other.fired, self.busy + other.busy, self.failed + other.failed)


def sweep(model: type[Case], *, batch: int = BATCH, on_batch: Callable[[int], None] | None = None) -> Swept:
    """Fire every rung that is due, in order of its due time, batch by batch; each batch is one transaction.

    A case climbs one rung a batch: what else is due of it comes in the next one. One that can't be fired now is left
    aside, and never blocks the others.
    """
    swept, left = Swept(), set[int]()
    while due := _due(model, batch, left):
        swept += _fire(model, due, left)
        if on_batch:
            on_batch(swept.fired)
    return swept


def _due(model: type[Case], batch: int, left: set[int]) -> list[int]:
    """Return the cases of the next rungs that are due, each once, in order of their due time."""
    owner = f"{model.topic}_id"
    due = " UNION ALL ".join(
        f"SELECT next_rung_at, {owner} AS case_id FROM {table._meta.db_table} WHERE next_rung_at <= (SELECT bh_now())"
        for table in (model.clock_model, model.timer_model)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT case_id FROM ({due}) d WHERE case_id <> ALL(%s) ORDER BY next_rung_at, case_id LIMIT %s",
            [list(left), batch],
        )
        return list(dict.fromkeys(case_id for (case_id,) in cursor.fetchall()))


def _fire(model: type[Case], ids: list[int], left: set[int]) -> Swept:
    """Fire a batch; when it fails, its halves, so that a case that can't climb costs itself only. Adds to `left`."""
    try:
        return _fire_batch(model, ids, left)
    except OperationalError:
        raise  # the database is away or busy: the next sweep finds the same
    except Exception:
        # Whatever is wrong with one case, the others must be escalated; it is logged, counted and tried again.
        if len(ids) == 1:
            log.exception("%s %d can't climb its ladder", model.topic, ids[0])
            left.update(ids)
            return Swept(failed=1)
        half = len(ids) // 2
        return _fire(model, ids[:half], left) + _fire(model, ids[half:], left)


def _fire_batch(model: type[Case], ids: list[int], left: set[int]) -> Swept:
    with transaction.atomic():
        cases = {case.pk: case for case in lock(model, ids, skip_locked=True)}
        drafts = list(cases.values())
        reading = read(model, (), actor=SYSTEM, drafts=drafts, units=entries.units_of(model, drafts))
        timing = timing_at(reading.timing)
        # Without one somebody moved it between the pick and the lock.
        due = _clocks(model, cases, reading.now)
        moved = _move_silent(
            model, [cases[pk] for pk, clock in due.items() if isinstance(clock, CaseClock)], reading.now
        )
        made = []
        for pk, clock in due.items():
            if pk not in moved:
                facts = Facts(reading.now, SYSTEM, "", {}, reading.units, cases[pk])
                made.append(_rung(cases[pk], clock, facts, timing))
        if made:
            writing.write(model, made, rung=True)
    busy = set(ids) - cases.keys()
    left |= busy
    return Swept(len(made) + len(moved), len(busy))


def _clocks(model: type[Case], cases: Iterable[int], now: datetime) -> dict[int, Ticking]:
    """Return, of each case, the clock whose rung has been due for longest, as it stands under the lock."""
    owner = f"{model.topic}_id"
    ticking: tuple[type[Ticking], ...] = (model.clock_model, model.timer_model)
    clocks = [
        clock
        for table in ticking
        for clock in table._default_manager.filter(**{f"{owner}__in": list(cases)}, next_rung_at__lte=now)
    ]
    latest_first = sorted(clocks, key=lambda clock: (clock.next_rung_at, getattr(clock, "kind", "")), reverse=True)
    return {getattr(clock, owner): clock for clock in latest_first}


def _move_silent(model: type[Case], cases: list[Case], now: datetime) -> set[int]:
    """Take, for cases whose limit has passed, the transition that silence leads to; return those that it moved.

    What the law refuses to move climbs its ladder instead.
    """
    by_name: dict[str, list[int]] = {}
    for case in cases:
        silent = case.lifecycle.turns[case.state].silent
        if silent is not None and case.due_at is not None and case.due_at <= now:
            by_name.setdefault(silent, []).append(case.pk)
    answers = [answer for name, ids in by_name.items() for answer in engine.fire_many(model, ids, name, actor=SYSTEM)]
    return {answer.case.pk for answer in answers if isinstance(answer, Fired)}


def _rung(case: Case, clock: Any, facts: Facts, timing: Timing) -> writing.Entry:
    """Climb one rung: the level rises by one, the next rung is set, the record says which and to whom."""
    kind: str = getattr(clock, "kind", "")
    policy = timing.by_id(clock.policy_id)
    rung: dict[str, Any] = policy.ladder[clock.level]
    level = clock.level + 1
    calendar = load_calendar(clock.calendar_id)  # the one it was started with
    columns = writing.TIMER_COLUMNS if kind else writing.CLOCK_COLUMNS
    moved = {name: getattr(clock, name) for name, _ in columns if name != "kind"} | {
        "level": level,
        "next_rung_at": rung_at(policy, level, clock.due_at, calendar),
    }
    fired = {"kind": kind, "run": clock.run, "level": level, "name": rung["name"], "due_at": clock.next_rung_at}
    facts.data = {"rung": rung["name"], "level": level, "planned_at": entries.canonical_value(clock.next_rung_at)}
    facts.data |= {"timer": kind} if kind else {}
    ticks = Ticks(None, {kind: moved}) if kind else Ticks(moved)
    return entries.system_entry(RAISE_LEVEL, case, facts, ticks, list(rung["told"]), fired)
