"""Every refusal that no other test raises, raised once: who tries what, where, and the words he reads.

Guards ask about the thing, here; relations ask who somebody is, in test_relations_words.py.
"""

from datetime import timedelta

import pytest

from hazards.enums import Level, MeasureKind, PhotoRole, Source, State
from hazards.models import Clause
from tests import inputs
from tests.hazards.rules.answers import ALLOWED, machine, tries, words
from tests.hazards.rules.tricky.line import World

G, M = Level.GENERAL, Level.MAJOR
S = State
NO_MEASURE = {"data": {"measure": 0, "to": 0}}
ORDERED = (("propose_measure", "消一"), ("order_measure", "消二"))
LISTED = (("propose_listing", "应长"), ("put_on_list", "城长"))
ANOTHER = "请选择另一个存续的整改单位"
TWO_DRAWN = "回头看须有两名以上人员和抽取种子"


def brought(cast, state, level, steps):
    """A hazard in this state after these acts."""
    hazard = cast.hazard_in(state, level=level)
    for act, by in steps:
        cast.do(act, hazard, by)
    return hazard


@pytest.mark.parametrize(
    ("state", "level", "steps", "act", "by", "given", "said"),
    [
        (S.REPORTED, G, (), "merge", "李", {"survivor": None}, "请选择并入的隐患"),
        (S.CLAIMABLE, G, (), "disclaim", "消长", {"unit": 0}, "本单位不在候选之列"),
        (S.CLAIMABLE, G, (), "claim", "消长", {"unit": 0}, "只能以本单位的名义认领"),
        (S.CLAIMABLE, G, (), "disclaim", "消长", {"data": {"basis": "三定"}}, "请指明应当负责的单位"),
        (S.AWAITING_APPROVAL, G, (), "determine", "消一", {"level": ""}, "请先定级"),
        (S.AWAITING_APPROVAL, M, (), "determine", "消一", {"level": G}, "降级由上一级审批，请提出降级申请"),
        (S.AWAITING_APPROVAL, G, (), "determine", "城一", {}, "没有定级权限"),
        (S.RECTIFYING, M, (), "ask_downgrade", "消一", {"note": " "}, "降级须写明理由并附证据"),
        (S.RECTIFYING, M, (), "ask_downgrade", "消一", {"data": {}}, "降级须写明理由并附证据"),
        (S.RECTIFYING, G, (), "ask_downgrade", "消一", {}, "一般隐患不适用"),
        (S.AWAITING_VERIFICATION, M, (), "upgrade", "消一", {}, "已是重大隐患"),
        (S.RECTIFYING, M, (), "report_progress", "消一", {}, "没有挂牌"),
        (S.RECTIFYING, M, LISTED, "propose_listing", "应长", {}, "已提出挂牌或已挂牌"),
        (S.RECTIFYING, M, LISTED, "put_on_list", "城长", {}, "没有待决定的挂牌"),
        (S.RECTIFYING, M, LISTED, "decline_listing", "城长", {}, "没有待决定的挂牌"),
        (S.RECTIFYING, G, (), "propose_listing", "应长", {}, "一般隐患不适用"),
        (S.RECTIFYING, G, (), "propose_measure", "消一", {"data": {"kind": "SHOUT"}}, "请写明采取哪种措施、用于何处"),
        (S.RECTIFYING, G, (), "propose_measure", "消一", {"note": " "}, "请写明采取哪种措施、用于何处"),
        (S.RECTIFYING, G, (), "order_measure", "消二", NO_MEASURE, "没有待签署的现场措施"),
        (S.RECTIFYING, G, ORDERED[:1], "order_measure", "消一", {}, "现场措施须两名以上执法人员签署"),
        (S.RECTIFYING, G, (), "drop_measure", "消二", NO_MEASURE, "没有待签署的现场措施"),
        (S.RECTIFYING, G, (), "ask_release", "企", NO_MEASURE, "没有执行中的这项现场措施"),
        (S.RECTIFYING, G, ORDERED, "refuse_release", "消长", {}, "没有申请解除的这项现场措施"),
        (S.AWAITING_WRITE_OFF, G, (), "lift_measure", "消长", NO_MEASURE, "没有申请解除的这项现场措施"),
        (S.RECTIFYING, G, (), "expire_measure", "消长", NO_MEASURE, "没有执行中的这项现场措施"),
        (S.RECTIFYING, G, (), "rebase_measure", "消长", NO_MEASURE, "没有执行中的这项现场措施"),
        (S.RECTIFYING, G, ORDERED[:1], "void", "应长", {}, "现场措施未处理完毕：停产停业"),
        (S.RECTIFYING, G, (), "refuse_request", "应长", {}, "没有待审批的申请"),
        (S.RECTIFYING, G, (), "withdraw_request", "消一", {}, "没有待审批的申请"),
        (S.RECTIFYING, G, (), "extend", "消长", {}, "没有待审批的延期申请"),
        (S.RECTIFYING, G, (), "shelve", "应长", {}, "没有待审批的挂账申请"),
        (S.RECTIFYING, G, (), "grant_transfer", "应长", {}, "没有待审批的移送申请"),
        (S.RECTIFYING, M, (), "downgrade", "应长", {}, "没有待审批的降级申请"),
        (S.RECTIFYING, G, (), "sign_transfer", "应长", {}, "没有等待签收的移送"),
        (S.RECTIFYING, G, (), "return_transfer", "应长", {}, "没有等待签收的移送"),
        (
            *(S.RECTIFYING, G, (("ask_transfer", "消一"), ("grant_transfer", "应长")), "sign_transfer", "应长"),
            *({"data": {"receipt": inputs.RECEIPT | {"paper": ""}}}, "回执须写明接收单位、签收人、时间和文书"),
        ),
        (S.AWAITING_VERIFICATION, G, (), "ask_recusal", "企", {"person": None}, "请指明应当回避的人"),
        (S.AWAITING_VERIFICATION, G, (), "grant_recusal", "消长", {"data": {}}, "没有待决定的这项回避"),
        (S.AWAITING_VERIFICATION, G, (), "refuse_recusal", "消长", {"data": {}}, "没有待决定的这项回避"),
        (S.AWAITING_VERIFICATION, G, (), "designate_verifier", "应长", {"unit": None}, "请选择另一个存续的单位"),
        (S.WRITTEN_OFF, G, (), "dismiss_review", "应长", {}, "没有待复核的申请"),
        (S.WRITTEN_OFF, G, (), "reopen", "应长", {}, "没有待复核的申请，也没有不合格的回头看"),
        (S.WRITTEN_OFF, G, (("draw_sample", "应长"),), "draw_sample", "应长", {}, "已抽取，尚无结果"),
        (S.WRITTEN_OFF, G, (), "draw_sample", "应长", {"persons": [1]}, TWO_DRAWN),
        (S.WRITTEN_OFF, G, (), "draw_sample", "应长", {"data": {}}, TWO_DRAWN),
        (S.RECTIFYING, M, (), "report_stage", "企", {}, "治理方案没有这个未完成的阶段"),
        (S.RECTIFYING, G, (), "change_rectifier", "消长", {"data": {"cause": "BORED"}}, "请选择变更原因"),
        (S.RECTIFYING, G, (), "amend", "消一", {"description": None}, "没有改动"),
        (S.RECTIFYING, G, (), "amend", "消一", {"description": " "}, "请写明隐患内容"),
        (S.SHELVED, G, (), "resume", "消一", {"demand_on": None}, "请填写整改期限"),
        (S.CONSULTING, G, (), "rule", "应长", {"level": ""}, ALLOWED),  # the proposal had set it
    ],
)
def test_what_is_missing_is_said_in_words(cast, state, level, steps, act, by, given, said):
    hazard = brought(cast, state, level, steps)

    assert said in tries(cast, hazard, act, by, **given).split("；")


