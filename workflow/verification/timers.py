"""The clocks that run across stages: running when the law says so, moved by records only, due as the rules count."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.clocks import RAISE_LEVEL
from workflow.entries import canonical_value
from workflow.lifecycle import Timer
from workflow.ticking import Step, due_by, steps
from workflow.timing import rung_at
from workflow.verification.clocks import climbs
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, invariant
from workflow.writing import TIMER_COLUMNS


@invariant("TIMER_ROW", lazy("跨环节时钟等于记录最后一次设定的样子，没有记录的没有"))
def row(file: CaseFile, present: Present) -> Iterator[str]:
    """A timer's one row is moved by records alone."""
    said: dict[str, Any] = {}
    for record in file.records:
        said |= record.timers
    stand = {timer.kind: timer for timer in file.timers}
    for kind in sorted(said.keys() ^ stand.keys()):
        yield _("“%(kind)s”时钟与记录只有其一") % {"kind": kind}
    for kind in sorted(said.keys() & stand.keys()):
        columns = [name for name, _type in TIMER_COLUMNS if name != "kind"]
        differ = [name for name in columns if canonical_value(getattr(stand[kind], name)) != said[kind].get(name)]
        if differ:
            words = _("“%(kind)s”时钟与最后一次设定不同：%(names)s")
            yield words % {"kind": kind, "names": "、".join(differ)}


@invariant("TIMER_MOVE", lazy("每条记录对跨环节时钟的动作与规程一致：该起则起，该停则停，该改则改"), per_record=True)
def moves(file: CaseFile, present: Present) -> Iterator[str]:
    """A record starts, sets anew or stops the timers that the law says, and no other; a rung raises one level."""
    last: dict[str, Any] = {}
    for number, record, before in file.steps():
        if not _is_moved_by_law(file, record, before, file.folds[number - 1], last):
            yield _("第%(n)s条记录对跨环节时钟的动作与规程不符") % {"n": number}
        last |= record.timers


def _is_moved_by_law(file: CaseFile, record: Written, before: Any, after: Any, last: dict[str, Any]) -> bool:
    if record.name == RAISE_LEVEL:
        if record.clock is not None:
            return not record.timers
        return record.rung is not None and all(
            kind in last and climbs(last[kind], timer) for kind, timer in record.timers.items()
        )
    wanted = {timer.kind: (timer, step) for timer, step in steps(file.case.lifecycle.timers, before, after)}
    return wanted.keys() == record.timers.keys() and all(
        _is_set(record, after, timer, step) for timer, step in wanted.values()
    )


def _is_set(record: Written, after: Any, timer: Timer, step: Step) -> bool:
    said, at = record.timers[timer.kind], canonical_value(record.at)
    start = getattr(after, timer.since) if timer.since else at
    stopped = at if step is Step.STOP else None
    return (said["run"], said["level"], said["started_at"], said["stopped_at"]) == (record.sequence, 0, start, stopped)


@invariant("TIMER_DUE", lazy("跨环节时钟的到期时间等于所载规则、日历与承诺日期算出的时间"), per_record=True)
def dues(file: CaseFile, present: Present) -> Iterator[str]:
    """Every due time that a record set is counted again, with the policy and the calendar that it names."""
    timers = {timer.kind: timer for timer in file.case.lifecycle.timers}
    for number, record, _before in file.steps():
        for kind, said in record.timers.items():
            if kind in timers and not _is_due(timers[kind], said, file.folds[number - 1], present):
                yield _("第%(n)s条记录的“%(kind)s”时钟与规则算出的不同") % {"n": number, "kind": kind}


def _is_due(timer: Timer, said: dict[str, Any], after: Any, present: Present) -> bool:
    if said["stopped_at"] is not None:
        return said["due_at"] is None and said["next_rung_at"] is None
    policy = present.policies[said["policy_id"]] if said["policy_id"] is not None else None
    own = timer.date_of(after)
    calendar = present.calendar(said["calendar_id"])
    own_date = date.fromisoformat(own) if own else None
    due = due_by(policy, own_date, datetime.fromisoformat(said["started_at"]), calendar)
    at = due.at if due else None
    return bool(
        said["due_at"] == canonical_value(at)
        and said["provisional"] == (due.provisional if due else False)
        and said["next_rung_at"] == canonical_value(rung_at(policy, said["level"], at, calendar))
    )


TIMERS = (row, moves, dues)
