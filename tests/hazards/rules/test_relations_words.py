"""What each relation says to those who don't hold it: the words of section 4 of docs/law.md, each raised once."""

import pytest

from hazards.enums import Level, State
from records.clock import now
from responsibility import services
from responsibility.enums import PostKind, Rank
from responsibility.models import Licence
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, machine, tries, words

G, M = Level.GENERAL, Level.MAJOR
S = State
LISTED = (("propose_listing", "应长"), ("put_on_list", "城长"))
ORDERED = (("propose_measure", "消一"), ("order_measure", "消二"))
APPROVER = "只有街道主要负责人或受委托的副职可以审批"
COMMITTEE = "接受或裁定之后，只有区安委会以区政府名义才能改定"


@pytest.mark.parametrize(
    ("state", "level", "steps", "act", "by", "said"),
    [
        # before dispatch
        (S.REPORTED, G, (), "propose_assignment", "吴", "只有柳荫街道应急办可以办理"),
        (S.REPORTED, G, (), "confirm_fixed", "民", "本人上报的隐患不能由本人确认"),
        (S.REPORTED, G, (), "claim", "消一", "只有上报本件的检查人员可以认领"),
        (S.REPORTED, G, (("ask_void", "李"),), "void", "李", "申请人不能审批自己的申请"),
        (S.REPORTED, G, (("ask_void", "李"),), "void", "周", "由街道主要负责人审批"),
        (S.REPORTED, G, (("ask_void", "李"),), "void", "民", "本人上报的隐患不能由本人作废"),
        (S.AWAITING_APPROVAL, G, (), "approve_assignment", "应长", APPROVER),
        (S.AWAITING_APPROVAL, G, (), "approve_assignment", "民", "本人上报的隐患不能由本人审批"),
        (S.AWAITING_APPROVAL, G, (), "approve_assignment", "李", "拟派单人不能审批自己的拟派"),
        (S.AWAITING_APPROVAL, G, (), "approve_assignment", "企", "整改单位的人员不能审批本单位的隐患"),
        # whose is it?
        (S.DISPATCHED, G, (), "accept", "城一", "只有牵头单位可以办理"),
        (S.DISPATCHED, G, (), "object", "消一", "只有牵头单位负责人可以提出异议"),
        (S.DISPATCHED, G, (), "deem_accepted", "消长", "到时限由系统办理"),
        (S.CLAIMABLE, G, (), "disclaim", "监长", "本单位不在候选之列"),
        (S.CLAIMABLE, G, (), "claim", "监长", "本单位不在候选之列"),
        (S.CLAIMABLE, G, (("claim", "消长"),), "contest_claim", "监长", "本单位没有参加认领"),
        (S.CONSULTING, G, (), "rule", "消长", "只有安防救联办可以裁定"),
        (S.RECTIFYING, G, (), "rerule", "消长", COMMITTEE),
        # the work, and what is asked beside it
        (S.PLANNING, M, (), "file_plan", "城一", "只有整改单位可以办理"),
        (S.RECTIFYING, G, (), "submit_result", "城一", "只有整改单位可以办理"),
        (S.RECTIFYING, G, (), "ask_void", "企", "整改单位的人员不能提出"),
        (S.RECTIFYING, G, (("ask_void", "消一"),), "withdraw_request", "消二", "只有申请人可以撤回申请"),
        (S.RECTIFYING, G, (("ask_void", "消一"),), "void", "赵", "由联合办公室审批"),
        (S.RECTIFYING, G, (("ask_void", "消一"),), "void", "企", "整改单位的人员不能审批"),
        (S.RECTIFYING, G, (("ask_extend", "企"),), "extend", "城长", "由牵头单位负责人审批"),
        (S.RECTIFYING, M, (*LISTED, ("ask_extend", "企")), "extend", "消长", "由督办部门负责人审批"),
        (S.RECTIFYING, M, (("ask_downgrade", "消一"),), "downgrade", "消长", "牵头单位的人员不能审批降级"),
        (S.RECTIFYING, G, (), "urge", "企", "只有属地、牵头单位负责人和统筹协调办公室可以催办"),
        # level, measures, listing
        (S.AWAITING_APPROVAL, G, (), "determine", "吴", "没有定级权限"),
        (S.RECTIFYING, G, (), "propose_measure", "吴", "只有持有效执法证的执法人员可以采取现场措施"),
        (S.RECTIFYING, G, (), "propose_measure", "消三", "无有效执法证"),
        (
            S.RECTIFYING,
            G,
            (*ORDERED, ("ask_release", "企")),
            "refuse_release",
            "消一",
            "只有牵头单位负责人可以不同意解除措施",
        ),
        (S.RECTIFYING, G, (*ORDERED, ("ask_release", "企")), "refuse_release", "企", "整改单位的人员不能审批"),
        (S.RECTIFYING, M, LISTED, "revoke_listing", "消长", "只有挂牌单位可以摘牌或撤销挂牌"),
        # verified by somebody else, written off by a third
        (S.AWAITING_VERIFICATION, G, (), "pass_verification", "城一", "不是复查单位的人员"),
        (S.AWAITING_VERIFICATION, G, (), "pass_verification", "安", "整改单位及其人员不能复查"),
        (S.AWAITING_VERIFICATION, G, (("ask_recusal", "企"),), "pass_verification", "消二", "已回避"),
        (S.AWAITING_VERIFICATION, G, (), "recall_result", "安", "只有报请复查的人可以撤回"),
        (S.AWAITING_VERIFICATION, G, (), "designate_verifier", "消长", "由联合办公室指定"),
        (S.AWAITING_VERIFICATION, G, (), "ask_recusal", "民", "只有整改单位、牵头单位和联合办公室可以申请回避"),
        (S.AWAITING_WRITE_OFF, G, (), "write_off", "消二", "只有牵头单位负责人可以销号"),
        (S.AWAITING_WRITE_OFF, G, (), "write_off", "消一", "复查人不能销号"),
        (S.AWAITING_WRITE_OFF, G, (), "write_off", "企", "报请复查的人不能销号"),
        (S.AWAITING_WRITE_OFF, G, (), "write_off", "安", "整改单位不能销号"),
        # after the end
        (S.WRITTEN_OFF, G, (), "ask_review", "李", "只有上报人可以申请复核"),
        (S.WRITTEN_OFF, G, (("ask_review", "民"),), "dismiss_review", "城长", "由联合办公室复核"),
        (S.WRITTEN_OFF, G, (("ask_review", "民"),), "dismiss_review", "消长", "原办理人员不能复核"),
        (S.WRITTEN_OFF, G, (("draw_sample", "应长"),), "pass_sample", "城一", "不是抽到的回头看人员"),
        (S.WRITTEN_OFF, G, (("draw_sample", "应长"),), "pass_sample", "消一", "责任链上的人员不能参加回头看"),
    ],
)
def test_who_may_not_reads_why(cast, state, level, steps, act, by, said):
    hazard = cast.hazard_in(state, level=level)
    for step, actor in steps:
        cast.do(step, hazard, actor)

    answer = cast.act(act, hazard, by, **inputs.fitting(cast, act, hazard))

    assert words(answer) != ALLOWED
    assert (answer.status, said in answer.words) == (403, True), words(answer)