# --- what names somebody or something of the cast ---------------------------------------------------------------
def test_what_was_determined_as_major_is_not_proposed_as_general(cast):
    hazard = cast.do("determine", cast.hazard_in(S.AWAITING_APPROVAL), "消一")
    cast.do("reject_assignment", hazard, "赵")

    assert words(cast.propose(hazard, level=G)) == "已定为重大隐患，不能按一般隐患办理；确属误判的先依程序降级"
    assert words(cast.propose(hazard, level=M)) == ALLOWED


def test_another_street_or_an_office_does_not_lead(cast):
    hazard, other = cast.report(), inputs.other_street(cast)

    assert words(cast.propose(hazard, lead=other.pk)) == "新荷街道不能牵头：须由部门或属地街道牵头"
    assert words(cast.propose(hazard, lead=cast.units["AFB"].pk)) == "安防救联办不能牵头：须由部门牵头"


def test_what_is_merged_lies_in_the_same_place_and_not_into_itself(cast):
    hazard, elsewhere = cast.report(place_text="三号楼"), cast.report(place_text="四号楼")

    assert tries(cast, hazard, "merge", "李", survivor=elsewhere.pk) == "不是同一场所"
    assert "请选择并入的隐患" in tries(cast, hazard, "merge", "李", survivor=hazard.pk)


