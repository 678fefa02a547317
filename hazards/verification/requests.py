"""Requests beside a hazard: each says what the records say, and is decided by another than the asker."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import RequestState
from hazards.models import Request
from workflow.entries import canonical_value
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Present, invariant

DECIDES = {"void": RequestState.GRANTED, "refuse_void": RequestState.REFUSED}
Said = tuple[Any, ...]


@invariant("REQUEST_COPY", lazy("案件所存申请人等于待审批申请的申请人，没有待审批的即为空"))
def copy(file: CaseFile, present: Present) -> Iterator[str]:
    """The gate asks the copy; the page shows the request."""
    pending = [row.asked_by_id for row in file.beside["requests"] if row.state == RequestState.PENDING]
    kept = file.case.request_person_id  # type: ignore[attr-defined]
    if pending != ([] if kept is None else [kept]):
        yield _("待审批申请的申请人为%(pending)s，案件所存为%(kept)s") % {
            "pending": pending[0] if pending else "–",
            "kept": kept if kept is not None else "–",
        }


@invariant("REQUEST_RECORDS", lazy("每件申请的申请、审批与记录一一相符"))
def records(file: CaseFile, present: Present) -> Iterator[str]:
    """Asked ⇔ ask record, granted or refused ⇔ its record: the same persons at the same instants."""
    wanted = _said(file)
    stand = [_stands(row) for row in sorted(file.beside["requests"], key=lambda row: (row.asked_at, row.pk))]
    for number, (said, row) in enumerate(zip(wanted, stand, strict=False), start=1):
        if said != row:
            yield _("第%(n)s件申请与记录不符") % {"n": number}
    if len(wanted) != len(stand):
        yield _("申请有%(stand)s件，按记录应有%(wanted)s件") % {"stand": len(stand), "wanted": len(wanted)}


def _said(file: CaseFile) -> list[Said]:
    """The requests that the records tell of. One that ends without a decision has lapsed."""
    asked: list[Said] = []
    open_one: Said | None = None
    for number, record, _before in file.steps():
        at = canonical_value(record.at)
        if record.name == "ask_void":
            open_one = (record.actor_id, at, record.said.get("note"), record.said["data"].get("twin", ""))
        elif open_one is not None and file.folds[number - 1].request_person_id is None:
            state = DECIDES.get(record.name, RequestState.LAPSED)
            decided = (record.actor_id, at) if record.name in DECIDES else (None, None)
            asked.append((*open_one, str(state), *decided))
            open_one = None
    if open_one is not None:
        asked.append((*open_one, str(RequestState.PENDING), None, None))
    return asked


def _stands(row: Request) -> Said:
    # Who ended a request that merely lapsed is no decision; the record that ended it says enough.
    decided = (None, None) if row.state == RequestState.LAPSED else (row.decided_by_id, canonical_value(row.decided_at))
    twin = row.twin.number if row.twin else ""
    return (row.asked_by_id, canonical_value(row.asked_at), row.reason, twin, row.state, *decided)


@invariant("REQUEST_EYES", lazy("申请由申请人以外的人审批"))
def four_eyes(file: CaseFile, present: Present) -> Iterator[str]:
    """The asker never decides, granting or refusing."""
    for row in file.beside["requests"]:
        if row.state in DECIDES.values() and row.decided_by_id in (None, row.asked_by_id):
            yield _("申请由申请人自己审批，或没有审批人")


@invariant("REQUEST_OPEN", lazy("待审批的申请只在能审批它的环节，办结案件没有"))
def decidable(file: CaseFile, present: Present) -> Iterator[str]:
    """A request that nobody can decide any more has lapsed (law: LAPSED by itself)."""
    pending = [row for row in file.beside["requests"] if row.state == RequestState.PENDING]
    if pending and file.case.state not in file.case.lifecycle["void"].sources:
        yield _("“%(state)s”环节还有待审批的申请") % {"state": file.case.state}


REQUESTS = (copy, records, four_eyes, decidable)
