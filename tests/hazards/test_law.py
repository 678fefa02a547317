"""The law, line by line: who may do what, and the words of each refusal. Read it with docs/lifecycle.md beside."""

from datetime import date

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from hazards.enums import Level, PhotoRole, RequestState, Source, State
from hazards.letters import drain_outbox
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, Request
from hazards.services.reporting import chain_above
from notifications.models import Letter
from records.actor import SYSTEM
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish
from responsibility.enums import PostKind as P
from responsibility.enums import Rank, Tree
from responsibility.models import Licence, Person
from tests.cast import REGISTRAR
from workflow import engine
from workflow.checks import faults
from workflow.engine import Fired
from workflow.models import ClockPolicy
from workflow.refusals import Refused


def words(answer) -> str:
    """The answer in words; "可以" when it was done."""
    return "可以" if isinstance(answer, Fired) else str(answer)


# --- 待派单审批 ---------------------------------------------------------------------------------------------------
def test_the_street_head_cannot_approve_what_he_reported(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")

    assert words(cast.act("approve_assignment", hazard, "赵")) == "本人上报的隐患不能由本人审批"
    assert words(cast.act("approve_assignment", hazard, "钱")) == "可以"


def test_without_a_deputy_the_approval_passes_up_to_the_coordinator(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")
    services.relieve(cast.held["钱代赵"], actor=REGISTRAR, reason="收回授权")

    assert words(cast.act("approve_assignment", hazard, "应长")) == "可以"


def test_while_the_street_head_is_in_office_the_coordinator_does_not_approve(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    assert words(cast.act("approve_assignment", hazard, "应长")) == "只有街道主要负责人或受委托的副职可以审批"


def test_an_expired_delegation_no_longer_counts(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    ended = date_format(localtime(cast.held["孙代赵"].until_at), "Y-m-d")
    assert words(cast.act("approve_assignment", hazard, "孙")) == f"授权已于{ended}到期"


def test_whoever_proposed_does_not_approve(cast):
    """钱 sits in the safety office too: two seats, one person."""
    post = cast.street.posts.filter(kind="SAFETY_OFFICE").first()
    services.appoint(actor=REGISTRAR, person=cast.people["钱"], post=post, basis="兼任")
    hazard = cast.report()
    cast.propose(hazard, "钱")

    assert words(cast.act("approve_assignment", hazard, "钱")) == "拟派单人不能审批自己的拟派"


def test_the_street_does_not_approve_what_it_must_rectify_itself(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, rectifier=cast.street.pk)

    assert words(cast.act("approve_assignment", hazard, "赵")) == "整改单位的人员不能审批本单位的隐患"
    assert words(cast.act("approve_assignment", hazard, "应长")) == "可以"


def test_the_machine_never_approves(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    answer = engine.fire_many(Hazard, [hazard.pk], "approve_assignment", actor=SYSTEM)[0]

    assert words(answer) == "系统不能批准派单"


def test_a_proposal_sent_back_names_no_lead_any_more(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    assert words(cast.act("reject_assignment", hazard, "赵")) == "请写明理由"

    assert words(cast.act("reject_assignment", hazard, "赵", note="主管部门不对")) == "可以"

    hazard.refresh_from_db()
    assert (hazard.state, hazard.lead_id, hazard.holder_id) == (State.REPORTED, None, cast.street.pk)


# --- 拟派单 -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proposal", "answer"),
    [
        ({"lead": "990101001001"}, "荷塘社区不能牵头：社区和网格不能牵头"),
        ({"lead": "CGJ", "rectifier": "CGJ"}, "区城管局不能牵头：牵头单位不能同时是整改单位"),
        ({"lead": "990101001"}, "柳荫街道不能牵头：不在街道事项清单内"),
        ({"lead": "990101001", "level": Level.MAJOR}, "柳荫街道不能牵头：重大隐患须由部门牵头"),
        ({"rectifier": None}, "整改单位、牵头单位、属地三者缺一不可：缺整改单位"),
        ({"rectifier": None, "rectifier_note": "无主，道路公共部分"}, "可以"),
        ({"level": ""}, "请先定级"),
        ({"demand_on": None}, "请填写整改期限"),
    ],
)
def test_an_assignment_names_three_fit_parties_a_level_and_a_date(cast, proposal, answer):
    hazard = cast.report()
    given = {
        name: cast.units[value].pk if name in ("lead", "rectifier") and value else value
        for name, value in proposal.items()
    }

    assert words(cast.propose(hazard, **given)) == answer


def test_only_the_streets_own_safety_office_proposes(cast):
    assert words(cast.propose(cast.report(), "吴")) == "只有柳荫街道应急办可以办理"


# --- 已派单、整改 ---------------------------------------------------------------------------------------------------
def test_the_lead_accepts_and_names_a_handler(cast):
    hazard = cast.hazard_in(State.DISPATCHED)

    assert words(cast.act("accept", hazard, "城一", handler=cast["消一"].person_id)) == "只有牵头单位可以办理"
    assert words(cast.act("accept", hazard, "消一")) == "请指明承办人"
    assert words(cast.act("accept", hazard, "消一", handler=cast["消一"].person_id)) == "可以"


def test_a_major_hazard_is_planned_before_it_is_rectified(cast):
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
    plan = dict.fromkeys(("duty", "measures", "time_limit", "emergency_plan", "goal"), "已落实")

    answer = cast.act("file_plan", hazard, "企", data={"plan": plan}, demand_on=cast.in_days(60))

    assert words(answer) == "五落实未到位：缺资金"


def test_a_general_hazard_goes_straight_to_work(cast):
    assert cast.hazard_in(State.RECTIFYING).state == State.RECTIFYING


def test_only_the_rectifier_or_the_lead_for_it_submits(cast):
    hazard = cast.hazard_in(State.RECTIFYING)

    assert words(cast.act("submit_result", hazard, "城一", note="已整改")) == "只有整改单位可以办理"
    assert words(cast.act("submit_result", hazard, "企")) == "请写明采取的整改措施"
    assert words(cast.act("submit_result", hazard, "安", note="已整改")) == "可以"


# --- 待复查 -------------------------------------------------------------------------------------------------------
def test_nobody_verifies_his_own_rectification(cast):
    """消一 filed for the firm: he is barred from verifying, his colleague is not."""
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.act("submit_result", hazard, "消一", note="代办：已整改")

    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "报请复查的人不能复查"
    assert words(cast.act("pass_verification", hazard, "消二", note="合格")) == "可以"


def test_the_rectifiers_people_do_not_verify_whatever_other_seat_they_hold(cast):
    post = cast.fire.posts.filter(kind="OFFICER").first()
    services.appoint(actor=REGISTRAR, person=cast.people["安"], post=post, basis="借调")
    Licence.objects.create(person=cast.people["安"], number="证-安", from_on=cast.in_days(-9), until_on=cast.in_days(9))
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)

    assert words(cast.act("pass_verification", hazard, "安", note="合格")) == "整改单位及其人员不能复查"


def test_an_officer_without_a_valid_licence_does_not_verify(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)

    assert words(cast.act("pass_verification", hazard, "消三", note="合格")) == "无有效执法证"


def test_an_officer_of_another_department_does_not_verify(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)

    assert words(cast.act("pass_verification", hazard, "城一", note="合格")) == "不是复查单位的人员"


def test_a_major_hazard_is_passed_by_two_persons(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION, level=Level.MAJOR)
    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "重大隐患须两名以上复查人员，现有1名"

    cast.act("sign_opinion", hazard, "消二", note="合格")

    assert words(cast.act("sign_opinion", hazard, "消二", note="合格")) == "本轮已签署意见"
    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "可以"


def test_a_failed_verification_counts_and_keeps_the_first_date(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    first = hazard.first_demand_on

    cast.act("fail_verification", hazard, "消一", note="仍有堆放", demand_on=cast.in_days(20))

    hazard.refresh_from_db()
    assert (hazard.state, hazard.failed_rounds) == (State.RECTIFYING, 1)
    assert (hazard.first_demand_on, hazard.demand_on) == (first, cast.in_days(20))


# --- 待销号、已销号 ---------------------------------------------------------------------------------------------------
def test_whoever_verified_does_not_write_off(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    cast.act("pass_verification", hazard, "消长", note="合格")

    assert words(cast.act("write_off", hazard, "消长")) == "复查人不能销号"


def test_an_officer_does_not_write_off(cast):
    hazard = cast.hazard_in(State.AWAITING_WRITE_OFF)

    assert words(cast.act("write_off", hazard, "消二")) == "只有牵头单位负责人可以销号"


def test_a_refused_write_off_needs_a_new_round(cast):
    hazard = cast.hazard_in(State.AWAITING_WRITE_OFF)

    cast.act("refuse_write_off", hazard, "消长", note="照片不清")

    hazard.refresh_from_db()
    assert (hazard.state, hazard.opinion_ids) == (State.AWAITING_VERIFICATION, [])


def test_whoever_acted_in_the_case_does_not_review_it(cast):
    hazard = cast.hazard_in(State.WRITTEN_OFF)
    given = {"note": "举报反弹", "demand_on": cast.in_days(5)}

    cast.act("ask_review", hazard, "民", note="又堆上了")
    assert words(cast.act("reopen", hazard, "消长", **given)) == "原办理人员不能复核"
    assert words(cast.act("reopen", hazard, "应长", **given)) == "可以"

    hazard.refresh_from_db()
    assert (hazard.state, hazard.episode, hazard.ended_at) == (State.RECTIFYING, 2, None)


# --- 作废 ---------------------------------------------------------------------------------------------------------
def test_voiding_is_asked_by_one_and_granted_by_another(cast):
    hazard = cast.report()
    cast.ask_void(hazard, "李", "误报")

    assert words(cast.act("void", hazard, "李")) == "申请人不能审批自己的申请"
    cast.act("void", hazard, "赵")

    hazard.refresh_from_db()
    request = Request.objects.get()
    assert (hazard.state, request.state, request.moved_by_id) == (
        State.VOIDED,
        RequestState.GRANTED,
        cast["赵"].person_id,
    )


def test_the_reporter_does_not_void_his_own_report(cast):
    hazard = cast.report("赵")
    cast.ask_void(hazard, "李", "误报")

    assert words(cast.act("void", hazard, "赵")) == "本人上报的隐患不能由本人作废"
    assert Request.objects.get().state == RequestState.PENDING


def test_at_work_the_coordinator_decides_and_a_major_hazard_is_not_voided(cast):
    hazard = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
    cast.ask_void(hazard, "消一", "误报")

    assert words(cast.act("void", hazard, "赵")).startswith("由联合办公室审批")
    assert words(cast.act("void", hazard, "应长")) == "重大隐患不能作废；确属误判的先依程序降级"


def test_a_refused_request_leaves_the_work_where_it_was(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.ask_void(hazard, "消一", "误报")
    assert words(cast.act("ask_void", hazard, "消二", note="误报")) == "已有待审批的申请"

    cast.act("refuse_request", hazard, "应长", note="隐患属实")

    hazard.refresh_from_db()
    assert (hazard.state, hazard.request_person_id) == (State.RECTIFYING, None)


def test_no_request_no_voiding(cast):
    assert words(cast.act("void", cast.report(), "赵")) == "没有待审批的作废申请"


# --- 状态 ---------------------------------------------------------------------------------------------------------
def test_the_wrong_state_is_said_first_and_who_was_last(cast):
    hazard = cast.hazard_in(State.RECTIFYING)

    answer = cast.act("approve_assignment", hazard, "赵")

    assert isinstance(answer, Refused)
    assert answer.words[0] == "当前为“整改中”，不能批准派单"
    assert answer.words[1].endswith("签收")


def test_an_imported_closed_hazard_has_no_way_out(cast):
    assert [row.name for row in LIFECYCLE.rows.values() if State.IMPORTED_CLOSED in row.sources] == []


def test_the_law_has_no_fault():
    assert list(faults(LIFECYCLE)) == []


def test_the_triggers_edges_are_the_laws_and_the_ladders(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, source, target FROM hazards_hazard_edges()")
        known = set(cursor.fetchall())
    ladder = {("raise_level", turn.state, turn.state) for turn in LIFECYCLE.turns.values() if turn.is_open}
    assert known == set(LIFECYCLE.edges()) | ladder


def test_a_relieved_principal_takes_the_delegation_with_him(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    assert words(cast.act("approve_assignment", hazard, "钱")).startswith("授权已于")
    assert words(cast.act("approve_assignment", hazard, "应长")) == "可以"


def test_a_major_dispatch_is_told_to_the_coordinator_too_and_an_urgent_report_to_the_approver(cast):
    major = cast.hazard_in(State.DISPATCHED, level=Level.MAJOR)
    cast.hazard_in(State.DISPATCHED)
    urgent = cast.report(urgent=True)

    while drain_outbox():
        pass

    told = Letter.objects.filter(person=cast.people["应长"], relation="coordinator").values_list("case_id", flat=True)
    assert set(told) == {major.pk, urgent.pk}


def test_the_record_says_for_whom_one_stood_in(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    cast.act("approve_assignment", hazard, "钱", note="同意")

    body = hazard.records.get(name="approve_assignment").body

    assert '"stands_in_for":"赵"' in body


def test_a_request_lapses_when_the_work_is_submitted(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.ask_void(hazard, "消一", "误报")

    cast.act("submit_result", hazard, "企", note="已整改")

    hazard.refresh_from_db()
    request = Request.objects.get()
    assert (hazard.request_person_id, request.state) == (None, RequestState.LAPSED)


def test_a_stage_without_a_limit_is_not_started(cast):
    """It would be silent for ever."""
    ClockPolicy.objects.filter(state=State.DISPATCHED).update(until_at="2020-01-01T00:00Z")

    answer = cast.act("approve_assignment", cast.hazard_in(State.AWAITING_APPROVAL), "赵")

    assert words(answer) == "“已派单”环节没有时限规则，请先由管理员设置"


def test_whoever_filed_the_plan_or_an_earlier_result_does_not_verify(cast):
    """消一 filed for the firm once; a later result by the firm itself does not wash that off."""
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.act("submit_result", hazard, "消一", note="代办：已整改")
    cast.act("fail_verification", hazard, "消二", note="未到位", demand_on=cast.in_days(5))
    cast.act("submit_result", hazard, "企", note="已整改")

    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "报请复查的人不能复查"
    assert words(cast.act("pass_verification", hazard, "消二", note="合格")) == "可以"


def test_a_dated_demand_lies_within_a_year(cast):
    assert words(cast.propose(cast.report(), demand_on=date(9999, 12, 31))) == "整改期限不能超过一年"


def test_the_handler_sits_in_the_lead(cast):
    hazard = cast.hazard_in(State.DISPATCHED)

    assert words(cast.act("accept", hazard, "消一", handler=cast["民"].person_id)) == "承办人须是牵头单位的人员"


def test_a_department_of_another_district_does_not_lead(cast):
    other = establish(
        [
            ChartUnit(Tree.TERRITORY, Rank.DISTRICT, "990202", "邻区"),
            ChartUnit(Tree.DEPARTMENT, Rank.BUREAU, "LQXF", "邻区消防救援局", "990202"),
        ],
        actor=REGISTRAR,
    )

    assert words(cast.propose(cast.report(), lead=other["LQXF"].pk)) == "邻区消防救援局不能牵头：不是本区单位"


# --- 撤回、退回、更正、立改、催办 ------------------------------------------------------------------------------------
def test_a_dispatch_is_recalled_once_by_who_may_approve_and_the_lead_learns_of_it(cast):
    hazard = cast.hazard_in(State.DISPATCHED)

    assert words(cast.act("recall_dispatch", hazard, "周", note="选错")) == "只有街道主要负责人或受委托的副职可以审批"
    assert words(cast.act("recall_dispatch", hazard, "赵")) == "请写明理由"
    recalled = cast.act("recall_dispatch", hazard, "赵", note="牵头单位选错")
    assert words(recalled) == "可以"
    drain_outbox()
    hazard.refresh_from_db()
    assert (hazard.state, hazard.lead_id, hazard.demand_on) == (State.REPORTED, None, None)
    told = Letter.objects.filter(record_id=recalled.record_id)
    assert {"消一", "消长", "李"} <= {letter.person.name for letter in told.select_related("person")}

    cast.propose(hazard)
    cast.act("approve_assignment", hazard, "赵")
    again = cast.act("recall_dispatch", hazard, "赵", note="又错")
    assert words(again) == "派单已撤回过一次，请由牵头单位签收或提出异议"


def test_a_result_is_taken_back_by_who_filed_it_while_nobody_has_signed(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION, level=Level.MAJOR)

    assert words(cast.act("recall_result", hazard, "安", note="还缺一处")) == "只有报请复查的人可以撤回"
    assert words(cast.act("recall_result", hazard, "企", note="还缺一处")) == "可以"
    cast.act("submit_result", hazard, "企", note="已补")
    cast.act("sign_opinion", hazard, "消一", note="已清空")
    assert words(cast.act("recall_result", hazard, "企", note="还缺一处")) == "已有复查意见，不能撤回"


def test_who_filed_by_proxy_and_took_it_back_still_verifies_nothing(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.act("submit_result", hazard, "消一", note="代办")
    cast.act("recall_result", hazard, "消一", note="还缺一处")
    cast.act("submit_result", hazard, "企", note="已补")

    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "报请复查的人不能复查"


def test_a_plan_is_sent_back_by_the_lead_and_only_a_major_has_one(cast):
    major, general = (cast.hazard_in(State.RECTIFYING, level=level) for level in (Level.MAJOR, Level.GENERAL))

    assert words(cast.act("return_plan", major, "李", note="缺演练")) == "只有牵头单位可以办理"
    assert words(cast.act("return_plan", general, "消一", note="缺演练")) == "一般隐患不适用"
    assert words(cast.act("return_plan", major, "消一", note="缺演练")) == "可以"
    major.refresh_from_db()
    assert major.state == State.PLANNING


def test_the_territory_is_put_right_once_within_the_district(cast):
    hazard = cast.report()
    office = Seat(P.SAFETY_OFFICE, "经办", "许")
    charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101", seats=(office,))
    other = establish([charted], actor=REGISTRAR, from_at=now())["990101002"]
    cast.people["许"] = Person.objects.get(name="许")

    def move(by, street):
        return cast.act("move_territory", hazard, by, street=street.pk, note="在对面")

    assert words(move("吴", other)) == "只有柳荫街道应急办可以办理"
    assert words(move("李", cast.street)) == "请选择另一个街道"
    assert words(move("李", cast.fire)) == "不是本区的街道"
    moved = move("李", other)
    assert words(moved) == "可以"
    drain_outbox()
    told = Letter.objects.filter(record_id=moved.record_id).select_related("person")
    assert {letter.person.name for letter in told} == {"周", "许", "民"}
    assert words(move("许", cast.street)) == "属地已更正过一次，仍有争议的请提请会商"


def test_what_was_found_and_fixed_at_once_is_confirmed_by_another(cast):
    photos = {"photos": cast.photos(PhotoRole.BEFORE, PhotoRole.AFTER)}
    hazard, own = cast.report("安", **photos), cast.report("李", photos=cast.photos(PhotoRole.BEFORE))
    after = {"data": {"photos": cast.photos(PhotoRole.AFTER)}}

    assert words(cast.act("confirm_fixed", own, "李", **after)) == "本人上报的隐患不能由本人确认"
    assert words(cast.act("confirm_fixed", own, "周")) == "缺少整改后照片"
    assert words(cast.act("confirm_fixed", hazard, "李")) == "可以"
    hazard.refresh_from_db()
    assert (hazard.state, hazard.lead_id) == (State.WRITTEN_OFF, None)
    assert words(cast.act("ask_review", hazard, "安", note="又堆上")) == "原记录没有牵头单位，请重新上报并关联"
    reopened = cast.act("reopen", hazard, "应长", note="又堆上", demand_on=cast.in_days(5))
    assert words(reopened) == "原记录没有牵头单位，请重新上报并关联；没有待复核的申请，也没有不合格的回头看"


def test_what_the_street_fixed_itself_is_not_confirmed_by_the_same_street(cast):
    hazard = cast.report("安", rectifier=cast.street, photos=cast.photos(PhotoRole.BEFORE, PhotoRole.AFTER))

    assert words(cast.act("confirm_fixed", hazard, "周")) == "整改单位及其人员不能确认"
    assert words(cast.act("confirm_fixed", hazard, "赵")) == "整改单位及其人员不能确认"
    assert words(cast.act("confirm_fixed", hazard, "应长")) == "可以"


def test_a_major_hazard_is_never_closed_on_the_spot(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, level=Level.MAJOR)
    cast.act("reject_assignment", hazard, "赵", note="再核实")

    photos = {"photos": cast.photos(PhotoRole.BEFORE, PhotoRole.AFTER)}
    assert words(cast.act("confirm_fixed", hazard, "周", data=photos)) == "重大隐患不适用"


def test_whoever_has_the_turn_can_be_urged_by_those_who_answer_for_the_place(cast):
    hazard = cast.hazard_in(State.RECTIFYING)

    assert words(cast.act("urge", hazard, "企", note="请抓紧")) != "可以"
    urged = cast.act("urge", hazard, "李", note="请抓紧")
    drain_outbox()
    assert {letter.person.name for letter in Letter.objects.filter(record_id=urged.record_id)} == {"企", "安"}


def test_the_machine_alone_deems_accepted_and_only_after_the_limit(cast):
    hazard = cast.hazard_in(State.DISPATCHED)

    assert words(engine.fire_many(Hazard, [hazard.pk], "deem_accepted", actor=SYSTEM)[0]) == "时限未到"
    assert words(cast.act("deem_accepted", hazard, "消长")) != "可以"


@pytest.mark.parametrize("name", ["report", "import_open", "import_closed"])
def test_a_birth_says_what_is_wrong_and_keeps_its_dates_in_order(cast, name):
    def born(**given):
        described = {"description": "通道堆物", "source": Source.PUBLIC, "street": cast.street}
        hazard = Hazard(**described | chain_above(cast.street) | given)
        return words(engine.open_many(Hazard, [hazard], name, actor=cast["李"])[0])

    assert born() == "可以"
    assert born(description=" ") == "请写明隐患内容"
    assert born(found_on=cast.in_days(2)) == "检查日期晚于今天"
    early = {"found_on": cast.in_days(-2), "origin": {"rectified_on": cast.in_days(-3).isoformat()}}
    assert born(**early) == "整改日期早于检查日期"


def test_a_lead_that_ended_since_the_proposal_is_not_approved(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, lead=cast.units["CGJ"].pk)
    services.end_unit(cast.units["CGJ"], actor=REGISTRAR, reason="撤销")

    assert words(cast.act("approve_assignment", hazard, "赵")) == "区城管局不能牵头：已撤销"


def test_a_proposal_that_lost_a_party_is_not_approved(committed_cast, owner):
    """No road of the law leads there: the approval asks again all the same."""
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER USER")
    owner.execute("UPDATE hazards_hazard SET rectifier_id = NULL WHERE id = %s", [hazard.pk])
    owner.execute("ALTER TABLE hazards_hazard ENABLE TRIGGER USER")

    refused = words(committed_cast.act("approve_assignment", hazard, "赵"))
    assert refused == "整改单位、牵头单位、属地三者缺一不可：缺整改单位"


def test_a_street_never_accepts_a_major_hazard(committed_cast, owner):
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER USER")
    owner.execute("UPDATE hazards_hazard SET level = 'MAJOR', lead_id = street_id WHERE id = %s", [hazard.pk])
    owner.execute("ALTER TABLE hazards_hazard ENABLE TRIGGER USER")

    refused = words(committed_cast.act("accept", hazard, "李", handler=committed_cast["李"].person_id))
    assert refused == "重大隐患不能由街道牵头"
