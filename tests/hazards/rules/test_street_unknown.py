"""A report of which nobody knows the street: the district's duty desk has it until it has named one."""

from datetime import timedelta

import pytest

from hazards.access import standing_of_person
from hazards.enums import Level, State
from hazards.models import Hazard
from hazards.my_turn import my_turn
from hazards.relations import LOOKS
from hazards.selectors import held_by, holders_in_seats
from hazards.services.reporting import NoDistrictError
from hazards.verification import verify
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, establish
from responsibility.enums import PostKind as P
from responsibility.enums import Rank, Tree
from responsibility.services.people import register_person
from tests import inputs
from tests.cast import REGISTRAR
from tests.hazards.rules.answers import ALLOWED, told, tries, words
from workflow.refusals import RefusedError

UNKNOWN = "属地街道未明，请先更正属地"
NOT_HIS = "属地街道未明，只有区值班席可以办理"


def seat_at_the_duty_desk(cast, name="值", unit="990101"):
    """A person at the duty desk of the district, or of its coordinating office."""
    person = register_person(actor=REGISTRAR, name=name)
    post = services.add_post(actor=REGISTRAR, unit=cast.units[unit], kind=P.DUTY, title="值班席", single_seat=False)
    services.appoint(actor=REGISTRAR, person=person, post=post, basis="值班表")
    cast.people[name] = person


def somewhere(cast, **given):
    """A report from 民, who can say where it is, but not in which street."""
    return cast.report(street=None, place_text=given.pop("place_text", "云汀大桥东头，第三个桥墩旁"), **given)


def waits_for(cast, name):
    return [pk for pk, _asked in my_turn(standing_of_person(cast[name].person_id))]


def sees(cast, name, hazard):
    standing = standing_of_person(cast[name].person_id)
    seen = LOOKS.as_q(standing.person_id, standing.positions, standing.at)
    return Hazard.objects.filter(seen, pk=hazard.pk).exists()


# --- how it is born ---------------------------------------------------------------------------------------------
def test_it_is_reported_with_its_place_in_words_and_the_district_holds_it(cast):
    seat_at_the_duty_desk(cast)

    hazard = somewhere(cast)

    assert (hazard.state, hazard.street_id, hazard.holder_id) == (State.REPORTED, None, cast.units["990101"].pk)
    assert told(hazard, "report") == {"值"}
    assert waits_for(cast, "值") == [hazard.pk]
    for name in ("李", "赵", "应长", "委"):
        assert waits_for(cast, name) == []


def test_without_a_word_of_where_it_is_it_is_refused(cast):
    with pytest.raises(RefusedError, match="不清楚在哪个街道的，请写明地点"):
        somewhere(cast, place_text=" ")


def test_where_there_are_two_districts_somebody_must_choose_a_street(cast):
    other = ChartUnit(Tree.TERRITORY, Rank.DISTRICT, "990102", "临江区")
    establish([other], actor=REGISTRAR, from_at=now() - timedelta(days=1))

    with pytest.raises(NoDistrictError, match="不能确定属于哪个区"):
        somewhere(cast)


def test_the_coordinating_offices_desk_has_it_too_and_without_any_desk_its_head(cast):
    hazard = somewhere(cast)
    assert waits_for(cast, "应长") == [hazard.pk]
    assert held_by(hazard, now()).unit_name == "安防救联办"

    seat_at_the_duty_desk(cast, unit="AFB")

    assert waits_for(cast, "应长") == []
    assert waits_for(cast, "值") == [hazard.pk]


# --- whose it is ------------------------------------------------------------------------------------------------
def test_the_duty_desk_looks_at_what_has_no_street_and_at_nothing_else(cast):
    seat_at_the_duty_desk(cast)
    cast.report()
    known = cast.hazard_in(State.RECTIFYING)
    assert not sees(cast, "值", known)

    hazard = somewhere(cast)

    assert sees(cast, "值", hazard)
    assert not sees(cast, "李", hazard)


def test_of_what_has_no_street_no_street_decides_and_of_others_no_duty_desk(cast):
    seat_at_the_duty_desk(cast)
    hazard, known = somewhere(cast), cast.report()

    assert tries(cast, hazard, "move_territory", "李") == NOT_HIS
    assert tries(cast, known, "move_territory", "值") == "只有柳荫街道应急办可以办理"
    assert tries(cast, known, "ask_void", "值") == "只有柳荫街道应急办可以办理"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("propose_assignment", "整改单位、牵头单位、属地三者缺一不可：缺属地"),
        ("open_for_claim", UNKNOWN),
        ("confirm_fixed", UNKNOWN),
        ("convene", UNKNOWN),
    ],
)
def test_until_it_has_a_street_it_goes_no_further(cast, act, said):
    seat_at_the_duty_desk(cast)
    hazard = somewhere(cast)

    answer = cast.act(act, hazard, "值", **inputs.fitting(cast, act, hazard))

    assert (answer.status, said in answer.words) == (422, True), words(answer)


