"""The third table of truth: whoever has a hand in it already is struck, whatever seat he holds, and is told why.

Written by hand. Each row gives one person two hands in the same hazard: the seat that may, and the tie that forbids it.
"""

from collections.abc import Callable
from typing import Any

import pytest

from hazards.enums import Level, State
from hazards.models import Hazard
from hazards.services import splitting
from responsibility.enums import PostKind as P
from tests.cast import Cast
from tests.hazards.rules.answers import words
from tests.hazards.rules.test_street_unknown import seat_at_the_duty_desk
from tests.inputs import fitting
from tests.truth.test_lifecycle import answer
from workflow.refusals import RefusedError

OWN, REPORTED_IT = "申请人不能审批自己的申请", "本人上报的隐患不能由本人作废"
IN_FIRM, IN_LEAD = "整改单位的人员不能审批", "牵头单位的人员不能审批降级"
HOST, HOST_IN_DISPUTE = "联合办公室所在单位与本案有关，由安委会审批", "联合办公室所在单位是争议一方，由安委会裁定"
WORK = State.RECTIFYING


def said_to(cast: Cast, hazard: Hazard, who: str, act: str) -> str:
    """What the gate says to `who`; of who may not act at all, only why he may not."""
    return answer(cast, hazard, who, act, fitting(cast, act, hazard))


# --- who decides what somebody else asked for ---------------------------------------------------------------------
# Where it stands when it is asked for: the hazard, and who asks there.
def at_work(cast: Cast, **given: Any) -> Hazard:
    return cast.hazard_in(WORK, **given)


def major(cast: Cast, **given: Any) -> Hazard:
    return cast.hazard_in(WORK, level=Level.MAJOR, **given)


def extended(cast: Cast, **given: Any) -> Hazard:
    hazard = major(cast, **given)
    cast.do("ask_extend", hazard, "消一")
    head = "应长" if given.get("lead") else "消长"
    return cast.do("extend", hazard, head, demand_on=cast.in_days(90))


def listed(cast: Cast, **given: Any) -> Hazard:
    hazard = major(cast, **given)
    cast.do("propose_measure", hazard, "消一")
    cast.do("order_measure", hazard, "消二")
    cast.do("propose_listing", hazard, "应长")
    return cast.do("put_on_list", hazard, "城长")


def reported(cast: Cast, **given: Any) -> Hazard:
    return cast.report(given.pop("reporter", "民"), rectifier=cast.firm)


def consulting(cast: Cast, **given: Any) -> Hazard:
    return cast.hazard_in(State.CONSULTING, **given)


def with_the_host_heard(cast: Cast, state: State = WORK, **given: Any) -> Hazard:
    """The emergency bureau, in whose house the office sits, was a candidate and lost the claim; or nobody claimed."""
    hazard = cast.report(given.pop("reporter", "民"))
    own = cast.units["YJJ"].pk
    cast.do("open_for_claim", hazard, "李", candidates=[cast.fire.pk, own], **given)
    if state == WORK:
        return cast.do("claim", hazard, "消长")
    cast.do("disclaim", hazard, "消长", unit=cast.fire.pk)
    return cast.do("disclaim", hazard, "应长", unit=own)


# What is decided, what was asked for, where it stands, who decides there.
DECISIONS = [
    ("extend", "ask_extend", at_work, "消长"),
    ("extend", "ask_extend", extended, "应长"),
    ("extend", "ask_extend", listed, "城长"),
    ("shelve", "ask_shelve", at_work, "应长"),
    ("shelve", "ask_shelve", listed, "城长"),
    ("downgrade", "ask_downgrade", major, "应长"),
    ("void", "ask_void", reported, "赵"),
    ("void", "ask_void", consulting, "应长"),
    ("void", "ask_void", at_work, "应长"),
    ("grant_transfer", "ask_transfer", reported, "赵"),
    ("grant_transfer", "ask_transfer", consulting, "应长"),
    ("grant_transfer", "ask_transfer", at_work, "应长"),
]
REFUSALS = [("refuse_request", asked, where, who) for _act, asked, where, who in DECISIONS]
ANSWERS = [*DECISIONS, *REFUSALS]
LEAVING = [one for one in ANSWERS if one[1] in ("ask_void", "ask_transfer")]
OF_THE_OFFICE = [one for one in ANSWERS if one[3] == "应长"]
BEFORE_DISPATCH = (reported, consulting)
Where = Callable[..., Hazard]


def title(value: Any) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(("act", "asked", "where", "who"), ANSWERS, ids=title)
def test_nobody_decides_what_he_asked_for_himself(cast: Cast, act: str, asked: str, where: Where, who: str) -> None:
    hazard = where(cast)
    cast.seat(who, *(("990101001", P.SAFETY_OFFICE) if where in BEFORE_DISPATCH else ("XFJ", P.OFFICER)))
    cast.do(asked, hazard, who)

    assert OWN in said_to(cast, hazard, who, act)


