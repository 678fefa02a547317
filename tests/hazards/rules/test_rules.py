"""The trade's rules of a hazard (docs/law.md names them by number), each by a test that asks what the rule asks.

Rules 1 to 9 and 28 to 30 here, those of the work (14, 17, 19, 20, 21) in test_rules_of_work.py.
"""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from hazards.enums import Source, State
from hazards.models import Hazard, HazardRecord, HazardRung, ReporterLook
from hazards.relations import LOOKS
from hazards.services import reporters
from hazards.services.reporting import chain_above
from hazards.sweeping import sweep_hazards
from notifications.models import Letter
from records.clock import now
from responsibility import services
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, acts, first, machine, told, words
from workflow import engine
from workflow.refusals import RefusedError

DISPUTED = (State.CLAIMABLE, State.CONSULTING)


# --- 1: one lead ------------------------------------------------------------------------------------------------
def test_rule_01_from_dispatch_on_a_hazard_has_exactly_one_lead(cast):
    for state in (State.DISPATCHED, State.RECTIFYING, State.AWAITING_VERIFICATION, State.AWAITING_WRITE_OFF):
        hazard = cast.hazard_in(state)
        assert (hazard.lead_id, hazard.interim_lead_id) == (cast.fire.pk, None), state
    for state in DISPUTED:
        hazard = cast.hazard_in(state)
        assert (hazard.lead_id, hazard.interim_lead_id is None) == (None, False), state


def test_rule_01_two_leads_are_no_row_of_the_table_whoever_writes_it(committed_cast, owner):
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER USER")

    with pytest.raises(psycopg.errors.CheckViolation, match="hazards_one_lead"):
        owner.execute("UPDATE hazards_hazard SET interim_lead_id = street_id WHERE id = %s", [hazard.pk])


def test_rule_01_a_co_unit_moves_nothing(cast):
    given = {"co_units": [cast.units["CGJ"].pk]}
    for state, act in (
        (State.DISPATCHED, "accept"),
        (State.RECTIFYING, "submit_result"),
        (State.AWAITING_VERIFICATION, "pass_verification"),
        (State.AWAITING_WRITE_OFF, "write_off"),
    ):
        hazard = cast.hazard_in(state, **given)
        for name in ("城长", "城一"):
            answer = cast.act(act, hazard, name, **inputs.fitting(cast, act, hazard) if act != "write_off" else {})
            assert words(answer) != ALLOWED, (act, name)
            assert answer.status == 403, (act, name)


# --- 2: three parties -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proposal", "missing"),
    [
        ({"lead": None}, "牵头单位"),
        ({"rectifier": None}, "整改单位"),
        ({"rectifier": None, "rectifier_note": " "}, "整改单位"),
        ({"lead": None, "rectifier": None}, "整改单位、牵头单位"),
    ],
)
def test_rule_02_nothing_is_proposed_for_dispatch_while_a_party_is_empty(cast, proposal, missing):
    answer = cast.propose(cast.report(), **proposal)

    assert words(answer) == f"整改单位、牵头单位、属地三者缺一不可：缺{missing}"


def test_rule_02_where_nobody_owns_it_a_reason_stands_for_the_rectifier(cast):
    hazard = cast.hazard_in(State.DISPATCHED, rectifier=None, rectifier_note="无主")

    parties = (hazard.rectifier_id, hazard.rectifier_note, hazard.lead_id, hazard.street_id)
    assert parties == (None, "无主", cast.fire.pk, cast.street.pk)


