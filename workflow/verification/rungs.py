"""The ladder: each rung fired once, recorded, in order, and never before it was due."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.clocks import RAISE_LEVEL
from workflow.entries import canonical_value
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Present, invariant


@invariant("RUNG_RECORD", lazy("每级升级恰有一条升级记录，每条升级记录恰有一级"))
def records(file: CaseFile, present: Present) -> Iterator[str]:
    """Rung ⇔ record: the same run, level and instant."""
    said = sorted(
        (kind, clock["run"], clock["level"], canonical_value(record.at))
        for record in file.records
        if record.name == RAISE_LEVEL and record.rung
        for kind, clock in [record.rung]
    )
    stand = sorted((rung.kind, rung.run, rung.level, canonical_value(rung.fired_at)) for rung in file.rungs)
    for _kind, run, level, at in sorted(set(said) - set(stand)):
        yield _("版本%(run)s第%(level)s级（%(at)s）有记录，无升级") % {"run": run, "level": level, "at": at}
    for _kind, run, level, at in sorted(set(stand) - set(said)):
        yield _("版本%(run)s第%(level)s级（%(at)s）有升级，无记录") % {"run": run, "level": level, "at": at}
    if len(stand) != len(set(stand)):
        yield _("同一级升级了不止一次")


@invariant("RUNG_ORDER", lazy("每次起算的各级依次为 1、2、3……，时间不倒退"))
def order(file: CaseFile, present: Present) -> Iterator[str]:
    """No level is skipped, none comes before the one below it."""
    rungs = sorted(file.rungs, key=lambda rung: (rung.kind, rung.run, rung.level))
    for (_kind, run), group in groupby(rungs, key=lambda rung: (rung.kind, rung.run)):
        climbed = list(group)
        levels = [rung.level for rung in climbed]
        if levels != list(range(1, len(levels) + 1)):
            found = "、".join(str(level) for level in levels)
            yield _("版本%(run)s的各级为%(levels)s") % {"run": run, "levels": found}
        fired = [rung.fired_at for rung in climbed]
        if fired != sorted(fired):
            yield _("版本%(run)s的高一级早于低一级") % {"run": run}


@invariant("RUNG_EARLY", lazy("没有一级早于其应升级时间，应升级时间即时钟此前所定"))
def early(file: CaseFile, present: Present) -> Iterator[str]:
    """Never before it is due; and due when the clock said, as the record before it had set it."""
    planned: dict[tuple[str, int, int], str | None] = {}
    last: dict[str, dict[str, Any]] = {}
    for _number, record, _before in file.steps():
        if record.name == RAISE_LEVEL and record.rung:
            kind, clock = record.rung
            planned[kind, clock["run"], clock["level"]] = last[kind]["next_rung_at"] if kind in last else None
        last |= record.timers | ({"": record.clock} if record.clock else {})
    for rung in file.rungs:
        place = {"run": rung.run, "level": rung.level}
        if rung.fired_at < rung.due_at:
            yield _("版本%(run)s第%(level)s级早于应升级时间") % place
        of_record = planned.get((rung.kind, rung.run, rung.level))
        if of_record is not None and canonical_value(rung.due_at) != of_record:
            yield _("版本%(run)s第%(level)s级的应升级时间不是时钟此前所定") % place


RUNGS = (records, order, early)
