"""The awkward cases of the law (section 6), from the work to the end: each told as it happens."""

import pytest

from hazards.enums import Level, Source, State
from hazards.models import Hazard
from hazards.services.reporting import chain_above
from hazards.succession import follow_ended_units
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish
from responsibility.enums import PostKind as P
from responsibility.enums import Rank, Tree
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, acts, first, words
from workflow import engine

WORK = State.RECTIFYING


def done(cast, hazard, *steps):
    """The hazard after these acts, each fittingly filled in."""
    for act, by in steps:
        cast.do(act, hazard, by)
    return hazard


ORDERED = (("propose_measure", "消一"), ("order_measure", "消二"))
LISTED = (("propose_listing", "应长"), ("put_on_list", "城长"))
PASSED = (("submit_result", "企"), ("sign_opinion", "消二"), ("pass_verification", "消一"))


# --- it leaves the district -------------------------------------------------------------------------------------
def test_what_is_handed_over_is_worked_on_until_the_receiver_has_signed(cast):
    hazard = done(cast, cast.hazard_in(WORK), ("ask_transfer", "消一"), ("grant_transfer", "应长"))

    assert words(cast.act("hand_over", hazard, "应长")) == "接收单位尚未签收，责任仍在区消防救援局"
    done(cast, hazard, ("submit_result", "企"), ("fail_verification", "消一"), ("sign_transfer", "应长"))

    assert done(cast, hazard, ("hand_over", "应长")).state == State.TRANSFERRED


def test_what_the_receiver_sends_back_is_as_before(cast):
    hazard = done(cast, cast.hazard_in(WORK), ("ask_transfer", "消一"), ("grant_transfer", "应长"))
    before = (hazard.state, hazard.due_at, hazard.lead_id)

    done(cast, hazard, ("return_transfer", "应长"))

    assert (hazard.state, hazard.due_at, hazard.lead_id) == before
    assert words(cast.act("hand_over", hazard, "应长")).startswith("接收单位尚未签收")


def test_between_units_of_the_district_nothing_is_handed_over(cast):
    transfer = {"transfer": {"receiver": "区城管局", "why": "OTHER_UNIT"}}

    asked = cast.act("ask_transfer", cast.hazard_in(WORK), "消一", note="归城管", data=transfer)

    assert words(asked) == "区内单位之间不用移送，请用异议或会商"


# --- graver, or less grave, than thought ------------------------------------------------------------------------
def test_what_is_found_to_be_major_at_work_is_planned_first_and_keeps_its_old_demand(cast):
    hazard = done(cast, cast.hazard_in(WORK), ("ask_extend", "企"))
    first_demand = hazard.first_demand_on

    done(cast, hazard, ("upgrade", "消一"))

    assert (hazard.state, hazard.level, hazard.request_kind) == (State.PLANNING, Level.MAJOR, "")
    assert (hazard.first_demand_on, hazard.requests.get().state) == (first_demand, "LAPSED")


def test_what_is_found_to_be_major_while_it_is_verified_loses_its_round(cast):
    hazard = done(cast, cast.hazard_in(State.AWAITING_VERIFICATION), ("upgrade", "消一"))

    assert (hazard.state, hazard.rounds.get().state) == (State.PLANNING, "ANNULLED")


def test_what_is_found_to_be_major_on_the_shelf_needs_a_stop_to_be_set_aside_again(cast):
    hazard = done(cast, cast.hazard_in(State.SHELVED), ("upgrade", "消一"), ("file_plan", "企"))

    asked = cast.act("ask_shelve", hazard, "消一", **inputs.fitting(cast, "ask_shelve", hazard))
    assert words(asked) == "重大隐患未停产停用或隔离，不能挂账"
    done(cast, hazard, *ORDERED, ("ask_shelve", "消一"), ("shelve", "应长"))

    assert hazard.state == State.SHELVED


def test_a_listed_hazard_is_lowered_only_after_it_has_left_the_list(cast):
    hazard = done(cast, cast.hazard_in(WORK, level=Level.MAJOR), *LISTED, ("ask_downgrade", "消一"))

    assert words(cast.act("downgrade", hazard, "应长")) == "仍在挂牌督办，须先由挂牌单位撤销挂牌"
    done(cast, hazard, ("revoke_listing", "城长"), ("downgrade", "应长"))

    assert (hazard.level, hazard.plans.get().state) == (Level.GENERAL, "LAID_ASIDE")
    assert list(hazard.gradings.values_list("level", "state")) == [(Level.GENERAL, "CONFIRMED")]


def test_what_was_submitted_as_major_is_finished_as_major(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION, level=Level.MAJOR)

    asked = cast.act("ask_downgrade", hazard, "消一", **inputs.fitting(cast, "ask_downgrade", hazard))

    assert first(asked) == "当前为“待复查”，不能申请降级"


