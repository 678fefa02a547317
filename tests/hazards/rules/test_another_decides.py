"""What one asks for or proposes beside a hazard, another decides: one person with two seats isn't two."""

from hazards.enums import Level, State
from tests import inputs
from tests.hazards.rules.answers import ALLOWED, first


def test_who_asked_in_the_rectifiers_stead_does_not_consent_to_resume(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    steps = (
        ("propose_measure", "消一"),
        ("order_measure", "消二"),
        ("submit_result", "企"),
        ("pass_verification", "消一"),
    )
    for act, by in (*steps, ("ask_release", "消长")):
        cast.do(act, hazard, by)
    consent = inputs.fitting(cast, "lift_measure", hazard)

    assert first(cast.act("lift_measure", hazard, "消长", **consent)) == "申请人不能审批自己的申请"

    cast.do("refuse_release", hazard, "消长")
    cast.do("ask_release", hazard, "企")
    assert first(cast.act("lift_measure", hazard, "消长", **consent)) == ALLOWED


def test_who_proposed_a_listing_for_the_office_does_not_decide_on_it_for_the_department(cast):
    hazard = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
    own = {"unit": cast.units["YJJ"].pk}  # 应长 heads the coordinating office and the bureau in whose house it sits
    cast.do("propose_listing", hazard, "应长", **own)

    assert first(cast.act("put_on_list", hazard, "应长")) == "提请挂牌的人不能决定挂牌"
    assert first(cast.act("decline_listing", hazard, "应长", note="撤回")) == ALLOWED


def test_who_asked_for_a_recusal_does_not_grant_it(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    cast.do("ask_recusal", hazard, "消长")
    granted = inputs.fitting(cast, "grant_recusal", hazard)

    assert first(cast.act("grant_recusal", hazard, "消长", **granted)) == "申请人不能审批自己的申请"
