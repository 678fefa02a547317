"""The matters beside a hazard: each row is the fold of its records, and none is open when the hazard has ended."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import DisputeState, ListingState, MeasureState, PlanState, RequestState, RoundState, State
from hazards.models import BESIDE
from workflow.verification.beside import follows
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Present, invariant

# By the model's name: a table's name never changes, its invariant's id neither.
ROWS = {model._meta.model_name or "": model for model in BESIDE}
STANDING = {
    "request": (RequestState.PENDING,),
    "dispute": (DisputeState.OPEN,),
    "plan": (PlanState.FILED,),
    "round": (RoundState.OPEN,),
    "measure": (MeasureState.PROPOSED, MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED),
    "listing": (ListingState.PROPOSED, ListingState.LISTED),
}


@invariant("ENDED_IN_FULL", lazy("办结案件没有未了的申请、争议、方案、复查、现场措施和挂牌"))
def ended(file: CaseFile, present: Present) -> Iterator[str]:
    """An ended hazard has no open matter of these kinds."""
    if file.case.is_open:
        return
    for name, states in STANDING.items():
        for row in file.beside[name]:
            if row.state in states:
                yield _("已办结，仍有未了的%(what)s") % {"what": row._meta.verbose_name}


@invariant("SHELVED_DATED", lazy("挂账案件有复核日期"))
def shelved(file: CaseFile, present: Present) -> Iterator[str]:
    """SHELVED ⇒ a date of review (rule 21)."""
    if file.case.state == State.SHELVED and file.case.review_on is None:  # type: ignore[attr-defined]
        yield _("挂账而没有复核日期")


@invariant("RULED_ONCE", lazy("裁定生效之后，牵头单位只由改定或承继变更"), per_record=True)
def ruled(file: CaseFile, present: Present) -> Iterator[str]:
    """After ISSUED no objection, claim or disclaimer."""
    is_ruled = False
    for number, record, _before in file.steps():
        if is_ruled and record.name in ("object", "claim", "disclaim"):
            yield _("第%(n)s条记录：裁定之后又退回或认领") % {"n": number}
        is_ruled = is_ruled or record.name == "rule"


@invariant("RETURNS", lazy("退回（异议和不予认领）至多两次，异议至多一次"))
def returns(file: CaseFile, present: Present) -> Iterator[str]:
    """Objections ≤ 1, objections and disclaimers ≤ 2."""
    names = [record.name for record in file.records]
    objections, disclaimers = names.count("object"), names.count("disclaim")
    if objections > 1 or objections + disclaimers > 2:
        words = _("异议%(objections)s次，不予认领%(disclaimers)s次")
        yield words % {"objections": objections, "disclaimers": disclaimers}


@invariant("MERGED_INTO", lazy("并案的案件有所并入的案件，且它没有并案或作废"))
def merged(file: CaseFile, present: Present) -> Iterator[str]:
    """MERGED ⇒ its survivor exists, is not MERGED and not VOIDED."""
    if file.case.state != State.MERGED:
        return
    survivor = file.case.survivor  # type: ignore[attr-defined]
    if survivor is None or survivor.state in (State.MERGED, State.VOIDED):
        yield _("所并入的案件不存在，或已并案、作废")


FOLLOWS = tuple(
    follows(f"ROWS_{name.upper()}", lazy("记录旁的事项与记录逐一相符"), name, model) for name, model in ROWS.items()
)
MATTERS = (*FOLLOWS, ended, shelved, ruled, returns, merged)