# --- listed, stopped, closed ------------------------------------------------------------------------------------
def test_one_act_of_the_listing_department_writes_off_and_lifts_the_listing(cast):
    hazard = done(cast, cast.hazard_in(WORK, level=Level.MAJOR), *LISTED, *PASSED)
    assert first(cast.act("write_off", hazard, "消长")) == "挂牌隐患由区城管局销号"
    assert words(cast.act("write_off", hazard, "城长")) == "挂牌隐患须由区城管局现场复查后销号摘牌"
    done(cast, hazard, ("recheck_listing", "城一"), ("recheck_listing", "城长"), ("write_off", "城长"))

    assert (hazard.state, hazard.listed, hazard.listings.get().state) == (State.WRITTEN_OFF, False, "LIFTED")


def test_a_coordinating_office_lists_only_by_naming_a_department_that_may_inspect(cast):
    hazard = cast.hazard_in(WORK, level=Level.MAJOR)
    given = inputs.fitting(cast, "propose_listing", hazard)

    own = cast.act("propose_listing", hazard, "应长", **given | {"unit": cast.units["AFB"].pk})

    assert words(own) == "挂牌缺少：督办部门"


def test_a_stop_is_lifted_after_the_round_has_passed_and_before_the_write_off(cast):
    hazard = done(cast, cast.hazard_in(WORK), *ORDERED, ("ask_release", "企"), ("submit_result", "企"))
    assert words(
        cast.act("lift_measure", hazard, "消长", data={"measure": inputs.measure(hazard, "RELEASE_ASKED")})
    ) == ("尚未复查合格，不能同意恢复")
    done(cast, hazard, ("pass_verification", "消一"))
    assert words(cast.act("write_off", hazard, "消长")) == "现场措施未处理完毕：停产停业"

    done(cast, hazard, ("lift_measure", "消长"), ("write_off", "消长"))

    assert (hazard.state, hazard.measures.get().state) == (State.WRITTEN_OFF, "LIFTED")


def test_a_refused_consent_keeps_it_waiting_and_it_is_not_written_off(cast):
    hazard = done(cast, cast.hazard_in(State.AWAITING_WRITE_OFF), *ORDERED, ("ask_release", "企"))

    done(cast, hazard, ("refuse_release", "消长"))

    assert (hazard.state, hazard.measures.get().state) == (State.AWAITING_WRITE_OFF, "IN_FORCE")
    assert words(cast.act("write_off", hazard, "消长")) == "现场措施未处理完毕：停产停业"


def test_a_stop_that_goes_on_rests_on_another_open_hazard_of_the_same_place(cast):
    hazard, other = (cast.hazard_in(WORK, place="五号楼") for _ in range(2))
    elsewhere = cast.hazard_in(WORK, place="六号楼")
    done(cast, hazard, *ORDERED, ("submit_result", "企"), ("pass_verification", "消长"))
    data = {"measure": inputs.measure(hazard, "IN_FORCE"), "kind": "STOP", "words": "二楼车间"}
    services.appoint(
        actor=REGISTRAR,
        person=cast.people["看"],
        post=services.add_post(actor=REGISTRAR, unit=cast.fire, kind=P.DEPUTY, title="副局长"),
        basis="任命",
    )

    wrong = cast.act("rebase_measure", hazard, "消长", note="仍有风险", data=data | {"to": elsewhere.pk})
    assert words(wrong) == "请选择同一场所另一件在办的隐患"
    cast.do("rebase_measure", hazard, "消长", data=data | {"to": other.pk})

    assert (hazard.measures.get().state, other.measures.get().state) == ("REBASED", "IN_FORCE")
    assert words(cast.act("write_off", hazard, "看")) == ALLOWED


def test_what_is_never_reopened_leaves_its_stop_behind_and_is_written_off_on_the_same_road(cast):
    """取缔, 入园, 搬迁: a result like any other."""
    hazard = done(cast, cast.hazard_in(WORK), *ORDERED)
    early = cast.act(
        "expire_measure", hazard, "消长", note="未到期", data={"measure": inputs.measure(hazard, "IN_FORCE")}
    )
    assert words(early) == "期限未到，场所也没有关闭"

    cast.do("expire_measure", hazard, "消长", note="已取缔关闭")
    cast.do("submit_result", hazard, "消一", note="代办：场所已关闭")
    done(cast, hazard, ("pass_verification", "消二"), ("write_off", "消长"))

    assert (hazard.state, hazard.measures.get().state) == (State.WRITTEN_OFF, "EXPIRED")


# --- units come and go ------------------------------------------------------------------------------------------
@pytest.fixture
def bureau(cast):
    """A bureau that will end; 游 heads it."""
    seats = (Seat(P.HEAD, "局长", "游"),)
    return establish(
        [ChartUnit(Tree.DEPARTMENT, Rank.BUREAU, "LYJ", "区旅游局", "990101", seats=seats)], actor=REGISTRAR
    )["LYJ"]


