"""The awkward cases of the law (section 6), each told as it happens: who it is, where it starts, how it ends.

The second half stands in test_awkward_ends.py.
"""

import pytest

from hazards.enums import PhotoRole, Source, State
from hazards.relations import LOOKS
from hazards.services import splitting
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish
from responsibility.enums import PostKind as P
from responsibility.enums import Rank, Tree
from responsibility.models import CompetenceRule, Person
from responsibility.services.people import register_person
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, first, told, words
from workflow.refusals import RefusedError

OWN = "牵头单位不能同时是整改单位"
BOTH = (PhotoRole.BEFORE, PhotoRole.AFTER)


@pytest.fixture
def over_there(cast):
    """A second street of the district, with 许 in its safety office."""
    office = Seat(P.SAFETY_OFFICE, "经办", "许")
    charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101", seats=(office,))
    street = establish([charted], actor=REGISTRAR)["990101002"]
    cast.people["许"] = Person.objects.get(name="许")
    return street


def competent(cast, code):
    """A unit, made competent for the matter by a rule."""
    unit = cast.units[code]
    CompetenceRule.objects.create(matter=cast.matter, lead=unit, basis="三定", from_at=cast.held["赵"].from_at)
    return unit


# --- who rectifies? ---------------------------------------------------------------------------------------------
def test_a_public_place_is_rectified_by_the_unit_that_manages_it_and_led_by_another(cast):
    bureau = cast.units["CGJ"]
    hazard = cast.hazard_in(State.RECTIFYING, rectifier=bureau.pk)

    cast.do("submit_result", hazard, "城长")

    assert words(cast.act("pass_verification", hazard, "城一", note="合格")) == "整改单位及其人员不能复查"
    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == ALLOWED


def test_what_nobody_owns_has_a_reason_instead_of_a_rectifier_and_the_lead_files_for_it(cast):
    hazard = cast.hazard_in(State.RECTIFYING, rectifier=None, rectifier_note="无主，道路公共部分")

    assert words(cast.act("submit_result", hazard, "企", note="已清")) == "只有整改单位可以办理"
    cast.do("submit_result", hazard, "消一")

    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "报请复查的人不能复查"
    cast.do("pass_verification", hazard, "消二")
    assert cast.do("write_off", hazard, "消长").state == State.WRITTEN_OFF


def test_who_must_rectify_what_nobody_owns_is_named_by_the_ruling(cast):
    hazard = cast.report()
    cast.do("convene", hazard, "李", note="无主")

    cast.do("rule", hazard, "应长", rectifier=cast.units["CGJ"].pk)

    assert (hazard.state, hazard.rectifier_id) == (State.RECTIFYING, cast.units["CGJ"].pk)


def test_not_mine_says_the_rectifier_and_nothing_goes_back_or_stops(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    before = (hazard.state, hazard.due_at, hazard.demand_on)

    cast.do("state_objection", hazard, "企", note="这是房东的楼梯")

    assert (hazard.state, hazard.due_at, hazard.demand_on) == before
    assert "消长" in told(hazard, "state_objection")
    given = {"rectifier": cast.units["CGJ"].pk, "demand_on": cast.in_days(9), "note": "确为公共部分"}
    assert words(cast.act("change_rectifier", hazard, "消一", **given)).startswith("只有牵头单位负责人可以变更整改主体")
    cast.do("change_rectifier", hazard, "消长", **given, rectifier_note="", data={"cause": "MISTAKEN"})
    assert {"企", "城长"} <= told(hazard, "change_rectifier")


@pytest.fixture
def landlord(cast):
    """A firm that owns the house, with 房 as its principal."""
    principal = Seat(P.PRINCIPAL, "总经理", "房")
    charted = ChartUnit(Tree.ENTERPRISE, Rank.ENTERPRISE, "HOUSE", "云汀房产（虚构）", seats=(principal,))
    firm = establish([charted], actor=REGISTRAR)["HOUSE"]
    cast.people["房"] = Person.objects.get(name="房")
    return firm


def test_of_landlord_and_tenant_one_rectifies_and_the_other_is_told_and_may_look(cast, landlord):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, co_rectifiers=[landlord.pk])
    assert not LOOKS.holds(cast["房"].person_id, hazard, now())

    cast.do("approve_assignment", hazard, "赵")

    assert {"企", "房"} <= told(hazard, "approve_assignment")
    assert LOOKS.holds(cast["房"].person_id, hazard, now())
    cast.do("accept", hazard, "消一")
    assert words(cast.act("submit_result", hazard, "房", note="已清")) == "只有整改单位可以办理"


