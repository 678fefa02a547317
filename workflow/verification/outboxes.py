"""Whoever must be told of a record is told of it through exactly one outbox row."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.clocks import RAISE_LEVEL
from workflow.entries import told_of
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, invariant


@invariant("OUTBOX", lazy("须告知的记录恰有一条发件，告知对象与规程一致；无须告知的没有"), per_record=True)
def once(file: CaseFile, present: Present) -> Iterator[str]:
    """One outbox row for a record whose row tells somebody, with the relations of that row; none for the others."""
    for number, record, before in file.steps():
        wanted = _told(file, number, record, before, present)
        if wanted and not record.told:
            yield _("第%(n)s条记录没有发件") % {"n": number}
        elif len(record.told) > 1:
            yield _("第%(n)s条记录有%(found)s条发件") % {"n": number, "found": len(record.told)}
        elif record.told and record.told[0] != wanted:
            words = _("第%(n)s条记录的发件对象为%(found)s，应为%(wanted)s")
            yield words % {"n": number, "found": "、".join(record.told[0]), "wanted": "、".join(wanted) or "–"}


def _told(file: CaseFile, number: int, record: Written, before: Any, present: Present) -> list[str]:
    if record.name == RAISE_LEVEL:
        _kind, clock = record.rung or ("", {})
        ladder = present.policies[clock["policy_id"]].ladder
        return [str(relation) for relation in ladder[clock["level"] - 1]["told"]]
    row = file.case.lifecycle.rows.get(record.name)
    return told_of(row, before, file.folds[number - 1]) if row else []


OUTBOXES = (once,)