def test_the_machine_separates_only_what_was_merged_into_a_voided_one(cast):
    merged = cast.hazard_in(S.MERGED)

    assert words(machine("separate", merged)) == "所并入的隐患没有作废"
    assert words(machine("move_along", merged, survivor=merged.survivor_id)) == "所并入的隐患没有并案"


def test_the_machine_replaces_no_unit_that_lives(cast):
    hazard, given = cast.hazard_in(S.DISPATCHED), {"old": cast.fire.pk, "new": cast.units["CGJ"].pk}

    assert words(machine("succeed", hazard, data=given, **given)) == "没有已撤销的单位需要承继"


def test_an_own_inspection_is_claimed_only_by_a_competent_department(cast):
    hazard = cast.report("城一", source=Source.INSPECTION)
    mine = {"unit": cast.units["CGJ"].pk, "handler": cast["城一"].person_id}

    assert tries(cast, hazard, "claim", "城一", **mine) == "职责规则不支持区城管局承办此事项"


def test_a_claim_is_contested_once_and_within_a_working_day(clock, committed_cast):
    cast = committed_cast
    hazard, late = (cast.do("claim", cast.hazard_in(S.CLAIMABLE), "消长") for _ in range(2))

    cast.do("contest_claim", hazard, "城长")
    assert tries(cast, hazard, "contest_claim", "城长") == "对认领的异议只能提出一次"
    clock.forward(timedelta(days=4))
    assert tries(cast, late, "contest_claim", "城长") == "对认领的异议须在一个工作日内提出"


@pytest.mark.parametrize("part", ["level", "government", "number", "finish_on"])
def test_a_listing_says_everything(cast, part):
    hazard = cast.hazard_in(S.RECTIFYING, level=M)
    words_of = {"level": "挂牌级别", "government": "挂牌政府", "number": "文号", "finish_on": "完成日期"}
    listing = inputs.fitting(cast, "propose_listing", hazard)["data"]["listing"] | {part: ""}

    assert tries(cast, hazard, "propose_listing", "应长", data={"listing": listing}) == f"挂牌缺少：{words_of[part]}"


def test_a_level_rests_on_a_clause_in_force_on_the_day(cast):
    hazard = cast.hazard_in(S.AWAITING_APPROVAL)
    old = Clause.objects.create(
        standard="旧标准（虚构）", number="1", words="-", from_on="2017-01-01", until_on="2020-01-01"
    )

    for clauses in ([], [old.pk], [*inputs.clauses(), old.pk]):
        answer = tries(cast, hazard, "determine", "消一", data={"clauses": clauses})
        assert answer.startswith("没有适用条款，或该标准在")
        assert answer.endswith("不在有效期内")
    assert tries(cast, hazard, "determine", "消一") == ALLOWED


def test_a_photograph_proves_one_thing_once(cast):
    hazard = cast.hazard_in(S.RECTIFYING)
    before, after = cast.photos(PhotoRole.BEFORE, PhotoRole.AFTER)

    same = [before, before | {"role": PhotoRole.AFTER}]
    assert tries(cast, hazard, "submit_result", "企", data={"photos": same}) == "照片在本案已经用过，请另拍"
    assert tries(cast, hazard, "submit_result", "企", data={"photos": [before]}) == "缺少整改后照片"
    cast.do("submit_result", hazard, "企", data={"photos": [before, after]})
    again = [after | {"role": PhotoRole.ON_SITE}]
    assert tries(cast, hazard, "pass_verification", "消一", data={"photos": again}) == "照片在本案已经用过，请另拍"