def test_who_is_to_stand_aside_does_not_decide_it_himself(cast):
    hazard = cast.do("ask_recusal", cast.hazard_in(S.AWAITING_VERIFICATION), "企", person=cast["消长"].person_id)

    assert tries(cast, hazard, "grant_recusal", "消长") == "被申请回避的人不能决定"
    assert tries(cast, hazard, "grant_recusal", "应长") == ALLOWED


def test_only_the_listing_departments_licensed_officers_re_check(cast):
    hazard = cast.hazard_in(S.RECTIFYING, level=M)
    listed = (*LISTED, ("submit_result", "企"), ("sign_opinion", "消二"), ("pass_verification", "消一"))
    for act, by in listed:
        cast.do(act, hazard, by)

    assert tries(cast, hazard, "recheck_listing", "消二") == "只有督办部门的执法人员可以复查挂牌隐患"
    cast.do("recheck_listing", hazard, "城一")
    assert tries(cast, hazard, "recheck_listing", "城一") == "本轮已签署意见"


def test_of_a_rectifier_that_sits_in_the_listing_department_nobody_re_checks(cast):
    post = cast.units["CGJ"].posts.filter(kind=PostKind.OFFICER).first()
    services.appoint(actor=REGISTRAR, person=cast.people["安"], post=post, basis="借调")
    term = {"from_on": cast.in_days(-9), "until_on": cast.in_days(9)}
    Licence.objects.create(person=cast.people["安"], number="证-安", **term)
    hazard = cast.hazard_in(S.RECTIFYING, level=M)
    for act, by in (*LISTED, ("submit_result", "企"), ("sign_opinion", "消二"), ("pass_verification", "消一")):
        cast.do(act, hazard, by)

    assert tries(cast, hazard, "recheck_listing", "安") == "整改单位及其人员不能复查"


def test_where_its_own_house_leads_the_office_decides_no_request(cast):
    host = cast.units["YJJ"].pk
    hazard = cast.hazard_in(S.DISPATCHED, lead=host)
    cast.do("accept", hazard, "应长", handler=cast["应长"].person_id)
    post = services.add_post(actor=REGISTRAR, unit=cast.units["AFB"], kind=PostKind.DEPUTY, title="副主任")
    services.appoint(actor=REGISTRAR, person=cast.people["看"], post=post, basis="任命")
    cast.do("ask_void", hazard, "应长")

    assert tries(cast, hazard, "void", "看") == "联合办公室所在单位与本案有关，由安委会审批"
    assert tries(cast, hazard, "void", "委") == ALLOWED


