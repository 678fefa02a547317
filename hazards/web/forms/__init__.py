"""The form of each act."""

from collections.abc import Mapping
from typing import Any

from hazards.access import Standing
from hazards.models import Hazard
from hazards.web.forms.assignment import AcceptForm, MoveForm, ProposeForm
from hazards.web.forms.base import (
    AREA,
    FILED,
    REQUIRED,
    ActForm,
    DatedNoteForm,
    NoteForm,
    date_input,
    hidden,
    is_proxy,
    label_of,
    text_input,
)
from hazards.web.forms.jurisdiction import (
    ClaimForm,
    ContestForm,
    ConveneForm,
    DisclaimForm,
    MergeForm,
    ObjectForm,
    OpenForClaimForm,
    ReruleForm,
    RuleForm,
)
from hazards.web.forms.splitting import SplitForm
from hazards.web.forms.supervision import (
    AskRecusalForm,
    DesignateForm,
    DrawSampleForm,
    ExpireForm,
    FollowUpForm,
    MeasureForm,
    ProposedMeasureForm,
    ProposeListingForm,
    ProposeMeasureForm,
    RebaseForm,
    RecusalForm,
    RefuseRecusalForm,
    ReleaseForm,
)
from hazards.web.forms.work import (
    TRANSFER_CAUSES,
    AmendForm,
    AskDowngradeForm,
    AskExtendForm,
    AskShelveForm,
    AskTransferForm,
    AskVoidForm,
    ChangeRectifierForm,
    DetermineForm,
    ExtendForm,
    PlanForm,
    ReceiptForm,
    ShelveForm,
    StageForm,
    UpgradeForm,
)

FORMS: Mapping[str, type[ActForm]] = {
    "propose_assignment": ProposeForm,
    "move_territory": MoveForm,
    "merge": MergeForm,
    "accept": AcceptForm,
    "open_for_claim": OpenForClaimForm,
    "convene": ConveneForm,
    "object": ObjectForm,
    "claim": ClaimForm,
    "disclaim": DisclaimForm,
    "contest_claim": ContestForm,
    "rule": RuleForm,
    "rerule": ReruleForm,
    "file_plan": PlanForm,
    "report_stage": StageForm,
    "ask_extend": AskExtendForm,
    "extend": ExtendForm,
    "ask_shelve": AskShelveForm,
    "shelve": ShelveForm,
    "resume": DatedNoteForm,
    "change_rectifier": ChangeRectifierForm,
    "ask_void": AskVoidForm,
    "ask_transfer": AskTransferForm,
    "sign_transfer": ReceiptForm,
    "ask_downgrade": AskDowngradeForm,
    "determine": DetermineForm,
    "upgrade": UpgradeForm,
    "designate_verifier": DesignateForm,
    "fail_verification": DatedNoteForm,
    "reopen": DatedNoteForm,
    "propose_measure": ProposeMeasureForm,
    "order_measure": ProposedMeasureForm,
    "drop_measure": ProposedMeasureForm,
    "ask_release": MeasureForm,
    "refuse_release": ReleaseForm,
    "lift_measure": ReleaseForm,
    "expire_measure": ExpireForm,
    "rebase_measure": RebaseForm,
    "propose_listing": ProposeListingForm,
    "ask_recusal": AskRecusalForm,
    "grant_recusal": RecusalForm,
    "refuse_recusal": RefuseRecusalForm,
    "settle_follow_up": FollowUpForm,
    "draw_sample": DrawSampleForm,
    "amend": AmendForm,
}


def form_for(name: str, data: Any = None, files: Any = None, *, hazard: Hazard, standing: Standing) -> ActForm:
    """Return the form of an act."""
    return FORMS.get(name, NoteForm)(data, files, hazard=hazard, standing=standing, name=name)


__all__ = [
    "AREA",
    "FILED",
    "REQUIRED",
    "TRANSFER_CAUSES",
    "ActForm",
    "SplitForm",
    "date_input",
    "form_for",
    "hidden",
    "is_proxy",
    "label_of",
    "text_input",
]
