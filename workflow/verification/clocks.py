"""One running stage clock for an open case, none for an ended one; moved by records only, due as the rules count."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow import durations
from workflow.clocks import RAISE_LEVEL
from workflow.entries import canonical_value
from workflow.lifecycle import Clock
from workflow.models import Ticking
from workflow.timing import rung_at
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, invariant
from workflow.writing import CLOCK_COLUMNS

# The sweep runs every few seconds, here or from the watcher. Ten minutes late means that neither runs.
LATE = timedelta(minutes=10)


@invariant("CLOCK_ONE", lazy("在办案件恰有一个走动的环节时钟且有到期时间，办结案件没有"))
def one(file: CaseFile, present: Present) -> Iterator[str]:
    """A clock without a due time would never press anybody: for an open case that is none."""
    running = [clock for clock in file.clocks if clock.stopped_at is None]
    if len(file.clocks) > 1:
        yield _("有%(n)s个时钟") % {"n": len(file.clocks)}
    if not file.case.is_open:
        if running:
            yield _("已办结，时钟仍在走")
    elif not running:
        yield _("在办，没有走动的时钟")
    elif running[0].due_at is None:
        yield _("时钟没有到期时间")


@invariant("CLOCK_ROW", lazy("时钟等于记录最后一次设定的样子，环节与案件相同，列表所用到期时间是其副本"))
def row(file: CaseFile, present: Present) -> Iterator[str]:
    """The clock's one row is moved by records alone."""
    said = next((record.clock for record in reversed(file.records) if record.clock), None)
    clock = file.clocks[0] if file.clocks else None
    if clock is None or said is None:
        if clock is not None or said is not None:
            yield _("时钟与记录只有其一")
        return
    stands = {name: canonical_value(getattr(clock, name)) for name, _kind in CLOCK_COLUMNS}
    differ = [name for name, value in stands.items() if value != said.get(name)]
    if differ:
        yield _("时钟与最后一次设定不同：%(names)s") % {"names": "、".join(differ)}
    if clock.state != file.case.state:
        yield _("时钟所在环节为“%(state)s”") % {"state": clock.state}
    if clock.due_at != file.case.due_at:
        yield _("列表所用到期时间与时钟不同")


@invariant("CLOCK_MOVE", lazy("每条记录对时钟的动作与规程一致：起、留、停，升级只加一级"), per_record=True)
def moves(file: CaseFile, present: Present) -> Iterator[str]:
    """A record starts the clock of its own run, keeps it, or stops it, as its row says."""
    last: dict[str, Any] = {}
    for number, record, _before in file.steps():
        clock = record.clock
        if not _is_moved_by_law(file, record, last):
            yield _("第%(n)s条记录对时钟的动作与规程不符") % {"n": number}
        last = clock or last


def _is_moved_by_law(file: CaseFile, record: Written, last: dict[str, Any]) -> bool:
    clock, law = record.clock, file.case.lifecycle
    if record.name == RAISE_LEVEL:
        return clock is None or (bool(last) and climbs(last, clock))
    if record.name not in law.rows or record.target not in law.turns:
        return True  # no row of the law: EDGE says so
    is_open = law.turns[record.target].is_open
    if law[record.name].clock is Clock.KEEP or (record.source == "" and not is_open):
        return clock is None
    if clock is None or (clock["run"], clock["state"], clock["level"]) != (record.sequence, record.target, 0):
        return False
    stopped = law[record.name].clock is Clock.STOP or not is_open
    at = canonical_value(record.at)
    return bool(clock["started_at"] == at and clock["stopped_at"] == (at if stopped else None))


def climbs(last: dict[str, Any], clock: dict[str, Any]) -> bool:
    """Tell whether a rung raised the level by one and left the rest of the clock as it was."""
    moves = ("level", "next_rung_at")
    kept, moved = ({name: value for name, value in one.items() if name not in moves} for one in (last, clock))
    return moved == kept and clock["level"] == last["level"] + 1


@invariant("CLOCK_DUE", lazy("到期时间等于所载规则、日历或整改期限算出的时间"), per_record=True)
def dues(file: CaseFile, present: Present) -> Iterator[str]:
    """Every due time that a record set is counted again, with the policy and the calendar that it names."""
    for number, record, _before in file.steps():
        clock = record.clock
        if clock is None:
            continue
        if clock["stopped_at"] is not None:
            wanted = {"due_at": None, "next_rung_at": None, "provisional": False}
        else:
            wanted = _counted(file, file.folds[number - 1], clock, present)
        differ = [name for name, value in wanted.items() if clock[name] != value]
        if differ:
            words = _("第%(n)s条记录的时钟与规则算出的不同：%(names)s")
            yield words % {"n": number, "names": "、".join(differ)}


def _counted(file: CaseFile, subject: Any, clock: dict[str, Any], present: Present) -> dict[str, Any]:
    calendar = present.calendar(clock["calendar_id"])
    policy = present.policies[clock["policy_id"]] if clock["policy_id"] is not None else None
    due = None
    dated = file.case.lifecycle.turns[clock["state"]].dated
    own_date = getattr(subject, dated) if dated else None
    if own_date is not None:
        due = durations.end_of(datetime.fromisoformat(own_date).date(), calendar)
    elif policy is not None:
        due = durations.parse(policy.limit).due(datetime.fromisoformat(clock["started_at"]), calendar)
    at = due.at if due else None
    return {
        "due_at": canonical_value(at),
        "provisional": due.provisional if due else False,
        "next_rung_at": canonical_value(rung_at(policy, clock["level"], at, calendar)),
    }


@invariant("SWEEP_LATE", lazy("没有该升级而十分钟仍未升级的时钟"))
def late(file: CaseFile, present: Present) -> Iterator[str]:
    """The audit of the sweep, independent of it: no step is silently overdue to be taken."""
    clocks: list[Ticking] = [*file.clocks, *file.timers]
    for clock in clocks:
        if clock.next_rung_at is not None and clock.next_rung_at < present.now - LATE:
            yield _("应于 %(due)s 升级，至今未升级") % {"due": canonical_value(clock.next_rung_at)}


CLOCKS = (one, row, moves, dues, late)
