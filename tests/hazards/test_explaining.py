"""The explanation agrees with the gate: what it calls possible, the gate does; what it refuses, the gate refuses so."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from hazards import explaining
from hazards import relations as r
from hazards.enums import State
from hazards.explaining import REPORTER, Act, Member
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from records.actor import Actor
from records.clock import now
from responsibility import services
from responsibility.charter import seat_of
from tests.cast import REGISTRAR, Cast
from tests.inputs import fitting
from workflow import engine
from workflow.engine import Fired
from workflow.lifecycle import Kind
from workflow.refusals import Reason, Refused, RefusedError

HALF_WAY = ("pending", "vacant")
STRAIGHT = (
    State.REPORTED,
    State.AWAITING_APPROVAL,
    State.DISPATCHED,
    State.RECTIFYING,
    State.AWAITING_VERIFICATION,
    State.AWAITING_WRITE_OFF,
    State.WRITTEN_OFF,
)


def brought_to(cast: Cast, situation: str) -> Hazard:
    """A hazard in the state named; "pending": with a request that waits; "vacant": without a head of the street."""
    if situation == "pending":
        hazard = cast.hazard_in(State.RECTIFYING)
        cast.ask_void(hazard, "消一", "误报")
    elif situation == "vacant":
        hazard = cast.hazard_in(State.AWAITING_APPROVAL)
        services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    else:
        hazard = cast.hazard_in(situation)
    hazard.refresh_from_db()
    return hazard


def tried(hazard: Hazard, name: str, actor: Actor, given: dict[str, Any]) -> Fired | Refused:
    """Let the gate do it, and undo it."""
    with transaction.atomic():
        try:
            return engine.fire(Hazard, hazard.pk, name, actor=actor, **given)
        except RefusedError as error:
            return error.refused
        finally:
            transaction.set_rollback(True)


def said(acts: list[Act]) -> Iterator[tuple[str, Member, tuple[Reason, ...]]]:
    for act in acts:
        for way in act.can:
            yield act.row.name, way.member, ()
        for group in act.cannot:
            for member in group.members:
                yield act.row.name, member, group.reasons


@pytest.mark.proof
@pytest.mark.parametrize("situation", [*STRAIGHT, *HALF_WAY])
def test_what_is_explained_is_what_the_gate_does(cast: Cast, situation: str) -> None:
    hazard = brought_to(cast, situation)
    members = explaining.members_of(hazard, now())
    answers = list(said(explaining.explain(hazard, members)))

    by_people = [row for row in LIFECYCLE.rows.values() if row.sources and row.by is not r.SYSTEM]
    assert len(answers) == len(members) * len(by_people)
    assert any(not reasons for _name, _member, reasons in answers)
    for name, member, reasons in answers:
        actor = cast["民"] if member.key == REPORTER else member.actor
        answer = tried(hazard, name, actor, {"note": "因为"} | fitting(cast, name, hazard))
        told = answer.reasons if isinstance(answer, Refused) else ()
        # What is filled in fits one who may; of others it may say more than the page, never less or otherwise.
        said_more = [reason for reason in told if reason not in reasons and reason.kind is Kind.MATERIAL]
        assert tuple(reason for reason in told if reason not in said_more) == reasons, (name, member.name)
        assert not said_more or any(guard.reads_input for guard in LIFECYCLE[name].guards), (name, member.name)


def test_the_seat_that_is_explained_is_the_seat_that_is_written_down(cast: Cast) -> None:
    hazard = brought_to(cast, "vacant")
    act = explaining.explain(hazard, explaining.members_of(hazard, now()), ["approve_assignment"])[0]
    (way,) = act.can

    fired = cast.act("approve_assignment", hazard, way.member.name, note="同意")

    assert isinstance(fired, Fired)
    assert way.passed_from == "街道主要负责人（柳荫街道）"
    assert way.seat is not None
    assert hazard.records.get(pk=fired.record_id).appointment_id == way.seat.appointment_id


def test_everybody_of_the_chain_is_asked_and_each_once(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING, co_units=[cast.units["CGJ"].pk])
    hazard.refresh_from_db()

    members = explaining.members_of(hazard, now())

    everybody = "赵 钱 孙 李 周 消长 消一 消二 消三 企 安 应长 委 区长 城长 城一 上报人（姓名保密）"
    assert [member.name for member in members] == everybody.split()
    assert {member.name: member.parties for member in members}["消一"] == ["牵头单位", "复查单位"]


def test_who_is_named_in_the_case_is_asked_though_he_has_left(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    services.relieve(seat_of("企", cast.firm), actor=REGISTRAR, reason="离职")
    hazard.refresh_from_db()

    members = explaining.members_of(hazard, now())
    (act,) = explaining.explain(hazard, members, ["recall_result"])

    assert [way.member.name for way in act.can] == ["企"]
    assert act.can[0].member.parties == ["经办过的人"]


def test_sealing_takes_away_words_and_of_acts_only_what_he_can_as_the_reporter(cast: Cast) -> None:
    for situation in (State.REPORTED, State.DISPATCHED):
        hazard = cast.hazard_in(situation, reporter="李") if situation == State.REPORTED else by_the_office(cast)
        hazard.refresh_from_db()
        asked = engine.verdicts(Hazard, [hazard], actors=[cast["李"]])[hazard.pk, cast["李"].person_id]
        open_to_him = [name for name, verdict in asked.items() if not verdict.reasons]

        sealed_answers = explaining.can_do([hazard], cast["李"])[hazard.pk]

        still_open = [name for name, verdict in sealed_answers.items() if not verdict.reasons]
        assert still_open == [name for name in open_to_him if name != "claim"]  # an inspector claims what he reported
        words = [reason.words for verdict in sealed_answers.values() for reason in verdict.reasons]
        assert not any("本人上报" in text for text in words)


def by_the_office(cast: Cast) -> Hazard:
    """周 proposed what 李 had reported."""
    hazard = cast.report("李")
    cast.propose(hazard, "周")
    cast.act("approve_assignment", hazard, "赵", note="同意")
    return hazard


def test_one_who_only_reported_is_not_told_apart_as_one_who_acted(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")
    hazard.refresh_from_db()

    verdict = explaining.can_do([hazard], cast["赵"])[hazard.pk]["approve_assignment"]

    assert [reason.words for reason in verdict.reasons] == ["依回避规定，须由他人办理"]


def test_many_are_told_what_each_is_told_alone(cast: Cast) -> None:
    hazards = [cast.hazard_in(state) for state in (State.AWAITING_APPROVAL, State.RECTIFYING)]
    for hazard in hazards:
        hazard.refresh_from_db()
    actors = [cast[name] for name in ("赵", "钱", "孙", "李", "消长", "企", "应长", "民")]

    told = engine.verdicts(Hazard, hazards, actors=actors)

    for hazard in hazards:
        for actor in actors:
            alone = engine.refusals(Hazard, hazard, actor=actor)
            assert {name: v.reasons for name, v in told[hazard.pk, actor.person_id].items()} == alone
