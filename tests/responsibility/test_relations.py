"""Who holds a relation to a hazard, in words; each question is put to all three faces."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from hazards import relations as r
from hazards.models import Hazard
from records.clock import now
from responsibility import services
from responsibility.charter import seat_of
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Licence, Person, Unit, User
from responsibility.positions import asking_once, positions_of
from responsibility.relations import Relation
from tests.cast import REGISTRAR, Cast
from workflow.refusals import Refused


def holders(relation: Relation, cast: Cast, hazard: Hazard) -> list[str]:
    """Return the names of those who are told, after asking that the same persons may act and may look."""
    at = now()
    told = {seat.person_name for seat in relation.holders(hazard, at)}
    acts, looks = set(), set()
    for person in Person.objects.all():
        if relation.holds(person.pk, hazard, at):
            acts.add(person.name)
        positions = positions_of([person.pk], at)
        if Hazard.objects.filter(relation.as_q(person.pk, positions, at), pk=hazard.pk).exists():
            looks.add(person.name)
    assert told == acts == looks
    return sorted(told)


def relieve(cast: Cast, name: str) -> None:
    services.relieve(cast.held[name], actor=REGISTRAR, reason="调离")


def unit(cast: Cast, code: str, parent: str, kind: PostKind, person: str) -> None:
    """Found a part of another unit, in which `person` holds a seat."""
    cast.units[code] = services.found_unit(
        actor=REGISTRAR,
        tree=Tree.ENTERPRISE,
        rank=Rank.BRANCH,
        code=code,
        name=code,
        from_at=now(),
        parent=cast.units[parent],
    )
    post = services.add_post(actor=REGISTRAR, unit=cast.units[code], kind=kind, title="新设岗位")
    services.appoint(actor=REGISTRAR, person=cast.people[person], post=post, basis="聘任")


# --- Seats ----------------------------------------------------------------------------------------------------------
def test_the_head_approves_and_so_does_his_deputy_with_a_running_delegation(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL")

    assert holders(r.approver, cast, hazard) == ["赵", "钱"]


def test_with_the_head_relieved_who_stood_in_for_him_goes_too_and_it_passes_to_the_coordinators_head(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL")

    relieve(cast, "赵")

    assert holders(r.approver, cast, hazard) == ["应长"]


def test_with_nobody_in_the_coordinators_seat_either_it_passes_to_the_committee(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL")
    relieve(cast, "赵")
    services.relieve(seat_of("应长", cast.units["AFB"]), actor=REGISTRAR, reason="调离")

    assert holders(r.approver, cast, hazard) == ["委"]


def test_who_reports_without_any_seat_is_the_reporter_all_the_same(cast: Cast):
    hazard = cast.report("民")

    assert positions_of([cast.people["民"].pk], now()) == []
    assert holders(r.reporter, cast, hazard) == ["民"]
    assert holders(r.reporter - r.ThePerson("reporter_person_id", "本人"), cast, hazard) == []


def test_officers_verify_by_their_licences_and_the_head_of_the_brigade_too(cast: Cast):
    hazard = cast.hazard_in("AWAITING_VERIFICATION")

    # 消三 has no licence.
    assert holders(r.verifier, cast, hazard) == ["消一", "消二", "消长"]
    refused = cast.act("pass_verification", hazard, "消三", note="现场复查合格")
    assert isinstance(refused, Refused)
    assert [reason.words for reason in refused.reasons] == ["无有效执法证"]


def test_a_licence_counts_on_its_last_day_and_not_on_the_next(cast: Cast):
    hazard = cast.hazard_in("AWAITING_VERIFICATION")
    today = now().astimezone().date()

    Licence.objects.filter(person=cast.people["消二"]).update(until_on=today)
    Licence.objects.filter(person=cast.people["消一"]).update(until_on=today - timedelta(days=1))

    assert holders(r.verifier, cast, hazard) == ["消二", "消长"]


def test_an_officer_in_a_division_keeps_the_lead_from_passing_upward(cast: Cast):
    hazard = cast.hazard_in("DISPATCHED")
    for name in ("消长", "消一", "消二", "消三"):
        services.relieve(seat_of(name, cast.fire), actor=REGISTRAR, reason="调离")
    assert holders(r.lead_desk, cast, hazard) == ["应长"]

    unit(cast, "D1", "XFJ", PostKind.OFFICER, "消三")

    assert holders(r.lead_desk, cast, hazard) == ["消三"]


def test_with_nobody_licensed_left_those_above_are_pressed_for_the_verification(cast: Cast):
    hazard = cast.hazard_in("AWAITING_VERIFICATION")
    pressed = r.pressed(r.verifier, r.ABOVE_A_UNIT)
    assert holders(pressed, cast, hazard) == ["消一", "消二", "消长"]

    Licence.objects.all().update(until_on=localtime(now()).date() - timedelta(days=2))

    assert holders(pressed, cast, hazard) == ["应长"]


def test_an_ended_unit_holds_nothing_any_more(cast: Cast):
    hazard = cast.report()
    assert "吴" not in holders(r.LOOKS, cast, hazard)
    hazard = cast.report(community=cast.units["990101001001"])
    assert {"吴", "郑"} <= set(holders(r.LOOKS, cast, hazard))

    services.end_unit(cast.units["990101001001"], actor=REGISTRAR, reason="撤销")

    assert not {"吴", "郑"} & set(holders(r.LOOKS, cast, hazard))


# --- While somebody can sign in -------------------------------------------------------------------------------------
def test_community_and_grid_hold_a_proxy_until_the_rectifier_has_an_account(cast: Cast):
    hazard = in_the_community(cast)
    assert holders(r.community_proxy, cast, hazard) == ["吴", "郑"]

    account = User.objects.create_user("wujinchang", person=cast.people["安"])
    assert holders(r.community_proxy, cast, hazard) == []

    User.objects.filter(pk=account.pk).update(is_active=False)
    assert holders(r.community_proxy, cast, hazard) == ["吴", "郑"]


def test_an_account_of_somebody_who_has_left_or_never_sat_there_is_not_the_rectifiers(cast: Cast):
    hazard = in_the_community(cast)
    User.objects.create_user("wujinchang", person=cast.people["企"])
    User.objects.create_user("xiaoyi", person=cast.people["消一"])

    services.relieve(seat_of("企", cast.firm), actor=REGISTRAR, reason="离职")

    assert holders(r.community_proxy, cast, hazard) == ["吴", "郑"]


def test_where_nobody_rectifies_community_and_grid_hold_a_proxy_too(cast: Cast):
    hazard = in_the_community(cast, rectifier=None, rectifier_note="无主")

    assert holders(r.community_proxy, cast, hazard) == ["吴", "郑"]


def test_whoever_is_named_only_as_a_proposal_has_no_proxy_yet(cast: Cast):
    hazard = cast.report(community=cast.units["990101001001"], rectifier=cast.firm)

    assert holders(r.community_proxy, cast, hazard) == []


def test_on_a_page_that_asks_about_many_persons_the_accounts_are_read_once(cast: Cast):
    hazard = in_the_community(cast)
    seats = {name: positions_of([cast[name].person_id], now()) for name in ("吴", "郑")}

    with asking_once(now()), CaptureQueriesContext(connection) as asked:
        held = [r.community_proxy.seat_of(seats[name], hazard) for name in ("吴", "郑", "郑")]

    assert None not in held
    assert len(asked) == 1


def in_the_community(cast: Cast, **proposal: Any) -> Hazard:
    """A hazard of 荷塘社区, dispatched to the fire brigade."""
    hazard = cast.report(community=cast.units["990101001001"])
    cast.do("propose_assignment", hazard, "李", **proposal)
    return cast.do("approve_assignment", hazard, "赵")


# --- Exclusions -----------------------------------------------------------------------------------------------------
def test_a_head_who_reported_does_not_approve_but_who_stands_in_for_him_does(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL", reporter="赵")

    assert holders(r.approver, cast, hazard) == ["钱"]


def test_a_head_with_a_seat_inside_the_rectifier_is_barred_in_every_seat_of_his(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL")
    unit(cast, "W1", "FIRM", PostKind.HEAD, "赵")

    assert holders(r.approver, cast, hazard) == ["钱"]


def test_a_seat_in_an_ended_workshop_of_the_rectifier_bars_nobody(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL")
    unit(cast, "W1", "FIRM", PostKind.HEAD, "赵")
    relieve(cast, "钱代赵")
    assert holders(r.approver, cast, hazard) == ["应长"]

    # By its own end alone, its place in the tree left open, as data from elsewhere may be.
    Unit.objects.filter(pk=cast.units["W1"].pk).update(until_at=now())

    assert holders(r.approver, cast, hazard) == ["赵"]


def test_a_seat_in_a_workshop_that_was_moved_away_from_the_rectifier_bars_nobody(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL")
    unit(cast, "W1", "FIRM", PostKind.HEAD, "赵")
    relieve(cast, "钱代赵")
    assert holders(r.approver, cast, hazard) == ["应长"]

    services.move_unit(cast.units["W1"], actor=REGISTRAR, parent=cast.units["990101"], reason="划转")

    assert holders(r.approver, cast, hazard) == ["赵"]


def test_when_all_who_could_write_off_have_verified_it_passes_to_the_coordinators_head(cast: Cast):
    """The struck persons stand in an array: this list was a syntax error in SQL."""
    hazard = cast.hazard_in("AWAITING_VERIFICATION")
    cast.act("pass_verification", hazard, "消长", note="现场复查合格")
    hazard.refresh_from_db()

    assert hazard.state == "AWAITING_WRITE_OFF"
    assert holders(r.writer_off, cast, hazard) == ["应长"]


# --- Unions ---------------------------------------------------------------------------------------------------------
def test_a_union_of_unions_is_held_by_the_holders_of_each(cast: Cast):
    hazard = cast.hazard_in("RECTIFYING")
    joined = (r.safety_office | r.rectifier) | (r.lead_head | r.coordinator)

    assert holders(joined, cast, hazard) == sorted(["李", "周", "企", "安", "消长", "应长"])
    # The safety office is two: of a known street its own, else the district's duty desk.
    assert len(joined.alternatives) == 5


def test_what_is_struck_from_a_union_is_struck_from_each_of_its_parts(cast: Cast):
    hazard = cast.hazard_in("AWAITING_APPROVAL", reporter="企")

    without = (r.safety_office | r.rectifier) - r.ThePerson("reporter_person_id", "上报人")

    assert holders(without, cast, hazard) == ["周", "安", "李"]


def test_a_union_within_states_exists_in_none_of_the_others_with_any_part(cast: Cast):
    hazard = cast.report()
    anyone = r.safety_office | r.reporter

    assert holders(anyone.within("REPORTED"), cast, hazard) == ["周", "李", "民"]
    assert holders(anyone.within("WRITTEN_OFF"), cast, hazard) == []


def test_states_are_only_narrowed_and_a_relation_that_could_never_exist_is_no_relation():
    narrowed = r.safety_office.within("REPORTED", "DISPATCHED").within("DISPATCHED", "PLANNING")

    assert narrowed.states == ("DISPATCHED",)
    with pytest.raises(ValueError, match="exists in no state"):
        narrowed.within("REPORTED")


def test_a_relation_bound_to_two_values_of_one_column_exists_for_no_hazard(cast: Cast):
    hazard = cast.report(urgent=True)

    assert holders(r.safety_office.only_if(urgent=True), cast, hazard) == ["周", "李"]
    assert holders(r.safety_office.only_if(urgent=False).only_if(urgent=True), cast, hazard) == []


def test_from_a_named_person_nothing_passes_upward():
    with pytest.raises(ValueError, match="only seats pass upward"):
        Relation("x", "x", r.reporter.seats, upward=r.ABOVE_A_UNIT)


# --- Plans ----------------------------------------------------------------------------------------------------------
MANY = 6000
SPREAD = {
    "id": "n",
    "number": "n::text",
    "birth_key": "NULL",
    "due_at": "bh_now() + (n * 7919 %% 6007) * interval '1 hour'",
    # A fiftieth each belongs to the street, the brigade and the firm.
    "street_id": "CASE n %% 50 WHEN 0 THEN street_id ELSE 9000 + n %% 40 END",
    "lead_id": "CASE n %% 50 WHEN 1 THEN lead_id ELSE 9100 + n %% 30 END",
    "verifying_unit_id": "CASE n %% 50 WHEN 1 THEN lead_id ELSE 9100 + n %% 30 END",
    "rectifier_id": "CASE n %% 50 WHEN 2 THEN rectifier_id ELSE 10000 + n END",
    "reporter_person_id": "1000000 + n",
}


@pytest.fixture
def many_hazards(cast: Cast) -> Cast:
    """Thousands of hazards in a temporary table with the real one's indexes."""
    hazard = cast.hazard_in("RECTIFYING")
    columns = [str(field.column) for field in Hazard._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE hazards_hazard (LIKE public.hazards_hazard INCLUDING INDEXES) ON COMMIT DROP"
        )
        cursor.execute(
            f"INSERT INTO pg_temp.hazards_hazard ({', '.join(columns)})"
            f" SELECT {', '.join(SPREAD.get(name, name) for name in columns)}"
            " FROM public.hazards_hazard, generate_series(1, %s) n WHERE id = %s",
            [MANY, hazard.pk],
        )
        cursor.execute("ANALYZE pg_temp.hazards_hazard")
        # A hundred rows may as well be sorted; whether the list's order can be had without is what is asked.
        cursor.execute("SET LOCAL enable_sort = off")
    return cast


