"""The sweep: what is due now climbs one rung, exactly once, whoever calls and however often.

Where a state says what silence leads to, its transition is taken instead of the rung at the limit.

Pick due clocks by index, lock their cases (skipping those that somebody is acting on: they are due in the next
sweep too), read the clocks again under the lock, write all rungs of the batch in one statement. The unique
constraint on (case, run, level) is the last word.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from records.actor import SYSTEM
from workflow import engine, entries, writing
from workflow.engine import Fired
from workflow.models import Case, CaseClock
from workflow.reading import Facts, lock, read
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
    """Fire every rung that is due, in order of its due time, batch by batch; each batch is one transaction."""
    swept = Swept()
    after: tuple[datetime, int] | None = None
    while True:
        due = _due(model, batch, after)
        if not due:
            return swept
        swept += _fire(model, [case_id for case_id, _ in due])
        after = (due[-1][1], due[-1][0])
        if on_batch:
            on_batch(swept.fired)


def _due(model: type[Case], batch: int, after: tuple[datetime, int] | None) -> list[tuple[int, datetime]]:
    """Return (case, rung due) in order, beyond `after`: a rung that can't be fired now never blocks the others."""
    table = model.clock_model._meta.db_table
    owner = f"{model.topic}_id"
    beyond = f"AND (next_rung_at, {owner}) > (%s, %s)" if after else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {owner}, next_rung_at FROM {table} WHERE next_rung_at <= (SELECT bh_now()) {beyond} "
            f"ORDER BY next_rung_at, {owner} LIMIT %s",
            [*(after or ()), batch],
        )
        return [(case_id, due_at) for case_id, due_at in cursor.fetchall()]


def _fire(model: type[Case], ids: list[int]) -> Swept:
    """Fire a batch; when it fails, its halves, so that a case that can't climb costs itself only."""
    try:
        return _fire_batch(model, ids)
    except OperationalError:
        raise  # the database is away or busy: the next sweep finds the same
    except Exception:
        # Whatever is wrong with one case, the others must be escalated; it is logged, counted and tried again.
        if len(ids) == 1:
            log.exception("%s %d can't climb its ladder", model.topic, ids[0])
            return Swept(failed=1)
        half = len(ids) // 2
        return _fire(model, ids[:half]) + _fire(model, ids[half:])


def _fire_batch(model: type[Case], ids: list[int]) -> Swept:
    with transaction.atomic():
        cases = lock(model, ids, skip_locked=True)
        reading = read(model, (), actor=SYSTEM, drafts=cases, units=entries.units_of(model, cases))
        timing = timing_at(reading.timing)
        clocks: Mapping[int, CaseClock] = {
            getattr(clock, f"{model.topic}_id"): clock
            for clock in model.clock_model._default_manager.filter(
                **{f"{model.topic}_id__in": [case.pk for case in cases]}, next_rung_at__lte=reading.now
            )
        }
        moved = _move_silent(model, [case for case in cases if case.pk in clocks], reading.now)
        made = []
        for case in cases:
            clock = clocks.get(case.pk)
            # Without one somebody moved it between the pick and the lock.
            if clock is not None and case.pk not in moved:
                facts = Facts(reading.now, SYSTEM, "", {}, reading.units, case)
                made.append(_rung(case, clock, facts, timing))
        if made:
            writing.write(model, made, rung=True)
    return Swept(len(made) + len(moved), len(ids) - len(cases))


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


def _rung(case: Case, clock: CaseClock, facts: Facts, timing: Timing) -> writing.Entry:
    """Climb one rung: the level rises by one, the next rung is set, the record says which and to whom."""
    policy = timing.by_id(clock.policy_id)
    rung: dict[str, Any] = policy.ladder[clock.level]
    level = clock.level + 1
    calendar = load_calendar(clock.calendar_id)  # the one it was started with
    column_names = [name for name, _ in writing.CLOCK_COLUMNS]
    moved = {name: getattr(clock, name) for name in column_names} | {
        "level": level,
        "next_rung_at": rung_at(policy, level, clock.due_at, calendar),
    }
    fired = {"run": clock.run, "level": level, "name": rung["name"], "due_at": clock.next_rung_at}
    facts.data = {"rung": rung["name"], "level": level, "planned_at": entries.canonical_value(clock.next_rung_at)}
    return entries.system_entry(RAISE_LEVEL, case, facts, moved, list(rung["told"]), fired)