@pytest.mark.parametrize(("act", "asked", "where", "who"), ANSWERS, ids=title)
def test_nobody_decides_about_the_firm_in_which_he_sits(
    cast: Cast, act: str, asked: str, where: Where, who: str
) -> None:
    hazard = where(cast)
    cast.do(asked, hazard, "李" if where in BEFORE_DISPATCH else "消一")
    cast.seat(who, "FIRM", P.SAFETY_MANAGER)

    assert said_to(cast, hazard, who, act) == IN_FIRM


@pytest.mark.parametrize(("act", "asked", "where", "who"), LEAVING, ids=title)
def test_nobody_lets_go_what_he_reported(cast: Cast, act: str, asked: str, where: Where, who: str) -> None:
    hazard = where(cast, reporter=who)
    cast.do(asked, hazard, "李" if where in BEFORE_DISPATCH else "消一")

    assert said_to(cast, hazard, who, act) == REPORTED_IT


@pytest.mark.parametrize(("act", "asked", "where", "who"), OF_THE_OFFICE, ids=title)
def test_the_office_decides_nothing_in_which_its_host_was_heard(
    cast: Cast, act: str, asked: str, where: Where, who: str
) -> None:
    state = State.CONSULTING if where is consulting else WORK
    hazard = with_the_host_heard(cast, state, level=Level.MAJOR if where in (major, extended) else Level.GENERAL)
    if where in (major, extended):
        cast.do("file_plan", hazard, "企")
    if where is extended:
        cast.do("ask_extend", hazard, "消一")
        cast.do("extend", hazard, "消长", demand_on=cast.in_days(90))
    cast.do(asked, hazard, "李" if where is consulting else "消一")

    assert said_to(cast, hazard, who, act) == (HOST_IN_DISPUTE if where is consulting else HOST)


@pytest.mark.parametrize("act", ["downgrade", "refuse_request"])
def test_an_office_in_the_house_of_the_lead_lowers_no_level(cast: Cast, act: str) -> None:
    hazard = major(cast)
    cast.seat("应长", "XFJ", P.DEPUTY)
    cast.do("ask_downgrade", hazard, "消一")

    assert said_to(cast, hazard, "应长", act) == IN_LEAD


# --- who verifies, who writes off ---------------------------------------------------------------------------------
VERIFIED = ("sign_opinion", "pass_verification", "fail_verification")
ENDED = ("write_off", "refuse_write_off")


def in_firm(cast: Cast, who: str, **given: Any) -> Hazard:
    cast.seat(who, "FIRM", P.SAFETY_MANAGER)
    return at_work(cast, **given)


def beside_the_firm(cast: Cast, who: str, **given: Any) -> Hazard:
    cast.seat(who, "FIRM", P.SAFETY_MANAGER)
    return at_work(cast, rectifier=None, rectifier_note="业主不明", co_rectifiers=[cast.firm.pk], **given)


def stood_aside(cast: Cast, hazard: Hazard, who: str) -> None:
    cast.do("ask_recusal", hazard, "城长" if hazard.listed else "消二", person=cast[who].person_id)


@pytest.mark.parametrize("act", VERIFIED)
@pytest.mark.parametrize("tie", [in_firm, beside_the_firm], ids=title)
def test_nobody_verifies_what_his_firm_had_to_put_right(cast: Cast, act: str, tie: Callable[..., Hazard]) -> None:
    hazard = cast.do("submit_result", tie(cast, "消二"), "消一")

    assert said_to(cast, hazard, "消二", act) == "整改单位及其人员不能复查"


@pytest.mark.parametrize("act", VERIFIED)
def test_nobody_verifies_what_he_filed(cast: Cast, act: str) -> None:
    hazard = cast.do("submit_result", at_work(cast), "消一")

    assert said_to(cast, hazard, "消一", act) == "报请复查的人不能复查"


@pytest.mark.parametrize("act", VERIFIED)
def test_nobody_verifies_who_must_stand_aside(cast: Cast, act: str) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    stood_aside(cast, hazard, "消一")

    assert said_to(cast, hazard, "消一", act) == "已回避"


def passed(cast: Cast, hazard: Hazard, filer: str = "消三", verifier: str = "消二") -> Hazard:
    cast.do("submit_result", hazard, filer)
    if hazard.level == Level.MAJOR:
        cast.do("sign_opinion", hazard, "消一", note="现场已清空")
    return cast.do("pass_verification", hazard, verifier)


# Who writes off: the lead's head, or, of what is listed, the head of the listing department.
WRITERS = [(act, where, who) for act in ENDED for where, who in ((at_work, "消长"), (listed, "城长"))]


@pytest.mark.parametrize(("act", "where", "who"), WRITERS, ids=title)
def test_nobody_writes_off_what_he_filed(cast: Cast, act: str, where: Where, who: str) -> None:
    cast.seat("城长", "XFJ", P.OFFICER)
    hazard = passed(cast, where(cast), filer=who)

    assert said_to(cast, hazard, who, act) == "报请复查的人不能销号"


