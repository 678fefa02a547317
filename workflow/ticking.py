"""How a record moves the clocks of its case: that of the stage, and the timers that run across stages."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from workflow import durations
from workflow.calendar import WorkingCalendar
from workflow.durations import Due
from workflow.lifecycle import Clock, Timer, Transition
from workflow.models import Case, ClockPolicy
from workflow.timing import Timing, rung_at


@dataclass(frozen=True, slots=True)
class Ticks:
    """The clocks that a record sets, as they will be: the stage's (None: kept), and timers by their kind."""

    clock: dict[str, Any] | None = None
    timers: dict[str, dict[str, Any]] = field(default_factory=dict)


class Step(Enum):
    """What a record does to a timer."""

    START = "START"
    RESET = "RESET"
    STOP = "STOP"


def ticks(row: Transition, before: Case | None, draft: Case, now: datetime, timing: Timing) -> Ticks:
    """Return the clocks that the transition sets; `draft` is finished but for its due date and head."""
    moved = steps(draft.lifecycle.timers, before, draft)
    timers = {timer.kind: _timer(timer, step, draft, now, timing) for timer, step in moved}
    return Ticks(_stage(row, before, draft, now, timing), timers)


def steps(timers: tuple[Timer, ...], before: Any, after: Any) -> list[tuple[Timer, Step]]:
    """Return what happens to the timers of a case that goes from `before` (None: born) to `after`; not what stays."""
    found = []
    for timer in timers:
        ran, runs = before is not None and timer.runs(before), timer.runs(after)
        if runs and not ran:
            found.append((timer, Step.START))
        elif ran and not runs:
            found.append((timer, Step.STOP))
        elif runs and any(getattr(before, name) != getattr(after, name) for name in timer.reads):
            found.append((timer, Step.RESET))
    return found


def due_by(policy: ClockPolicy | None, own_date: date | None, start: datetime, calendar: WorkingCalendar) -> Due | None:
    """Return when a timer is due: the policy's limit after the end of the case's own date, else after its start."""
    if policy is None:
        return None
    since = durations.end_of(own_date, calendar).at if own_date is not None else start
    return durations.parse(policy.limit).due(since, calendar)


def _timer(timer: Timer, step: Step, draft: Case, now: datetime, timing: Timing) -> dict[str, Any]:
    start: datetime = getattr(draft, timer.since) if timer.since else now
    if step is Step.STOP:
        return _stopped(draft.version, start, now)
    own_date = timer.date_of(draft)
    policy = _policy(timing, draft, timer.kind if own_date is None else f"{timer.kind}_DATED", now)
    return _running(draft.version, start, due_by(policy, own_date, start, timing.calendar), policy, timing)


def _stage(row: Transition, before: Case | None, draft: Case, now: datetime, timing: Timing) -> dict[str, Any] | None:
    if row.clock is Clock.KEEP or (before is None and not draft.is_open):
        return None
    turn = draft.lifecycle.turns[draft.state]
    if row.clock is Clock.STOP or not turn.is_open:
        return {"state": draft.state, **_stopped(draft.version, now, now)}
    policy = _policy(timing, draft, draft.state, now)
    own_date = getattr(draft, turn.dated) if turn.dated else None
    due = None
    if own_date is not None:
        due = durations.end_of(own_date, timing.calendar)
    elif policy is not None:
        due = durations.parse(policy.limit).due(now, timing.calendar)
    return {"state": draft.state, **_running(draft.version, now, due, policy, timing)}


def _policy(timing: Timing, draft: Any, state: str, now: datetime) -> ClockPolicy | None:
    return timing.policy(topic=draft.topic, state=state, level=draft.level, urgent=draft.urgent, at=now)


def _running(run: int, start: datetime, due: Due | None, policy: ClockPolicy | None, timing: Timing) -> dict[str, Any]:
    due_at = due.at if due else None
    return {
        "run": run,
        "started_at": start,
        "due_at": due_at,
        "stopped_at": None,
        "provisional": due.provisional if due else False,
        "policy_id": policy.pk if policy else None,
        "calendar_id": timing.calendar_id,
        "level": 0,
        "next_rung_at": rung_at(policy, 0, due_at, timing.calendar),
    }


def _stopped(run: int, start: datetime, now: datetime) -> dict[str, Any]:
    nothing = {"due_at": None, "next_rung_at": None, "policy_id": None, "calendar_id": None}
    return {"run": run, "started_at": start, "stopped_at": now, "provisional": False, "level": 0, **nothing}