def test_the_rectifier_is_not_designated_to_verify(cast):
    hazard = cast.hazard_in(S.RECTIFYING, rectifier=cast.units["CGJ"].pk)

    assert "整改单位不能被指定复查" in tries(cast, hazard, "designate_verifier", "应长")


def test_who_acted_is_not_drawn_for_the_look_back(cast):
    drawn = [cast["消一"].person_id, cast["看"].person_id]

    answer = tries(cast, cast.hazard_in(S.WRITTEN_OFF), "draw_sample", "应长", persons=drawn)

    assert answer == "责任链上的人员不能参加回头看"


def test_a_review_is_asked_for_within_thirty_days(clock, committed_cast):
    hazard = committed_cast.hazard_in(S.WRITTEN_OFF)
    clock.forward(timedelta(days=31))

    assert tries(committed_cast, hazard, "ask_review", "民") == "办结已超过30日，请重新上报并关联"


def test_a_plan_ends_by_the_date_of_the_listing(cast):
    hazard = brought(cast, S.PLANNING, M, LISTED)

    answer = tries(cast, hazard, "file_plan", "企", demand_on=cast.in_days(210))

    assert answer == f"方案完成日期超过{cast.in_days(200).isoformat()}"


def test_every_stage_of_a_plan_is_reported_before_the_result(cast):
    hazard = cast.hazard_in(S.PLANNING, level=M)
    cast.do("file_plan", hazard, "企", data={"plan": inputs.PLAN, "stages": ["清理", "增设通道"]})

    cast.do("report_stage", hazard, "企")
    assert tries(cast, hazard, "report_stage", "企") == "治理方案没有这个未完成的阶段"
    assert tries(cast, hazard, "submit_result", "企") == "治理方案还有未完成的阶段"
    cast.do("report_stage", hazard, "企", data={"stage": 1})

    assert tries(cast, hazard, "submit_result", "企") == ALLOWED


def test_a_rectifier_is_changed_for_another_living_one(cast):
    hazard = cast.hazard_in(S.RECTIFYING)

    assert tries(cast, hazard, "change_rectifier", "消长", rectifier=cast.firm.pk) == ANOTHER


def test_a_measure_of_each_kind_is_named_by_its_words(cast):
    hazard = cast.hazard_in(S.AWAITING_WRITE_OFF)
    for kind in MeasureKind:
        cast.do("propose_measure", hazard, "消一", data={"kind": kind.value})

    answer = words(cast.act("write_off", hazard, "消长"))

    assert answer == "现场措施未处理完毕：停产停业、隔离封控、撤离人员、查封扣押、停止供电"


# --- where no road of the law leads: the gate asks all the same -------------------------------------------------
def test_nothing_is_written_off_that_nobody_verified(committed_cast, owner):
    hazard = committed_cast.hazard_in(S.AWAITING_WRITE_OFF)
    World(committed_cast, owner=owner).force(hazard, "opinion_ids = '{}'")

    assert words(committed_cast.act("write_off", hazard, "消长")) == "没有通过复查，不能销号"


def test_a_major_hazard_without_a_completed_plan_is_not_written_off(committed_cast, owner):
    hazard = committed_cast.hazard_in(S.AWAITING_WRITE_OFF)
    World(committed_cast, owner=owner).force(hazard, "level = 'MAJOR'")

    assert words(committed_cast.act("write_off", hazard, "消长")) == "治理方案未完成，不能销号"


# --- what follows by itself, and what does not ------------------------------------------------------------------
def test_a_level_that_is_determined_convenes_nobody_but_where_a_street_leads(cast):
    """The territory was put right once: who triages may convene, the determination doesn't do it for him."""
    hazard = cast.hazard_in(S.AWAITING_APPROVAL)
    cast.do("reject_assignment", hazard, "赵")
    cast.do("move_territory", hazard, "李")

    cast.do("determine", hazard, "消一")

    assert hazard.state == S.REPORTED


def test_a_ruling_on_a_contested_claim_keeps_the_round_that_has_passed(cast):
    hazard = cast.do("claim", cast.hazard_in(S.CLAIMABLE), "消长")
    for act, by in (
        ("contest_claim", "城长"),
        ("submit_result", "企"),
        ("pass_verification", "消一"),
        ("rerule", "应长"),
    ):
        cast.do(act, hazard, by)

    assert words(cast.act("write_off", hazard, "消长")) == ALLOWED
