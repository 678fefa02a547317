"""The trade's rules of the work: 14 (a plan), 17 (who verifies), 19 (a failure), 20 (an extension), 21 (the shelf)."""

from datetime import timedelta

import pytest

from hazards.enums import FollowUpKind, Level, PhotoRole, State
from hazards.guards import PLAN_PARTS
from hazards.sweeping import sweep_hazards
from records.clock import now
from responsibility import services
from responsibility.models import Licence
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, told, tries
from workflow import durations
from workflow.timing import load_calendar

CHECKED = State.AWAITING_VERIFICATION


# --- 14: a major hazard is planned ------------------------------------------------------------------------------
@pytest.mark.parametrize(("part", "word"), PLAN_PARTS.items(), ids=list(PLAN_PARTS))
def test_rule_14_a_plan_has_all_five_and_the_goal(cast, part, word):
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR)

    answer = tries(cast, hazard, "file_plan", "企", data={"plan": inputs.PLAN | {part: " "}})

    assert answer == f"五落实未到位：缺{word}"


def test_rule_14_no_road_leads_a_major_hazard_to_the_work_without_a_plan(cast):
    accepted = cast.hazard_in(State.DISPATCHED, level=Level.MAJOR)
    cast.do("accept", accepted, "消一")
    claimed = cast.do("open_for_claim", cast.report(), "李", level=Level.MAJOR)
    cast.do("claim", claimed, "消长")
    ruled = cast.do("rule", cast.hazard_in(State.CONSULTING), "应长", level=Level.MAJOR)
    again = cast.do("ask_review", cast.hazard_in(State.WRITTEN_OFF, level=Level.MAJOR), "民")
    cast.do("reopen", again, "应长")

    for hazard in (accepted, claimed, ruled, again):
        assert hazard.state == State.PLANNING
        assert tries(cast, hazard, "submit_result", "企").startswith("当前为“方案编制”")


def test_rule_14_what_was_filed_is_kept_with_its_date_and_the_demand_is_the_plans(cast):
    hazard = cast.do("file_plan", cast.hazard_in(State.PLANNING, level=Level.MAJOR), "企")

    plan = hazard.plans.get()
    assert (plan.parts, plan.state, plan.finish_on) == (inputs.PLAN, "FILED", hazard.demand_on)


# --- 17: nobody who rectified verifies --------------------------------------------------------------------------
def test_rule_17_the_same_person_does_not_verify_what_he_filed(cast):
    hazard = cast.do("submit_result", cast.hazard_in(State.RECTIFYING), "消一")

    assert tries(cast, hazard, "pass_verification", "消一") == "报请复查的人不能复查"
    assert tries(cast, hazard, "fail_verification", "消一") == "报请复查的人不能复查"


def test_rule_17_nobody_of_the_rectifiers_unit_verifies_whatever_seat_he_uses(cast):
    post = cast.fire.posts.filter(kind="OFFICER").first()
    services.appoint(actor=REGISTRAR, person=cast.people["安"], post=post, basis="借调")
    term = {"from_on": cast.in_days(-9), "until_on": cast.in_days(9)}
    Licence.objects.create(person=cast.people["安"], number="证-安", **term)
    hazard = cast.hazard_in(CHECKED)

    assert tries(cast, hazard, "pass_verification", "安") == "整改单位及其人员不能复查"


def test_rule_17_a_major_hazard_is_passed_by_two_licensed_persons_not_by_one_who_signs_twice(cast):
    hazard = cast.hazard_in(CHECKED, level=Level.MAJOR)

    assert tries(cast, hazard, "pass_verification", "消一") == "重大隐患须两名以上复查人员，现有1名"
    cast.do("sign_opinion", hazard, "消一")
    assert tries(cast, hazard, "sign_opinion", "消一") == "本轮已签署意见"
    assert tries(cast, hazard, "pass_verification", "消一") == "重大隐患须两名以上复查人员，现有1名"
    assert tries(cast, hazard, "pass_verification", "消三") == "无有效执法证"

    assert tries(cast, hazard, "pass_verification", "消二") == ALLOWED


@pytest.mark.parametrize("act", ["sign_opinion", "pass_verification", "fail_verification"])
def test_rule_17_who_signs_shows_what_he_saw_on_site_with_time_and_place(cast, act):
    hazard = cast.hazard_in(CHECKED)
    (seen,) = cast.photos(PhotoRole.ON_SITE)
    nowhere = seen | {"place": " ", "latitude_e7": None, "longitude_e7": None}

    for photos in ([], [nowhere], cast.photos(PhotoRole.AFTER)):
        assert tries(cast, hazard, act, "消一", data={"photos": photos}) == "缺少现场照片、时间或位置"
    assert tries(cast, hazard, act, "消一", data={"photos": [seen]}) == ALLOWED