def test_of_landlord_and_tenant_neither_verifies(cast, landlord):
    post = cast.fire.posts.filter(kind=P.OFFICER).first()
    services.appoint(actor=REGISTRAR, person=cast.people["房"], post=post, basis="借调")
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION, co_rectifiers=[landlord.pk])

    assert words(cast.act("pass_verification", hazard, "房", note="合格")) == "整改单位及其人员不能复查"


# --- which street? ----------------------------------------------------------------------------------------------
def test_premises_on_a_border_move_once_are_told_to_both_streets_and_ruled_on_then(cast, over_there):
    hazard = cast.do("move_territory", cast.report(), "李", street=over_there.pk)
    assert {"周", "许"} <= told(hazard, "move_territory")
    back = cast.act("move_territory", hazard, "许", street=cast.street.pk, note="在那边")
    assert words(back) == "属地已更正过一次，仍有争议的请提请会商"

    cast.do("convene", hazard, "许", matter=cast.matter.pk, note="属地有争议")
    cast.do("rule", hazard, "应长", street=cast.street.pk)

    assert (hazard.state, hazard.street_id) == (State.RECTIFYING, cast.street.pk)


def test_a_street_that_must_rectify_neither_leads_nor_approves_nor_voids(cast):
    competent(cast, "990101001")
    street = cast.street.pk
    hazard = cast.report("安", rectifier=cast.street, photos=cast.photos(*BOTH))
    assert words(cast.propose(hazard, lead=street, rectifier=street)) == f"柳荫街道不能牵头：{OWN}"
    assert words(cast.act("confirm_fixed", hazard, "周")) == "整改单位及其人员不能确认"
    assert words(cast.act("ask_void", hazard, "周", note="误报")) == "整改单位的人员不能提出"

    cast.propose(hazard, rectifier=street)

    assert words(cast.act("approve_assignment", hazard, "赵")) == "整改单位的人员不能审批本单位的隐患"
    assert words(cast.act("approve_assignment", hazard, "应长")) == ALLOWED


def test_a_street_leads_only_what_is_general_and_a_major_goes_to_consultation_at_once(cast):
    competent(cast, "990101001")
    hazard = cast.hazard_in(State.REPORTED)
    cast.do("propose_assignment", hazard, "李", lead=cast.street.pk)
    cast.do("approve_assignment", hazard, "赵")
    cast.do("accept", hazard, "李", handler=cast["李"].person_id)

    cast.do("upgrade", hazard, "消一")

    assert (hazard.state, hazard.lead_id, hazard.interim_lead_id) == (State.CONSULTING, None, cast.street.pk)
    assert hazard.records.count() == 6  # reported, proposed, approved, accepted, upgraded, convened


def test_a_street_that_has_not_accepted_yet_loses_what_is_found_to_be_major(cast):
    competent(cast, "990101001")
    hazard = cast.hazard_in(State.DISPATCHED, lead=cast.street.pk)

    cast.do("determine", hazard, "消一")

    assert (hazard.state, hazard.interim_lead_id) == (State.CONSULTING, cast.street.pk)


def test_a_department_that_must_rectify_its_own_building_neither_leads_nor_claims_nor_verifies(cast):
    own = cast.fire
    hazard = cast.report(rectifier=own)
    assert words(cast.propose(hazard, lead=own.pk, rectifier=own.pk)) == f"区消防救援局不能牵头：{OWN}"
    asked = cast.act(
        "open_for_claim", hazard, "李", **inputs.fitting(cast, "open_for_claim", hazard) | {"rectifier": own.pk}
    )
    assert words(asked) == f"不能作候选：区消防救援局（{OWN}）"

    cast.propose(hazard, lead=cast.units["YJJ"].pk, rectifier=own.pk)
    cast.do("approve_assignment", hazard, "赵")
    cast.do("accept", hazard, "应长", handler=cast["应长"].person_id)
    cast.do("submit_result", hazard, "消长")

    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == "整改单位及其人员不能复查"


def test_where_the_only_competent_department_must_rectify_the_office_rules(cast):
    hazard = cast.report(rectifier=cast.fire)

    cast.do("convene", hazard, "李", matter=cast.matter.pk, note="唯一主管部门是整改单位")
    cast.do(
        "rule", hazard, "应长", lead=cast.units["CGJ"].pk, verifying_unit=cast.units["CGJ"].pk, rectifier=cast.fire.pk
    )

    assert (hazard.state, hazard.lead_id) == (State.RECTIFYING, cast.units["CGJ"].pk)


