"""Who holds a hazard, and what the law asks of a lead, of a major hazard, of counts. law: section 7 of docs/law.md."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import Level, State
from hazards.guards import PLAN_PARTS
from hazards.models import Hazard, HazardRecord
from hazards.stages import ACCEPTED, PLANNED
from responsibility.enums import Rank, Tree
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Place, Present, invariant

SETS_THE_DEMAND = ("propose_assignment", "reject_assignment", "recall_dispatch", "open_for_claim")
LED = (State.DISPATCHED, *ACCEPTED)


@invariant("HOLDER", lazy("任一时刻恰有一个责任持有单位；派单之后牵头或首接暂管恰有其一"), per_record=True)
def holder(file: CaseFile, present: Present) -> Iterator[str]:
    """Lead, else interim lead, else street or (unknown) district: never both, from dispatch on one; as in the fold."""
    for number, record, _before in file.steps():
        subject = file.folds[number - 1]
        named = [unit for unit in (subject.lead_id, subject.interim_lead_id) if unit is not None]
        if len(named) > 1:
            yield _("第%(n)s条记录之后，牵头与首接暂管并存") % {"n": number}
        if record.target in LED and not named:
            yield _("第%(n)s条记录之后，已派单而无牵头单位") % {"n": number}
    folded = file.folded
    proposed_only = folded.state in (State.REPORTED, State.AWAITING_APPROVAL)
    lead = None if proposed_only else (folded.lead_id or folded.interim_lead_id)
    if file.case.holder_id != (lead or folded.street_id or folded.district_id):  # type: ignore[attr-defined]
        yield _("责任持有单位与记录累加不同")


@invariant("LEAD_FIT", lazy("在办案件的牵头单位是部门，或一般隐患的属地街道；不是整改单位"))
def lead_fit(file: CaseFile, present: Present) -> Iterator[str]:
    """Never a community or grid, never a street for a major, never (part of) the rectifier."""
    hazard: Hazard = file.case  # type: ignore[assignment]
    if not hazard.is_open or hazard.lead_id is None:
        return
    lead = present.place(hazard.lead_id)
    rectifier = present.place(hazard.rectifier_id) if hazard.rectifier_id else None
    if lead is None or not _may_lead(lead, hazard):
        yield _("牵头单位（%(unit)s）不是可以牵头的单位") % {"unit": hazard.lead_id}
    elif hazard.rectifier_id in lead.path:
        yield _("牵头单位是整改单位或属于整改单位")
    elif rectifier and rectifier.tree == Tree.DEPARTMENT and hazard.lead_id in rectifier.path:
        yield _("整改单位属于牵头单位")


def _may_lead(lead: Place, hazard: Hazard) -> bool:
    if lead.tree == Tree.DEPARTMENT:
        return lead.rank == Rank.BUREAU
    return lead.rank == Rank.STREET and hazard.lead_id == hazard.street_id and hazard.level != Level.MAJOR


@invariant("MAJOR_PLAN", lazy("重大隐患整改、复查、销号之前，治理方案已报备，五落实和目标齐全"))
def major_plan(file: CaseFile, present: Present) -> Iterator[str]:
    """A major at work has a plan filed since this episode's work began, with all five and the goal."""
    hazard: Hazard = file.case  # type: ignore[assignment]
    if hazard.level != Level.MAJOR or hazard.state not in (*PLANNED, State.WRITTEN_OFF):
        return
    plan: dict[str, str] | None = None
    for record in file.records:
        if record.name in ("accept", "deem_accepted", "reopen", "return_plan"):
            plan = None
        elif record.name == "file_plan":
            plan = (record.said.get("data") or {}).get("plan") or {}
    if plan is None:
        yield _("重大隐患没有报备治理方案")
        return
    missing = [str(word) for part, word in PLAN_PARTS.items() if not str(plan.get(part, "")).strip()]
    if missing:
        yield _("治理方案缺%(missing)s") % {"missing": "、".join(missing)}


@invariant("MAJOR_VOID", lazy("重大隐患只作为重复件作废，且所重复的当时存续或已销号"))
def major_void(file: CaseFile, present: Present) -> Iterator[str]:
    """A major is voided only as the duplicate of one that lived, or was written off, at that instant."""
    hazard: Hazard = file.case  # type: ignore[assignment]
    if hazard.level != Level.MAJOR or hazard.state != State.VOIDED:
        return
    at = file.records[-1].at
    twins = [request.twin_id for request in file.beside["request"] if request.state == "GRANTED"]
    told = HazardRecord.objects.filter(hazard_id__in=[twin for twin in twins if twin != hazard.pk], at__lte=at)
    state = told.order_by("-sequence").values_list("target", flat=True).first()
    if state is None or state in (State.VOIDED, State.IMPORTED_CLOSED):
        yield _("重大隐患作废，却不是存续或已销号隐患的重复件")


@invariant("COUNTS", lazy("办理次数等于重开次数加一，复查不合格次数等于不合格记录数"))
def counts(file: CaseFile, present: Present) -> Iterator[str]:
    """Counters that lists show are the number of records."""
    hazard: Hazard = file.case  # type: ignore[assignment]
    names = [record.name for record in file.records]
    # To name a street where none was known puts nothing right.
    moves = [before for _n, record, before in file.steps() if record.name == "move_territory" and before.street_id]
    for word, stands, counted in (
        (_("第几次办理"), hazard.episode, 1 + names.count("reopen")),
        (_("复查不合格次数"), hazard.failed_rounds, names.count("fail_verification")),
        (_("派单撤回次数"), hazard.recalls, names.count("recall_dispatch")),
        (_("属地更正次数"), hazard.territory_moves, len(moves)),
    ):
        if stands != counted:
            yield _("%(word)s为%(stands)s，按记录应为%(counted)s") % {
                "word": word,
                "stands": stands,
                "counted": counted,
            }


@invariant("FIRST_DEMAND", lazy("派单之后原整改期限不再变"), per_record=True)
def first_demand(file: CaseFile, present: Present) -> Iterator[str]:
    """The original date stays, so that both latenesses can be reported."""
    for number, record, before in file.steps():
        moved = before is not None and file.folds[number - 1].first_demand_on != before.first_demand_on
        first = before is not None and before.first_demand_on is None
        if moved and not first and record.name not in SETS_THE_DEMAND:
            yield _("第%(n)s条记录改动了原整改期限") % {"n": number}


LIMITS = (holder, lead_fit, major_plan, major_void, counts, first_demand)