def test_an_inspector_who_doesnt_know_the_street_claims_nothing_yet(cast):
    hazard = somewhere(cast, by="消一")

    assert UNKNOWN in tries(cast, hazard, "claim", "消一")


def test_the_duty_desk_amends_what_was_reported_and_hears_of_what_is_done_on_site(cast):
    seat_at_the_duty_desk(cast)
    hazard = cast.do("amend", somewhere(cast), "值")

    cast.do("propose_measure", hazard, "消一")

    assert "值" in told(hazard, "propose_measure")


# --- how it gets its street -------------------------------------------------------------------------------------
def test_naming_the_street_is_not_the_one_correction(cast):
    seat_at_the_duty_desk(cast)
    other = inputs.other_street(cast)
    hazard = somewhere(cast)

    cast.do("move_territory", hazard, "值", street=cast.street.pk, note="桥东属柳荫街道")

    assert (hazard.street_id, hazard.territory_moves, hazard.holder_id) == (cast.street.pk, 0, cast.street.pk)
    assert told(hazard, "move_territory") == {"李", "周", "民"}
    assert waits_for(cast, "值") == []
    assert hazard.pk in waits_for(cast, "李")
    assert not sees(cast, "值", hazard)

    cast.do("move_territory", hazard, "李", street=other.pk, note="在对面")

    assert hazard.territory_moves == 1
    cast.do("move_territory", somewhere(cast), "值", street=other.pk)


def test_the_second_correction_is_refused_as_always(cast):
    seat_at_the_duty_desk(cast)
    inputs.other_street(cast)
    hazard = cast.do("move_territory", somewhere(cast), "值", street=cast.street.pk)
    cast.do("move_territory", hazard, "李")

    answer = cast.act("move_territory", hazard, "应长", street=cast.street.pk, note="在这边")

    assert "属地已更正过一次，仍有争议的请提请会商" in answer.words


def test_from_the_street_on_it_goes_the_straight_road(cast):
    seat_at_the_duty_desk(cast)
    hazard = cast.do("move_territory", somewhere(cast), "值", street=cast.street.pk)

    for name, by, given in cast.road(Level.GENERAL, {}):
        cast.do(name, hazard, by, **given)

    assert hazard.state == State.WRITTEN_OFF


# --- how else it leaves -----------------------------------------------------------------------------------------
def test_what_lies_in_another_district_is_handed_over_without_a_street(cast):
    seat_at_the_duty_desk(cast)
    hazard = somewhere(cast)

    cast.do("ask_transfer", hazard, "值")
    assert tries(cast, hazard, "hand_over", "应长") == "接收单位尚未签收，责任仍在区值班席"
    for act in ("grant_transfer", "sign_transfer", "hand_over"):
        cast.do(act, hazard, "应长")

    assert hazard.state == State.TRANSFERRED


def test_a_prank_is_voided_by_another_person_above_the_desk(cast):
    seat_at_the_duty_desk(cast)
    hazard = somewhere(cast)

    cast.do("ask_void", hazard, "值")

    assert tries(cast, hazard, "void", "值").startswith("申请人不能审批自己的申请")
    assert tries(cast, hazard, "void", "应长") == ALLOWED


def test_two_reports_of_one_place_without_a_street_are_merged(cast):
    seat_at_the_duty_desk(cast)
    one, two = somewhere(cast), somewhere(cast)
    elsewhere = somewhere(cast, place_text="云汀大桥西头")

    assert "不是同一场所" in tries(cast, elsewhere, "merge", "值", survivor=one.pk)
    assert tries(cast, two, "merge", "值", survivor=one.pk) == ALLOWED


# --- what the books say -----------------------------------------------------------------------------------------
def test_it_gives_no_finding_before_and_after_its_street_is_known(committed_cast):
    cast = committed_cast
    seat_at_the_duty_desk(cast)
    somewhere(cast)
    cast.do("move_territory", somewhere(cast), "值", street=cast.street.pk)
    moved = cast.do("move_territory", somewhere(cast), "值", street=cast.street.pk)
    cast.do("move_territory", moved, "李")

    findings = [(found.invariant, found.words) for tally in verify().tallies for found in tally.findings]

    assert findings == []


def test_the_ledger_shows_the_desk_as_who_has_the_turn(cast):
    seat_at_the_duty_desk(cast)
    hazard = somewhere(cast)

    held = held_by(hazard, now())

    assert (held.unit_name, [seat.person_name for seat in held.holders]) == ("云汀区", ["值"])
    assert holders_in_seats([hazard], now())[hazard.pk].party == "street"