def test_the_successor_of_a_lead_takes_its_place(cast, bureau):
    hazard = cast.hazard_in(State.DISPATCHED, lead=bureau.pk)
    services.end_unit(bureau, actor=REGISTRAR, reason="机构改革", successor=cast.units["CGJ"])

    follow_ended_units()

    hazard.refresh_from_db()
    assert (hazard.state, hazard.lead_id, acts(hazard)[-1]) == (State.DISPATCHED, cast.units["CGJ"].pk, "succeed")
    assert words(cast.act("accept", hazard, "城一", handler=cast["城一"].person_id)) == ALLOWED


def test_a_lead_that_ends_without_successor_before_it_accepts_makes_the_office_rule(cast, bureau):
    hazard = cast.hazard_in(State.DISPATCHED, lead=bureau.pk)
    services.end_unit(bureau, actor=REGISTRAR, reason="撤销")

    follow_ended_units()

    hazard.refresh_from_db()
    assert (hazard.state, hazard.interim_lead_id) == (State.CONSULTING, bureau.pk)


def test_a_lead_that_ends_at_work_passes_upward_until_it_is_ruled_anew(cast, bureau):
    hazard = cast.hazard_in(State.DISPATCHED, lead=bureau.pk)
    head = bureau.posts.get().appointments.get().person
    cast.people["游"] = head
    cast.do("accept", hazard, "游", handler=head.pk)
    services.end_unit(bureau, actor=REGISTRAR, reason="撤销")
    assert follow_ended_units() == 0

    done(cast, hazard, ("rerule", "委"))

    assert (hazard.state, hazard.lead_id) == (WORK, cast.fire.pk)


def test_who_accepted_gives_nothing_back_and_only_the_committee_rules_anew(cast):
    hazard = cast.hazard_in(WORK)
    assert first(cast.act("object", hazard, "消长")) == "当前为“整改中”，不能提出异议"
    given = inputs.fitting(cast, "rerule", hazard)
    only = "接受或裁定之后，只有区安委会以区政府名义才能改定"
    assert words(cast.act("rerule", hazard, "应长", **given)) == only
    undecided = {"ruling": {**inputs.RULING, "number": "改"}}
    assert words(cast.act("rerule", hazard, "委", **given | {"data": undecided})) == only

    cast.do("rerule", hazard, "委", lead=cast.units["CGJ"].pk, verifying_unit=cast.units["CGJ"].pk)

    assert (hazard.state, hazard.lead_id) == (WORK, cast.units["CGJ"].pk)


def test_a_contested_claim_is_worked_on_by_the_winner_and_written_off_only_when_it_is_ruled(cast):
    hazard = done(cast, cast.hazard_in(State.CLAIMABLE), ("claim", "消长"), ("contest_claim", "城长"))
    done(cast, hazard, ("submit_result", "企"), ("pass_verification", "消一"))
    assert words(cast.act("write_off", hazard, "消长")) == "管辖争议未裁定，不能销号"

    done(cast, hazard, ("rerule", "应长"))

    assert hazard.disputes.get().state == "RULED"
    assert "管辖争议未裁定" not in words(cast.act("write_off", hazard, "消长"))


# --- after the end ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("level", "state"), [(Level.GENERAL, State.RECTIFYING), (Level.MAJOR, State.PLANNING)], ids=["general", "major"]
)
def test_a_failed_look_back_reopens_the_same_hazard_and_a_major_one_is_planned_anew(cast, level, state):
    hazard = done(cast, cast.hazard_in(State.WRITTEN_OFF, level=level), ("draw_sample", "应长"), ("reopen", "查"))

    assert (hazard.state, hazard.episode) == (state, 2)
    assert first(cast.act("object", hazard, "消长")).startswith("当前为")


def test_a_review_that_is_upheld_reopens_and_one_that_is_dismissed_does_not(cast):
    hazard = done(cast, cast.hazard_in(State.WRITTEN_OFF), ("ask_review", "民"), ("dismiss_review", "应长"))
    assert hazard.state == State.WRITTEN_OFF
    assert words(cast.act("ask_review", hazard, "民", note="又堆上")) == "本次办结已申请过复核"

    again = done(cast, cast.hazard_in(State.WRITTEN_OFF), ("ask_review", "民"), ("reopen", "应长"))

    assert (again.state, again.reviews.get().state) == (WORK, "UPHELD")


def test_what_was_imported_closed_has_no_way_out_and_what_was_imported_open_begins_afresh(cast):
    def imported(name):
        hazard = Hazard(source=Source.IMPORT, description="旧台账", street=cast.street, **chain_above(cast.street))
        engine.open_many(Hazard, [hazard], name, actor=cast["李"], data=[{"sheet": "一", "row": 3}])
        return hazard

    closed, opened = imported("import_closed"), imported("import_open")

    assert first(cast.act("ask_review", closed, "民", note="又堆上")) == "当前为“已销号·导入”，不能申请复核"
    assert (opened.state, acts(opened)) == (State.REPORTED, ["import_open"])
    assert opened.due_at > opened.reported_at
