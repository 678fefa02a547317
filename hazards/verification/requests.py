"""Requests beside a hazard: the hazard's copy of who asks, and that another decides. Rows ⇔ records: beside.py."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import RequestState
from hazards.models import Hazard
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Present, invariant

DECIDED = (RequestState.GRANTED, RequestState.REFUSED)


@invariant("REQUEST_COPY", lazy("案件所存申请人等于待审批申请的申请人，没有待审批的即为空"))
def copy(file: CaseFile, present: Present) -> Iterator[str]:
    """The gate asks the copy; the page shows the request."""
    pending = [(row.opened_by_id, row.kind) for row in file.beside["request"] if row.state == RequestState.PENDING]
    hazard: Hazard = file.case  # type: ignore[assignment]
    kept = [] if hazard.request_person_id is None else [(hazard.request_person_id, hazard.request_kind)]
    if pending != kept:
        yield _("待审批申请的申请人为%(pending)s，案件所存为%(kept)s") % {
            "pending": pending[0][0] if pending else "–",
            "kept": kept[0][0] if kept else "–",
        }


@invariant("REQUEST_EYES", lazy("申请由申请人以外的人审批"))
def four_eyes(file: CaseFile, present: Present) -> Iterator[str]:
    """The asker never decides, granting or refusing."""
    for row in file.beside["request"]:
        if row.state in DECIDED and row.moved_by_id == row.opened_by_id:
            yield _("申请由申请人自己审批，或没有审批人")


@invariant("REQUEST_OPEN", lazy("待审批的申请只在能审批它的环节，办结案件没有"))
def decidable(file: CaseFile, present: Present) -> Iterator[str]:
    """A request that nobody can decide any more has lapsed (law: LAPSED by itself)."""
    pending = [row for row in file.beside["request"] if row.state == RequestState.PENDING]
    if pending and file.case.state not in file.case.lifecycle["refuse_request"].sources:
        yield _("“%(state)s”环节还有待审批的申请") % {"state": file.case.state}


REQUESTS = (copy, four_eyes, decidable)
