"""Who is told of what, in which words: as of the record's instant, whatever happened since."""

import json
from datetime import timedelta

import pytest
from django.utils import translation

from hazards import letters
from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.policies import DEFAULTS, default_policies
from hazards.sweeping import sweep_hazards
from notifications.models import Letter, LetterState, Outbox
from responsibility import services
from responsibility.models import Person, User
from tests.cast import REGISTRAR
from workflow.clocks import RAISE_LEVEL


def told_of(hazard, sequence):
    """Drain, and return {person: letter} of one record."""
    letters.drain_outbox()
    record = hazard.records.get(sequence=sequence)
    return {letter.person.name: letter for letter in Letter.objects.filter(topic="hazard", record_id=record.pk)}


def test_a_report_is_told_to_both_desks_of_the_safety_office_and_not_who_reported(cast):
    hazard = cast.report("民")

    told = told_of(hazard, 1)

    assert sorted(told) == ["周", "李"]
    letter = told["李"]
    assert letter.subject == "上报：二楼疏散通道堆放纸箱，宽度不足 1 米"
    assert "上报（群众举报）" in letter.text
    assert "民" not in letter.text.replace("群众", "").replace("居民", "")
    assert "要求：轮到您办理，请核实并拟派单。" in letter.text
    assert "本环节期限：" in letter.text
    assert "收件身份：柳荫街道应急办经办" in letter.text
    assert (letter.relation, letter.state, letter.case_id) == ("safety_office", LetterState.SENT, hazard.pk)


def test_an_approver_standing_in_is_told_with_the_seat_he_stands_in_for(cast):
    """钱 stands in for 赵: both may approve, both are told, each once."""
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    told = told_of(hazard, 2)

    assert sorted(told) == ["赵", "钱"]
    assert told["钱"].post_id == told["赵"].post_id == cast.held["赵"].post_id
    assert "收件身份：柳荫街道街道办主任（代赵）" in told["钱"].text
    assert "李（柳荫街道应急办经办） 拟派单" in told["赵"].text
    assert "牵头单位：区消防救援局" in told["赵"].text


def test_a_dispatch_asks_the_lead_and_informs_the_firm_and_the_citizen(cast):
    hazard = cast.hazard_in(State.DISPATCHED)

    told = told_of(hazard, 3)

    assert sorted(told) == ["企", "安", "民", "消一", "消三", "消二", "消长"]
    assert "要求：轮到您办理，请签收" in told["消一"].text
    assert "现为“已派单”，轮到牵头单位办理。此件供您知悉。" in told["企"].text
    assert "赵（柳荫街道街道办主任） 批准派单\n意见：同意" in told["民"].text
    assert told["民"].post_id is None
    assert "收件身份" not in told["民"].text


def test_the_actor_himself_is_not_told(cast):
    """企 submits for the firm; had it been told, he'd be among them. 李 reports himself and is not told of it."""
    hazard = cast.report("李")

    assert sorted(told_of(hazard, 1)) == ["周"]


def test_an_ended_case_says_so(cast):
    hazard = cast.hazard_in(State.WRITTEN_OFF)

    assert "现为“已销号”，本案已结束。此件供您知悉。" in told_of(hazard, hazard.version)["企"].text


def test_a_letter_written_late_goes_to_those_who_held_the_seat_then_in_the_words_of_then(clock, committed_cast):
    """李 sat in the office when it was reported, and left before the outbox was drained; the case went on."""
    cast = committed_cast
    hazard = cast.report("民")
    li = cast.people["李"].appointments.get()
    clock.forward(timedelta(hours=1))
    cast.propose(hazard, "周")
    clock.forward(timedelta(hours=1))
    services.relieve(li, actor=REGISTRAR, reason="调离")

    row = Outbox.objects.get(record_id=hazard.records.get(sequence=1).pk)
    drafts = letters.expand(row)

    names = {person.pk: person.name for person in Person.objects.all()}
    assert sorted(names[draft.person_id] for draft in drafts) == ["周", "李"]
    assert all("牵头单位" not in draft.text and "2026-10-09 10:20" in draft.text for draft in drafts)