# --- 19: a failed round -----------------------------------------------------------------------------------------
def test_rule_19_a_failed_round_counts_and_sets_a_new_dated_demand_that_is_told_to_the_rectifier(cast):
    hazard = cast.hazard_in(CHECKED)
    first_demand = hazard.first_demand_on
    assert tries(cast, hazard, "fail_verification", "消一", demand_on=None) == "请填写整改期限"

    cast.do("fail_verification", hazard, "消一", demand_on=cast.in_days(20), note="仍有堆放")

    assert (hazard.state, hazard.failed_rounds, hazard.rounds.get().state) == (State.RECTIFYING, 1, "FAILED")
    assert (hazard.demand_on, hazard.first_demand_on) == (cast.in_days(20), first_demand)
    record = hazard.records.get(name="fail_verification")
    assert cast.in_days(20).isoformat() in record.body
    assert {"企", "安"} <= told(hazard, "fail_verification")


def test_rule_19_the_first_failure_leads_to_nothing_the_second_to_a_talk_and_a_case_for_enforcement(cast):
    hazard = cast.do("fail_verification", cast.hazard_in(CHECKED), "消一")
    assert not hazard.follow_ups.exists()
    cast.do("submit_result", hazard, "企")

    cast.do("fail_verification", hazard, "消一")

    assert hazard.failed_rounds == 2
    assert sorted(hazard.follow_ups.values_list("kind", "state")) == [
        (kind, "OPEN") for kind in sorted(FollowUpKind.values)
    ]


def test_rule_19_a_follow_up_stays_open_until_the_leads_head_settles_it_and_opens_again_on_the_next_failure(cast):
    hazard = cast.hazard_in(CHECKED)
    for act, by in (("fail_verification", "消一"), ("submit_result", "企"), ("fail_verification", "消一")):
        cast.do(act, hazard, by)

    assert tries(cast, hazard, "settle_follow_up", "消一") == "只有牵头单位负责人可以处理约谈或线索"
    cast.do("settle_follow_up", hazard, "消长")
    assert tries(cast, hazard, "settle_follow_up", "消长") == "没有待处理的这项建议"
    cast.do("submit_result", hazard, "企")
    cast.do("fail_verification", hazard, "消一")

    states = sorted(hazard.follow_ups.filter(kind="INTERVIEW").values_list("state", flat=True))
    assert (states, hazard.follow_ups.filter(kind="ENFORCEMENT").count()) == (["DONE", "OPEN"], 1)


