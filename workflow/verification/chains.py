"""The records of a case: none missing, none altered, each column equal to what the body says."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from records.canonical import canonical_text
from records.chain import GENESIS, link
from workflow.entries import canonical_value
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, invariant


@invariant("CHAIN_SEQUENCE", lazy("记录从 1 起连续编号，条数等于版本号"))
def sequence(file: CaseFile, present: Present) -> Iterator[str]:
    """No gap, no double, none cut off at the end."""
    for expected, record in enumerate(file.records, start=1):
        if record.sequence != expected:
            yield _("第%(n)s条记录的序号为%(found)s") % {"n": expected, "found": record.sequence}
            break  # every later one is off by the same
    if file.case.version != len(file.records):
        yield _("版本为%(version)s，记录有%(n)s条") % {"version": file.case.version, "n": len(file.records)}


@invariant("CHAIN_HASH", lazy("每条记录的哈希由正文重算相符，逐条相接，末条即案件链首"), per_record=True)
def hashes(file: CaseFile, present: Present) -> Iterator[str]:
    """The chain recomputes from the first record to the head that the case's row keeps."""
    previous = GENESIS
    for number, record, _before in file.steps():
        if record.previous_hash != previous:
            yield _("第%(n)s条记录没有接在前一条之后") % {"n": number}
        if record.hash != link(record.previous_hash, record.body):
            yield _("第%(n)s条记录的正文与其哈希不符") % {"n": number}
        previous = record.hash
    if bytes(file.case.head) != previous:
        yield _("案件所存链首与末条记录的哈希不符")


@invariant("RECORD_COLUMNS", lazy("记录各列与正文所载一致，正文为规范形式"), per_record=True)
def columns(file: CaseFile, present: Present) -> Iterator[str]:
    """Columns are for lists and joins; the body is the evidence, and they may not tell another story."""
    for number, record, _before in file.steps():
        if not record.said or canonical_text(record.said) != record.body:
            yield _("第%(n)s条记录的正文不是规范形式") % {"n": number}
        differ = [name for name, (column, said) in _twice(file, record).items() if column != said]
        if differ:
            yield _("第%(n)s条记录的列与正文不一致：%(names)s") % {"n": number, "names": "、".join(differ)}


def _twice(file: CaseFile, record: Written) -> dict[str, tuple[object, object]]:
    """Everything that a record says twice: in a column, and in its body."""
    said = record.said
    actor = said.get("actor") or {}
    seat = actor.get("seat") or {}
    return {
        "topic": (file.case.topic, said.get("topic")),
        "case": (file.case.pk, said.get("case")),
        "sequence": (record.sequence, said.get("sequence")),
        "name": (record.name, said.get("name")),
        "source": (record.source, said.get("source")),
        "target": (record.target, said.get("target")),
        "at": (canonical_value(record.at), said.get("at")),
        "actor_id": (record.actor_id, actor.get("id")),
        "actor_name": (record.actor_name, actor.get("name")),
        "appointment_id": (record.appointment_id, seat.get("appointment") or None),
    }


@invariant("TIME_ORDER", lazy("同一案件的记录时间不倒退，也不晚于现在"), per_record=True)
def times(file: CaseFile, present: Present) -> Iterator[str]:
    """The chain is the order; a clock that was set back shows here."""
    for number, (earlier, later) in enumerate(pairwise(file.records), start=2):
        if later.at < earlier.at:
            yield _("第%(n)s条记录的时间早于前一条") % {"n": number}
    if file.records and file.records[-1].at > present.now:
        yield _("末条记录的时间晚于现在")


CHAINS = (sequence, hashes, columns, times)