# --- 3: who approves --------------------------------------------------------------------------------------------
def test_rule_03_a_delegation_that_has_expired_approves_nothing_and_one_that_runs_does(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    assert words(cast.act("approve_assignment", hazard, "孙")).startswith("授权已于")
    assert words(cast.act("approve_assignment", hazard, "钱")) == ALLOWED


def test_rule_03_a_deputy_without_a_delegation_approves_nothing(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    services.relieve(cast.held["钱代赵"], actor=REGISTRAR, reason="收回授权")

    assert words(cast.act("approve_assignment", hazard, "钱")) != ALLOWED


def test_rule_03_nobody_approves_his_own_report_whatever_seat_he_uses(cast):
    own = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")
    deputys = cast.hazard_in(State.AWAITING_APPROVAL, reporter="钱")

    assert words(cast.act("approve_assignment", own, "赵")) == "本人上报的隐患不能由本人审批"
    assert words(cast.act("approve_assignment", deputys, "钱")) == "本人上报的隐患不能由本人审批"


# --- 4: the handling clock --------------------------------------------------------------------------------------
def test_rule_04_the_handling_clock_starts_at_dispatch_and_silence_is_acceptance_told_once(clock, committed_cast):
    cast = committed_cast
    hazard = cast.report(urgent=True)
    cast.do("propose_assignment", hazard, "李")
    cast.do("approve_assignment", hazard, "赵")
    dispatched_at, demand_on = now(), hazard.demand_on
    assert hazard.due_at == dispatched_at + timedelta(hours=2)

    clock.forward(timedelta(hours=2) - timedelta(seconds=1))
    early = sweep_hazards().fired
    clock.forward(timedelta(seconds=1))
    swept = [sweep_hazards().fired for _ in range(3)]

    hazard.refresh_from_db()
    assert (early, swept) == (0, [1, 0, 0])
    assert (hazard.state, hazard.demand_on, acts(hazard)[-1]) == (State.RECTIFYING, demand_on, "deem_accepted")
    assert {"消长", "应长"} <= told(hazard, "deem_accepted")
    told(hazard, "deem_accepted")
    record = hazard.records.get(name="deem_accepted")
    assert Letter.objects.filter(record_id=record.pk, person=cast.people["应长"]).count() == 1
    assert HazardRung.objects.count() == 0


def test_rule_04_the_demand_runs_from_the_dispatch_not_from_the_acceptance(clock, committed_cast):
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    demand_on = hazard.demand_on
    clock.forward(timedelta(hours=5))

    committed_cast.do("accept", hazard, "消一")

    assert (hazard.demand_on, hazard.first_demand_on) == (demand_on, demand_on)


# --- 5, 6, 7, 8: whose is it? -----------------------------------------------------------------------------------
def test_rule_05_an_objection_cites_a_basis_and_names_the_owner(cast):
    hazard = cast.hazard_in(State.DISPATCHED)
    bureau = cast.units["CGJ"].pk

    def said(basis, owner):
        return words(cast.act("object", hazard, "消长", owner=owner, data={"basis": basis, "owner": owner}))

    assert said(" ", bureau) == "请写明依据"
    assert said("三定", None) == "请指明应当负责的单位"
    assert said("三定", cast.fire.pk) == "区消防救援局正在牵头或已就本案表过态，请指明另一个单位"
    assert said("三定", cast.firm.pk) == "云汀五金厂（虚构）不能牵头：不是本区单位"
    assert said("三定", bureau) == ALLOWED


def test_rule_05_a_unit_objects_once_and_never_after_it_has_accepted(cast):
    hazard = cast.do("object", cast.hazard_in(State.DISPATCHED), "消长")
    again = cast.act("object", hazard, "消长", **inputs.fitting(cast, "object", hazard))
    assert (again.status, first(again)) == (409, "当前为“待认领”，不能提出异议")

    cast.do("claim", hazard, "消长")
    later = cast.act("object", hazard, "消长", **inputs.fitting(cast, "object", hazard))
    assert (later.status, first(later)) == (409, "本单位对本案已提出过意见，不能再次提出")

    accepted = cast.hazard_in(State.RECTIFYING)
    late = cast.act("object", accepted, "消长", **inputs.fitting(cast, "object", accepted))
    assert (late.status, first(late)) == (409, "当前为“整改中”，不能提出异议")


def test_rule_06_in_dispute_the_first_receiver_keeps_it_and_the_demand_runs_on(cast):
    hazard = cast.hazard_in(State.DISPATCHED)
    dates = (hazard.demand_on, hazard.first_demand_on)

    for act, by in (("object", "消长"), ("disclaim", "城长")):
        cast.do(act, hazard, by)
        assert hazard.state in DISPUTED
        assert (hazard.interim_lead_id, hazard.demand_on, hazard.first_demand_on) == (cast.fire.pk, *dates)
        assert hazard.holder_id == cast.fire.pk
        cast.do("propose_measure", hazard, "消一")  # interim measures wait for no ruling

    cast.do("rule", hazard, "应长")
    assert hazard.first_demand_on == dates[1]


def test_rule_07_a_second_return_goes_to_consultation_by_itself_and_nobody_below_dispatches_it(cast):
    hazard = cast.do("object", cast.hazard_in(State.DISPATCHED), "消长")
    cast.do("disclaim", hazard, "城长")

    assert (hazard.state, acts(hazard)[-2:]) == (State.CONSULTING, ["disclaim", "convene"])
    for act in ("propose_assignment", "approve_assignment", "open_for_claim", "recall_dispatch"):
        for name in ("李", "赵"):
            answer = cast.act(
                act, hazard, name, **inputs.fitting(cast, act, hazard) if act != "approve_assignment" else {}
            )
            assert (answer.status, first(answer)[:6]) == (409, "当前为“会商"), act


def test_rule_07_two_that_disclaim_go_to_consultation_though_a_third_has_not_answered(cast):
    pool = [cast.units[code].pk for code in ("XFJ", "CGJ", "SJJ")]
    hazard = cast.do("open_for_claim", cast.report(), "李", candidates=pool)

    cast.do("disclaim", hazard, "消长", unit=cast.fire.pk)
    assert hazard.state == State.CLAIMABLE
    cast.do("disclaim", hazard, "城长", unit=cast.units["CGJ"].pk)

    assert hazard.state == State.CONSULTING


def test_rule_08_a_ruling_names_everything_and_after_it_nothing_goes_back(cast):
    hazard = cast.hazard_in(State.CONSULTING)
    fitting = inputs.fitting(cast, "rule", hazard)
    bare = fitting | {"lead": None, "verifying_unit": None, "number": "", "data": {}}
    missing = "裁定缺少：牵头单位、复查单位、文号、依据、分工、以谁的名义"
    assert missing in words(cast.act("rule", hazard, "应长", **bare))

    cast.do("rule", hazard, "应长", co_units=[cast.units["CGJ"].pk])

    ruling = hazard.rulings.get()
    assert (ruling.lead_id, ruling.verifying_unit_id, ruling.co_units) == (
        cast.fire.pk,
        cast.fire.pk,
        [cast.units["CGJ"].pk],
    )
    assert (ruling.state, ruling.demand_on, ruling.number) == ("ISSUED", hazard.demand_on, hazard.ruling_number)
    assert all((ruling.basis, ruling.split, ruling.in_name))
    answer = cast.act("object", hazard, "消长", **inputs.fitting(cast, "object", hazard))
    assert (answer.status, first(answer)) == (409, f"本案已由{hazard.ruling_number}裁定，不得退回")


def test_rule_08_a_number_stands_on_one_ruling(cast):
    ruled = cast.do("rule", cast.hazard_in(State.CONSULTING), "应长")
    other = cast.hazard_in(State.CONSULTING)
    given = inputs.fitting(cast, "rule", other) | {"number": ruled.ruling_number}

    assert words(cast.act("rule", other, "应长", **given)) == f"文号{ruled.ruling_number}已用于另一份裁定"


# --- 9: community and grid --------------------------------------------------------------------------------------
def test_rule_09_a_community_never_leads_and_neither_it_nor_the_grid_enforces(cast):
    community = cast.units["990101001001"]
    hazard = cast.report(community=community)
    assert words(cast.propose(hazard, lead=community.pk)) == "荷塘社区不能牵头：社区和网格不能牵头"
    asked = cast.act(
        "open_for_claim",
        hazard,
        "李",
        **inputs.fitting(cast, "open_for_claim", hazard) | {"candidates": [community.pk]},
    )
    assert words(asked) == "不能作候选：荷塘社区（须由部门牵头）"
    consulted = cast.hazard_in(State.CONSULTING)
    ruled = inputs.fitting(cast, "rule", consulted) | {"lead": community.pk}
    assert words(cast.act("rule", consulted, "应长", **ruled)) == "荷塘社区不能牵头：社区和网格不能牵头"

    for name in ("吴", "郑"):
        for act in ("propose_measure", "determine"):
            answer = cast.act(act, hazard, name, **inputs.fitting(cast, act, hazard))
            assert answer.status == 403, (act, name)


# --- 28, 29, 30: evidence ---------------------------------------------------------------------------------------
def test_rule_28_every_hazard_is_one_record_that_says_what_is_wrong_with_its_dates_in_order(cast):
    one, other = cast.report(), cast.report()
    assert (one.number != other.number, one.records.count()) == (True, 1)

    def born(**given):
        row = Hazard(
            **{"description": "堆物", "source": Source.GRID, "street": cast.street} | chain_above(cast.street) | given
        )
        return words(
            engine.open_many(Hazard, [row], "import_open", actor=cast["李"], data=[{"sheet": "一", "row": 3}])[0]
        )

    assert born() == ALLOWED
    assert born(description="") == "请写明隐患内容"
    assert born(found_on=cast.in_days(3)) == "检查日期晚于今天"
    done = {"rectified_on": cast.in_days(-5).isoformat()}
    assert born(found_on=cast.in_days(-4), origin=done) == "整改日期早于检查日期"


def test_rule_28_no_column_counts_hazards_so_ten_are_never_one(cast):
    counting = ("count", "quantity", "amount", "how_many")

    assert [field.name for field in Hazard._meta.get_fields() if field.name.endswith(counting)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hazards_hazardrecord SET actor_name = '别人'",
        "DELETE FROM hazards_hazardrecord",
        "DELETE FROM hazards_hazard",
        "UPDATE hazards_hazard SET lead_id = street_id",
        "UPDATE hazards_photo SET sha256 = 'x'",
        "DELETE FROM hazards_photo",
    ],
)
def test_rule_29_what_was_said_is_neither_changed_nor_deleted(cast, statement):
    cast.hazard_in(State.AWAITING_VERIFICATION)

    with pytest.raises(DatabaseError), transaction.atomic():
        as_if_committed(statement)
    assert HazardRecord.objects.count() == 5


def as_if_committed(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("field", ["lead", "rectifier", "street", "level", "demand_on", "verifying_unit", "co_units"])
def test_rule_29_a_party_a_level_or_a_date_is_changed_by_no_amendment(cast, field):
    """What may be amended is six fields and no more; the others have procedures of their own."""
    hazard = cast.hazard_in(State.RECTIFYING)

    with pytest.raises(TypeError, match=field):
        cast.act("amend", hazard, "消一", note="更正", **{field: None})


def test_rule_29_an_amendment_is_a_record_with_the_old_words_and_the_new(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    old = hazard.description

    assert words(cast.act("amend", hazard, "李", description="三楼", note="写错")) == "只有牵头单位可以办理"
    assert words(cast.act("amend", hazard, "消一", description="三楼")) == "请写明理由"
    cast.do("amend", hazard, "消一", description="三楼")

    reported, amended = (hazard.records.get(name=name).body for name in ("report", "amend"))
    assert (hazard.description, old in reported, "三楼" in amended) == ("三楼", True, True)


def test_rule_29_deletion_is_voiding_with_a_reason_by_two_persons(cast):
    hazard = cast.report()
    assert words(cast.act("ask_void", hazard, "李")) == "请写明理由"
    cast.do("ask_void", hazard, "李", note="误报")
    assert words(cast.act("void", hazard, "李")) == "申请人不能审批自己的申请"

    cast.do("void", hazard, "赵")

    assert (hazard.state, Hazard.objects.filter(pk=hazard.pk).exists()) == (State.VOIDED, True)


def test_rule_30_neither_record_nor_letter_names_the_reporter_and_each_look_leaves_a_row(committed_cast):
    cast = committed_cast
    hazard = cast.hazard_in(State.WRITTEN_OFF, reporter="郑")
    told(hazard, "write_off")

    # The community's head reported; nothing that was written or told to others bears his name.
    assert not [record.name for record in hazard.records.all() if "郑" in record.body or record.actor_name == "郑"]
    others = Letter.objects.exclude(person=cast.people["郑"])
    assert others.exists()
    assert not [letter.text for letter in others if "郑" in letter.text]
    with pytest.raises(RefusedError, match="牵头单位的人员不能查看上报人"):
        reporters.look_at_reporter(hazard.pk, actor=cast["消一"], reason="了解情况")
    assert reporters.look_at_reporter(hazard.pk, actor=cast["李"], reason="回访").name == "郑"
    assert ReporterLook.objects.count() == 1


def test_rule_30_the_enterprise_sees_its_hazard_only_when_it_is_dispatched(cast):
    firm = cast["企"].person_id

    assert not LOOKS.holds(firm, cast.report(rectifier=cast.firm), now())
    assert not LOOKS.holds(firm, cast.hazard_in(State.AWAITING_APPROVAL), now())
    assert LOOKS.holds(firm, cast.hazard_in(State.DISPATCHED), now())


def test_the_machine_accepts_for_nobody_before_the_limit_and_approves_never(cast):
    """Rules 3 and 4: silence moves a case towards duty only."""
    assert words(machine("deem_accepted", cast.hazard_in(State.DISPATCHED))) == "时限未到"
    assert words(machine("approve_assignment", cast.hazard_in(State.AWAITING_APPROVAL))) == "系统不能批准派单"