@pytest.mark.parametrize("act", ["approve_assignment", "propose_assignment", "write_off", "pass_verification", "void"])
def test_the_machine_is_told_that_it_may_not(cast, act):
    states = {
        "approve_assignment": S.AWAITING_APPROVAL,
        "propose_assignment": S.REPORTED,
        "write_off": S.AWAITING_WRITE_OFF,
        "pass_verification": S.AWAITING_VERIFICATION,
        "void": S.REPORTED,
    }

    answer = machine(act, cast.hazard_in(states[act]))

    assert (answer.status, answer.words[0][:4]) == (403, "系统不能")


CO_UNIT = "协办单位不能代牵头单位办理"


@pytest.mark.parametrize(
    ("state", "level", "steps", "act", "by"),
    [
        (S.DISPATCHED, G, (), "accept", "城一"),
        (S.DISPATCHED, G, (), "object", "城长"),
        (S.PLANNING, M, (), "file_plan", "城一"),
        (S.RECTIFYING, G, (), "ask_extend", "城一"),
        (S.RECTIFYING, G, (), "ask_void", "城一"),
        (S.RECTIFYING, G, (("ask_extend", "企"),), "extend", "城长"),
        (S.RECTIFYING, G, (), "change_rectifier", "城长"),
        (S.RECTIFYING, G, ORDERED, "expire_measure", "城长"),
        (S.RECTIFYING, M, LISTED, "report_progress", "城一"),
        (S.RECTIFYING, G, (), "amend", "城一"),
        (S.SHELVED, G, (), "resume", "城一"),
        (S.AWAITING_VERIFICATION, G, (("ask_recusal", "企"),), "grant_recusal", "城长"),
        (S.AWAITING_WRITE_OFF, G, (), "write_off", "城长"),
    ],
)
def test_a_co_unit_that_tries_an_act_of_the_lead_reads_that_it_only_helps(cast, state, level, steps, act, by):
    hazard = cast.hazard_in(state, level=level, co_units=[cast.units["CGJ"].pk])
    for step, actor in steps:
        cast.do(step, hazard, actor)

    answer = cast.act(act, hazard, by, **inputs.fitting(cast, act, hazard))

    assert (answer.status, answer.words[0]) == (403, CO_UNIT)


@pytest.mark.parametrize(
    ("state", "steps", "act", "said"),
    [
        (S.AWAITING_VERIFICATION, (), "pass_verification", "不是复查单位的人员"),
        (S.RECTIFYING, (), "urge", "只有属地、牵头单位负责人和统筹协调办公室可以催办"),
        (S.RECTIFYING, (), "state_objection", "只有整改单位可以办理"),
        (S.RECTIFYING, (("ask_void", "消一"),), "void", "由联合办公室审批"),
        (S.AWAITING_VERIFICATION, (), "ask_recusal", "只有整改单位、牵头单位和联合办公室可以申请回避"),
    ],
)
def test_of_acts_that_are_not_the_leads_a_co_unit_reads_what_everybody_reads(cast, state, steps, act, said):
    hazard = cast.hazard_in(state, co_units=[cast.units["CGJ"].pk])
    for step, actor in steps:
        cast.do(step, hazard, actor)

    assert tries(cast, hazard, act, "城一") == said


def test_who_sits_in_a_division_of_a_co_unit_belongs_to_it(cast):
    bureau = cast.units["CGJ"]
    named = {"code": "CG1", "name": "城管执法一中队", "tree": bureau.tree, "rank": Rank.DIVISION}
    division = services.found_unit(actor=REGISTRAR, parent=bureau, from_at=now(), **named)
    post = services.add_post(actor=REGISTRAR, unit=division, kind=PostKind.OFFICER, title="队员", single_seat=False)
    services.appoint(actor=REGISTRAR, person=cast.people["看"], post=post, basis="任命")
    hazard = cast.hazard_in(S.RECTIFYING, co_units=[bureau.pk])

    assert tries(cast, hazard, "submit_result", "看") == CO_UNIT


def test_who_sits_in_the_lead_and_in_a_co_unit_acts_for_the_lead(cast):
    post = cast.fire.posts.filter(kind=PostKind.OFFICER).first()
    services.appoint(actor=REGISTRAR, person=cast.people["城一"], post=post, basis="挂职")
    hazard = cast.hazard_in(S.DISPATCHED, co_units=[cast.units["CGJ"].pk])

    assert tries(cast, hazard, "accept", "城一") == ALLOWED
    assert tries(cast, hazard, "submit_result", "城一") == ALLOWED


def test_of_a_listed_hazard_a_co_unit_reads_who_writes_it_off(cast):
    hazard = cast.hazard_in(S.RECTIFYING, level=M, co_units=[cast.units["SJJ"].pk])
    for act, by in (*LISTED, ("submit_result", "企"), ("sign_opinion", "消二"), ("pass_verification", "消一")):
        cast.do(act, hazard, by)

    assert tries(cast, hazard, "write_off", "监长").startswith("挂牌隐患由区城管局销号")