def test_the_fold_of_the_records_is_the_row_at_every_record(cast):
    hazard = cast.report("民")
    rows = [Hazard.objects.get(pk=hazard.pk)]
    for name, by, given in cast.road("MAJOR", {}):
        cast.do(name, hazard, by, **given)
        rows.append(Hazard.objects.get(pk=hazard.pk))

    records = list(hazard.records.order_by("sequence"))

    assert len(records) == len(rows) == 9
    for record, row in zip(records, rows, strict=True):
        expected = {name: value for name, value in row.__dict__.items() if name != "_state"}
        folded = {name: value for name, value in letters.fold(record).__dict__.items() if name != "_state"}
        assert folded == expected


def test_a_request_asks_its_decider(cast):
    hazard = cast.report("民")
    cast.act("ask_void", hazard, "李", note="现场没有这一处")

    told = told_of(hazard, 2)

    assert sorted(told) == ["赵", "钱"]
    assert "要求：请审批作废申请。" in told["赵"].text
    assert told["赵"].relation == "decider"


def test_a_rung_tells_the_turn_and_its_superior_by_its_own_name(clock, committed_cast):
    cast = committed_cast
    hazard = cast.report("民")
    clock.forward(timedelta(days=5))
    sweep_hazards()

    told = told_of(hazard, 2)

    assert hazard.records.get(sequence=2).name == RAISE_LEVEL
    assert sorted(told) == ["周", "李", "赵", "钱"]
    assert told["李"].subject == "督办单：二楼疏散通道堆放纸箱，宽度不足 1 米"
    assert "系统：督办单" in told["李"].text
    assert "轮到您办理，请核实并拟派单" in told["李"].text
    assert "“已上报”已逾期，轮到街道应急办办理，请督促。" in told["赵"].text


def test_a_turn_without_anybody_is_pressed_on_those_above(cast):
    """Nobody sits in the firm: the lead's head is told that he must urge it or see to it."""
    for name in ("企", "安"):
        services.relieve(cast.people[name].appointments.get(), actor=REGISTRAR, reason="停业")
    hazard = cast.hazard_in(State.RECTIFYING)
    record = hazard.records.get(sequence=hazard.version)

    told = {one.position.person_name: one for one in letters.recipients(["turn"], record, hazard)}

    assert list(told) == ["消长"]
    assert told["消长"].passed_up


def test_each_is_told_in_the_language_of_his_account(cast):
    User.objects.create_user("li", "correct horse battery", person=cast.people["李"], language="en")
    hazard = cast.report("民")
    with translation.override("en"):
        in_english = str(LIFECYCLE["report"].label)

    told = told_of(hazard, 1)

    assert told["李"].subject.startswith(in_english)
    assert told["周"].subject.startswith("上报：")


def test_a_person_told_by_two_relations_gets_one_letter(cast):
    """李 reported and sits in the safety office: territory and reporter both name him when it is written off."""
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, reporter="李", lead=cast.fire.pk)
    row = Outbox(topic="hazard", record_id=hazard.records.get(sequence=2).pk, told=["safety_office", "reporter"])

    people = [draft.person_id for draft in letters.expand(row)]

    assert len(people) == len(set(people)) == 1  # 周; 李 himself proposed


@pytest.mark.parametrize("name", LIFECYCLE.rows)
def test_every_relation_that_the_law_tells_has_a_meaning(name):
    class Record:
        pass

    record = Record()
    record.name, record.target = name, LIFECYCLE[name].targets[0]

    for relation in LIFECYCLE[name].told:
        meant = LIFECYCLE.turns[record.target].relation if relation.name == letters.TURN else relation
        assert letters.relation_named(relation.name, record) is meant


def test_every_relation_that_a_ladder_tells_has_a_meaning():
    named = {name for policy in default_policies() for rung in policy["ladder"] for name in rung["told"]}

    assert named - {letters.TURN} <= set(letters.VOCABULARY)
    assert {state for state, *_ in DEFAULTS} == {turn.state for turn in LIFECYCLE.turns.values() if turn.is_open}


def test_a_record_that_tells_an_unknown_relation_is_set_aside(cast):
    hazard = cast.report("民")
    Outbox.objects.update(told=["nobody"])

    assert told_of(hazard, 1) == {}
    assert "UnknownRelationError" in Outbox.objects.get().error
    assert json.loads(hazard.records.get().body)["name"] == "report"