def test_where_the_offices_own_house_is_concerned_the_committee_rules_and_decides(cast):
    host = cast.units["YJJ"].pk
    hazard = cast.hazard_in(State.DISPATCHED)
    cast.do("object", hazard, "消长", owner=host, data={"basis": "三定", "owner": host})
    cast.do("disclaim", hazard, "应长")
    assert words(cast.act("rule", hazard, "应长")).startswith("联合办公室所在单位是争议一方，由安委会裁定")
    cast.do("rule", hazard, "委", lead=host, verifying_unit=host)
    cast.do("ask_void", hazard, "应长", note="误报")

    assert words(cast.act("void", hazard, "应长")).startswith("申请人不能审批自己的申请")
    assert words(cast.act("void", hazard, "委")) == ALLOWED


@pytest.mark.parametrize("party", ["lead", "rectifier"])
def test_the_office_decides_nothing_on_what_its_own_house_leads_or_must_rectify(cast, party):
    host = cast.units["YJJ"]
    given = {"lead": host.pk} if party == "lead" else {"rectifier": host.pk}
    hazard = cast.hazard_in(State.DISPATCHED, **given)
    actor = "应长" if party == "lead" else "消一"
    cast.do("accept", hazard, actor, handler=cast[actor].person_id)
    establish_officer(cast, host)
    asks = "应员" if party == "lead" else "消一"
    cast.do("ask_shelve", hazard, asks)

    assert "由安委会审批" in words(cast.act("shelve", hazard, "应长", review_on=cast.in_days(30)))
    assert words(cast.act("shelve", hazard, "委", review_on=cast.in_days(30))) == ALLOWED


def establish_officer(cast, unit):
    """应员, an officer of the office's host."""
    person = register_person(actor=REGISTRAR, name="应员")
    post = services.add_post(actor=REGISTRAR, unit=unit, kind=P.OFFICER, title="科员", single_seat=False)
    services.appoint(actor=REGISTRAR, person=person, post=post, basis="任命")
    cast.people["应员"] = person


# --- how it comes in --------------------------------------------------------------------------------------------
def test_what_a_firm_found_and_fixed_at_once_is_confirmed_by_the_street_and_may_be_drawn_for_a_look_back(cast):
    hazard = cast.report("安", source=Source.SELF_CHECK, photos=cast.photos(*BOTH))
    cast.do("confirm_fixed", hazard, "李", data={})
    assert (hazard.state, hazard.lead_id) == (State.WRITTEN_OFF, None)

    cast.do("draw_sample", hazard, "应长")

    failed = cast.act("reopen", hazard, "查", note="又堆上", demand_on=cast.in_days(5))
    assert words(failed) == "原记录没有牵头单位，请重新上报并关联"


def test_a_safety_manager_reports_past_his_principal_who_is_told_nothing(cast):
    hazard = cast.report("安", source=Source.SELF_CHECK, urgent=True, rectifier=cast.firm)

    assert {"应长", "李", "周", "赵", "钱"} <= told(hazard, "report")
    assert "企" not in told(hazard, "report")
    assert '"安"' not in hazard.records.get().body


def test_a_departments_own_inspection_is_claimed_without_the_street_which_is_told(cast):
    hazard = cast.report("消一", source=Source.INSPECTION)
    assert words(cast.act("claim", hazard, "消二", **inputs.fitting(cast, "claim", hazard))).startswith(
        "只有上报本件的检查人员可以认领"
    )

    cast.do("claim", hazard, "消一")

    assert (hazard.state, hazard.lead_id, hazard.interim_lead_id) == (State.RECTIFYING, cast.fire.pk, None)
    assert {"李", "周", "赵"} <= told(hazard, "claim")