@pytest.mark.parametrize(("name", "column"), [("李", "street"), ("消一", "lead"), ("企", "rectifier")])
def test_the_list_of_an_everyday_position_is_an_index_scan_in_the_lists_order(
    many_hazards: Cast, name: str, column: str
):
    person, at = many_hazards.people[name].pk, now()
    parts = r.LOOKS.branches(person, positions_of([person], at), at)
    own = {part for part in parts if any(f"{column}_id" in str(child) for child in part.children)}
    own = {part for part in own if Hazard.objects.filter(part).exists()}
    plans = {part: str(Hazard.objects.filter(part).order_by("due_at", "pk")[:50].explain()) for part in parts}

    assert not [plan for plan in plans.values() if "SubPlan" in plan or "Join" in plan]
    (part,) = own
    assert f"Index Cond: ({column}_id =" in plans[part]
    assert "Sort" not in plans[part]
    assert "Seq Scan" not in plans[part]


def test_the_branches_of_a_relation_are_together_what_may_be_looked_at(many_hazards: Cast):
    at = now()
    for name in ("李", "消一", "企", "应长", "赵"):
        person = many_hazards.people[name].pk
        positions = positions_of([person], at)
        for relation in (r.LOOKS, r.approver, r.writer_off):
            whole = set(Hazard.objects.filter(relation.as_q(person, positions, at)).values_list("pk", flat=True))
            parts = [
                set(Hazard.objects.filter(part).values_list("pk", flat=True))
                for part in relation.branches(person, positions, at)
            ]
            assert set().union(*parts) == whole