@pytest.mark.parametrize(("act", "where", "who"), WRITERS, ids=title)
def test_nobody_writes_off_what_he_verified(cast: Cast, act: str, where: Where, who: str) -> None:
    cast.seat("城长", "XFJ", P.OFFICER)
    hazard = passed(cast, where(cast), verifier=who)

    assert said_to(cast, hazard, who, act) == "复查人不能销号"


@pytest.mark.parametrize(("act", "where", "who"), WRITERS, ids=title)
@pytest.mark.parametrize("beside", [False, True])
def test_nobody_writes_off_what_his_firm_had_to_put_right(
    cast: Cast, act: str, where: Where, who: str, *, beside: bool
) -> None:
    others = {"rectifier": None, "rectifier_note": "业主不明", "co_rectifiers": [cast.firm.pk]} if beside else {}
    hazard = _planned_without_a_rectifier(cast, where, others) if beside else where(cast)
    passed(cast, hazard)
    cast.seat(who, "FIRM", P.SAFETY_MANAGER)

    assert said_to(cast, hazard, who, act) == "整改单位不能销号"


def _planned_without_a_rectifier(cast: Cast, where: Where, others: dict[str, Any]) -> Hazard:
    """The lead files in the stead of a rectifier that nobody knows."""
    if where is at_work:
        return at_work(cast, **others)
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR, **others)
    cast.do("file_plan", hazard, "消三")
    cast.do("propose_listing", hazard, "应长")
    return cast.do("put_on_list", hazard, "城长")


@pytest.mark.parametrize(("act", "where", "who"), WRITERS, ids=title)
def test_nobody_writes_off_who_must_stand_aside(cast: Cast, act: str, where: Where, who: str) -> None:
    hazard = passed(cast, where(cast))
    cast.do("ask_recusal", hazard, "应长", person=cast[who].person_id)

    assert said_to(cast, hazard, who, act) == "已回避"


# --- the rest ------------------------------------------------------------------------------------------------------
def test_the_duty_desk_confirms_nothing_that_it_reported_or_had_to_fix(cast: Cast) -> None:
    seat_at_the_duty_desk(cast)
    cast.seat("值", "FIRM", P.SAFETY_MANAGER)
    hazard = cast.report("值", street=None, place_text="桥东头", rectifier=cast.firm)

    assert said_to(cast, hazard, "值", "confirm_fixed") == "本人上报的隐患不能由本人确认；整改单位及其人员不能确认"


def test_the_office_splits_nothing_in_which_its_host_was_heard(cast: Cast) -> None:
    hazard = with_the_host_heard(cast, State.CONSULTING)

    with pytest.raises(RefusedError) as refused:
        splitting.split_off(hazard, "另一处", actor=cast["应长"])

    assert words(refused.value.refused) == HOST_IN_DISPUTE


@pytest.mark.parametrize(("in_firm", "said"), [(True, IN_FIRM), (False, HOST)])
def test_the_office_designates_no_verifier_in_its_own_cause(cast: Cast, *, in_firm: bool, said: str) -> None:
    hazard = at_work(cast) if in_firm else with_the_host_heard(cast)
    if in_firm:
        cast.seat("应长", "FIRM", P.SAFETY_MANAGER)

    assert said_to(cast, hazard, "应长", "designate_verifier") == said


@pytest.mark.parametrize("act", ["ask_void", "ask_transfer"])
def test_the_duty_desk_asks_for_nothing_about_its_own_firm(cast: Cast, act: str) -> None:
    seat_at_the_duty_desk(cast)
    cast.seat("值", "FIRM", P.SAFETY_MANAGER)
    hazard = cast.report(street=None, place_text="桥东头", rectifier=cast.firm)

    assert said_to(cast, hazard, "值", act) == "整改单位的人员不能提出"


LOOKING_BACK = ("pass_sample", "miss_sample", "reopen")


@pytest.mark.parametrize("act", LOOKING_BACK)
def test_nobody_looks_back_on_what_he_had_a_hand_in(cast: Cast, act: str) -> None:
    hazard = cast.do("draw_sample", cast.hazard_in(State.WRITTEN_OFF), "应长")

    assert said_to(cast, hazard, "消一", act) == "责任链上的人员不能参加回头看"


@pytest.mark.parametrize("act", LOOKING_BACK)
def test_nobody_looks_back_on_what_he_had_a_hand_in_before_it_was_reopened(cast: Cast, act: str) -> None:
    hazard = cast.hazard_in(State.WRITTEN_OFF)
    cast.do("ask_review", hazard, "民")
    cast.do("reopen", hazard, "应长")
    passed(cast, hazard)
    cast.do("write_off", hazard, "消长")
    cast.do("draw_sample", hazard, "应长")

    assert said_to(cast, hazard, "消一", act) == "责任链上的人员不能参加回头看"


def test_who_dismissed_the_review_of_a_merger_does_not_undo_it(cast: Cast) -> None:
    hazard = cast.hazard_in(State.MERGED)
    cast.do("ask_review", hazard, "民")
    cast.do("dismiss_review", hazard, "应长")

    assert said_to(cast, hazard, "应长", "separate") == "只有柳荫街道应急办可以办理"