def test_what_the_street_head_reported_his_deputy_approves_and_an_expired_delegation_approves_nothing(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")

    assert words(cast.act("approve_assignment", hazard, "赵")) == "本人上报的隐患不能由本人审批"
    assert words(cast.act("approve_assignment", hazard, "孙")).startswith("授权已于")
    assert words(cast.act("approve_assignment", hazard, "钱")) == ALLOWED


def test_a_vacant_seat_of_a_street_head_passes_to_the_office_and_the_record_says_by_which_seat(cast):
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    hazard = cast.hazard_in(State.REPORTED)
    cast.do("propose_assignment", hazard, "李")

    cast.do("approve_assignment", hazard, "应长")

    assert "安防救联办" in hazard.records.latest("sequence").body


# --- who verifies, who files ------------------------------------------------------------------------------------
def test_where_every_officer_must_stand_aside_another_unit_is_designated(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    early = cast.act("designate_verifier", hazard, "应长", unit=cast.units["CGJ"].pk, note="人手不足")
    assert words(early) == "牵头单位仍有合格的复查人员"
    for name in ("消一", "消二", "消长"):
        cast.do("ask_recusal", hazard, "企", person=cast[name].person_id)

    cast.do("designate_verifier", hazard, "应长")

    assert words(cast.act("pass_verification", hazard, "城一", note="合格")) == ALLOWED


def test_a_rectifier_that_vanished_is_replaced_by_another_but_never_by_the_lead(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    given = {"demand_on": cast.in_days(9), "note": "失联", "data": {"cause": "VANISHED"}}

    assert (
        words(cast.act("change_rectifier", hazard, "消长", rectifier=cast.fire.pk, **given))
        == "新的整改单位不能是牵头单位"
    )
    cast.do("change_rectifier", hazard, "消长", **given | {"rectifier": cast.street.pk, "rectifier_note": ""})

    cast.do("submit_result", hazard, "赵")
    assert hazard.state == State.AWAITING_VERIFICATION
    assert words(cast.act("pass_verification", hazard, "消一", note="合格")) == ALLOWED


def test_in_an_emergency_a_measure_waits_for_no_turn_and_nothing_is_skipped_afterwards(cast):
    hazard = cast.report(urgent=True)
    cast.do("propose_measure", hazard, "消一")
    cast.do("order_measure", hazard, "消二")

    assert (hazard.state, hazard.measures.get().state) == (State.REPORTED, "IN_FORCE")
    assert words(cast.act("accept", hazard, "消一", handler=cast["消一"].person_id)).startswith("当前为“已上报”")
    assert (hazard.due_at - hazard.reported_at).total_seconds() == 2 * 3600


# --- one fact, several reports; one report, several facts -------------------------------------------------------
def test_two_reports_of_one_fact_are_one_hazard_and_both_reporters_hear_of_its_end(cast):
    survivor = cast.hazard_in(State.RECTIFYING)
    twin = cast.do("merge", cast.report("郑"), "李", survivor=survivor.pk)
    cast.do("submit_result", survivor, "企")
    cast.do("pass_verification", survivor, "消一")

    cast.do("write_off", survivor, "消长")

    assert twin.state == State.MERGED
    assert {"民", "郑"} <= told(survivor, "write_off")


def test_of_two_that_are_dispatched_the_younger_is_voided_as_a_duplicate_by_a_second_person(cast):
    twin, younger = cast.hazard_in(State.RECTIFYING), cast.hazard_in(State.RECTIFYING)
    assert first(cast.act("merge", younger, "李", survivor=twin.pk)).startswith("当前为“整改中”")
    cast.ask_void(younger, "消一", "重复", twin=twin)

    assert words(cast.act("void", younger, "消一")) != ALLOWED
    assert words(cast.act("void", younger, "应长")) == ALLOWED


def test_nothing_is_merged_into_what_was_written_off_but_into_what_is_set_aside(cast):
    over, shelved = cast.hazard_in(State.WRITTEN_OFF), cast.hazard_in(State.SHELVED)
    report = cast.report()

    assert words(cast.act("merge", report, "李", survivor=over.pk)) == "目标隐患已办结或已并案，不能并入"
    assert words(cast.act("merge", report, "李", survivor=shelved.pk)) == ALLOWED
    assert "消一" in told(shelved, "take_in")


def test_what_was_merged_into_a_voided_hazard_stands_on_its_own_again(cast):
    survivor = cast.report()
    merged = cast.do("merge", cast.report(), "李", survivor=survivor.pk)
    cast.do("ask_void", survivor, "李")

    cast.do("void", survivor, "赵")

    merged.refresh_from_db()
    assert (merged.state, merged.records.latest("sequence").actor_name) == (State.REPORTED, "SYSTEM")


def test_one_report_of_several_defects_is_split_while_it_is_sorted_out_and_no_later(cast):
    whole = cast.report(description="通道堵塞；灭火器过期")
    part = splitting.split_off(whole, "灭火器过期", actor=cast["李"])
    assert (part.state, part.parent_id, part.reporter_person_id) == (State.REPORTED, whole.pk, whole.reporter_person_id)

    heard = cast.hazard_in(State.CONSULTING)
    assert splitting.split_off(heard, "灭火器过期", actor=cast["应长"]).state == State.CONSULTING

    at_work = cast.hazard_in(State.RECTIFYING)
    with pytest.raises(RefusedError, match="原隐患已离开该环节，请另行上报并关联"):
        splitting.split_off(at_work, "灭火器过期", actor=cast["李"])