# --- 20: an extension -------------------------------------------------------------------------------------------
def test_rule_20_an_extension_is_asked_for_with_reasons_and_protection_and_decided_by_another(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    said = inputs.fitting(cast, "ask_extend", hazard)["data"]
    incomplete = "延期须写明理由、防护措施和申请延至的日期"
    assert tries(cast, hazard, "ask_extend", "企", note=" ") == incomplete
    assert tries(cast, hazard, "ask_extend", "企", data=said | {"protection": ""}) == incomplete
    assert tries(cast, hazard, "ask_extend", "企", data=said | {"until_on": ""}) == incomplete
    cast.do("ask_extend", hazard, "消长", note="代企业申请")

    assert tries(cast, hazard, "extend", "消长") == "申请人不能审批自己的申请"
    assert tries(cast, hazard, "extend", "企") == "整改单位的人员不能审批"


def test_rule_20_an_extension_moves_the_demand_and_keeps_the_first_one(cast):
    hazard = cast.do("ask_extend", cast.hazard_in(State.RECTIFYING), "企")
    first_demand = hazard.first_demand_on
    assert tries(cast, hazard, "extend", "消长", demand_on=hazard.demand_on) == "新的期限须晚于原期限"

    cast.do("extend", hazard, "消长")

    assert (hazard.first_demand_on, hazard.demand_on, hazard.extensions) == (first_demand, cast.in_days(30), 1)
    assert hazard.due_at.date() >= cast.in_days(29)
    assert tries(cast, hazard, "ask_extend", "企") == "延期已达1次，不能再申请"


def test_rule_20_the_second_extension_of_a_major_hazard_is_the_offices_and_there_is_no_third(cast):
    hazard = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
    cast.do("ask_extend", hazard, "企")
    cast.do("extend", hazard, "消长", demand_on=cast.in_days(90))
    cast.do("ask_extend", hazard, "企")

    assert tries(cast, hazard, "extend", "消长", demand_on=cast.in_days(120)) == "由联合办公室审批"
    cast.do("extend", hazard, "应长", demand_on=cast.in_days(120))
    assert tries(cast, hazard, "ask_extend", "企") == "延期已达2次，不能再申请"


def test_rule_20_after_the_date_nothing_is_extended(clock, committed_cast):
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    clock.forward(timedelta(days=8))

    assert tries(committed_cast, hazard, "ask_extend", "企") == "已过整改期限，不能申请延期"


@pytest.mark.parametrize(("ahead", "answer"), [("14wd", "挂牌隐患须提前15个工作日申请"), ("15wd", ALLOWED)])
def test_rule_20_a_listed_hazard_is_asked_for_fifteen_working_days_before(clock, committed_cast, ahead, answer):
    cast = committed_cast
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
    cast.do("propose_listing", hazard, "应长")
    cast.do("put_on_list", hazard, "城长")
    until = durations.parse(ahead).due(now(), load_calendar(hazard.clock.calendar_id)).at.date()
    cast.do("file_plan", hazard, "企", demand_on=until)

    assert tries(cast, hazard, "ask_extend", "企") == answer


# --- 21: set aside ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["reason", "owner", "control", "review_on"])
def test_rule_21_the_shelf_needs_a_listed_reason_an_owner_control_and_a_date_of_review(cast, part):
    hazard = cast.hazard_in(State.RECTIFYING)
    shelf = inputs.fitting(cast, "ask_shelve", hazard)["data"]["shelf"]

    answer = tries(cast, hazard, "ask_shelve", "消一", data={"shelf": shelf | {part: ""}})

    assert answer == "挂账须有理由、责任人、临时管控和复核日期"


def test_rule_21_a_reason_that_is_not_on_the_list_is_none(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    shelf = inputs.fitting(cast, "ask_shelve", hazard)["data"]["shelf"]

    answer = tries(cast, hazard, "ask_shelve", "消一", data={"shelf": shelf | {"reason": "BUSY"}})

    assert answer == "挂账须有理由、责任人、临时管控和复核日期"


@pytest.mark.parametrize(
    ("days", "answer"),
    [(None, "请填写今天以后的复核日期"), (-1, "请填写今天以后的复核日期"), (95, "复核日期不能超过90日"), (80, ALLOWED)],
)
def test_rule_21_the_review_is_dated_ahead_and_within_ninety_days(cast, days, answer):
    hazard = cast.do("ask_shelve", cast.hazard_in(State.RECTIFYING), "消一")

    assert tries(cast, hazard, "shelve", "应长", review_on=days and cast.in_days(days)) == answer


def test_rule_21_a_major_hazard_is_set_aside_only_while_it_is_stopped(cast):
    hazard = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
    assert tries(cast, hazard, "ask_shelve", "消一") == "重大隐患未停产停用或隔离，不能挂账"

    for act, by in (("propose_measure", "消一"), ("order_measure", "消二"), ("ask_shelve", "消一"), ("shelve", "应长")):
        cast.do(act, hazard, by)

    assert hazard.state == State.SHELVED


def test_rule_21_on_the_date_of_review_it_is_at_work_again_and_overdue_at_once(clock, committed_cast):
    hazard = committed_cast.hazard_in(State.SHELVED)
    clock.set(hazard.due_at)

    assert sweep_hazards().fired >= 1

    hazard.refresh_from_db()
    assert (hazard.state, hazard.review_on, hazard.records.filter(name="resume").count()) == (State.RECTIFYING, None, 1)
    assert hazard.due_at <= now()


def test_rule_21_it_is_set_aside_again_and_again_for_a_year_in_all(clock, committed_cast):
    cast = committed_cast
    hazard = cast.hazard_in(State.SHELVED)
    year = timedelta(days=365)
    began = now()
    while now() - began < year - timedelta(days=100):
        clock.forward(timedelta(days=25))
        cast.do("ask_shelve", hazard, "消一")
        cast.do("shelve", hazard, "应长", review_on=cast.in_days(80))
    clock.forward(timedelta(days=60))
    cast.do("ask_shelve", hazard, "消一")

    assert tries(cast, hazard, "shelve", "应长", review_on=cast.in_days(60)) == "挂账累计不得超过一年"
    assert tries(cast, hazard, "shelve", "应长", review_on=cast.in_days(10)) == ALLOWED
