"""The gate: locks, keys, versions, refusals; two connections where two people act at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from hazards.enums import State
from hazards.models import Hazard
from responsibility import services
from responsibility.models import Appointment
from tests.background import in_background
from tests.cast import REGISTRAR
from workflow import engine
from workflow.engine import Fired
from workflow.lifecycle import Kind
from workflow.refusals import Refused


def wait_until_blocked(owner, people: int = 1, *answers: list[Any]) -> None:
    """Wait until so many backends wait for a lock: they are at the door."""
    for _ in range(1500):
        owner.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees those who were there at first
        (waiting,) = owner.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN "
            "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        ).fetchone()
        if waiting >= people:
            return
        assert not any(answers), f"somebody did not wait: {answers}"
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits for the lock")


def test_the_same_key_returns_the_first_record_and_has_one_effect(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    first = cast.act("approve_assignment", hazard, "赵", key="form-1")
    again = cast.act("approve_assignment", hazard, "赵", key="form-1")

    assert isinstance(first, Fired)
    assert isinstance(again, Fired)
    assert (again.record_id, again.repeated) == (first.record_id, True)
    assert hazard.records.filter(name="approve_assignment").count() == 1


def test_a_key_of_another_act_or_person_is_refused(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    cast.act("approve_assignment", hazard, "赵", key="form-1")

    other_act = cast.act("accept", hazard, "消一", handler=1, key="form-1")
    other_person = cast.act("approve_assignment", hazard, "钱", key="form-1")

    assert (str(other_act), str(other_person)) == ("该请求标识已用于另一次办理",) * 2


def test_cases_that_do_not_exist_are_answered_for_whatever_the_ids_come_in(cast):
    (answer,) = engine.fire_many(Hazard, (pk for pk in [987654]), "approve_assignment", actor=cast["赵"])

    assert str(answer) == "没有这个案件"


def test_a_form_of_an_older_version_is_refused_and_told_who_was_faster(cast):
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    seen = {hazard.pk: hazard.version}
    cast.act("sign_opinion", hazard, "消二", note="已清空")

    answer = cast.act("pass_verification", hazard, "消一", note="合格", versions=seen)

    assert isinstance(answer, Refused)
    assert answer.status == Kind.STEP.value
    assert "消二" in str(answer)


def test_all_reasons_of_a_refusal_come_at_once(cast):
    hazard = cast.report("李")

    answer = cast.propose(hazard, "吴", lead=None, rectifier=None, level="")

    assert isinstance(answer, Refused)
    assert answer.words == [
        "只有柳荫街道应急办可以办理",
        "整改单位、牵头单位、属地三者缺一不可：缺整改单位、牵头单位",
        "请先定级",
    ]


def test_many_are_fired_in_one_call_and_each_is_answered_for(cast):
    ready = [cast.hazard_in(State.AWAITING_APPROVAL) for _ in range(3)]
    own = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")

    answers = engine.fire_many(Hazard, [h.pk for h in [*ready, own]], "approve_assignment", actor=cast["赵"])

    assert [type(answer) for answer in answers] == [Fired, Fired, Fired, Refused]
    assert str(answers[3]) == "本人上报的隐患不能由本人审批"


def test_the_number_of_statements_does_not_grow_with_the_number_of_cases(cast, django_assert_num_queries):
    hazards = [cast.hazard_in(State.AWAITING_APPROVAL) for _ in range(6)]
    engine.fire_many(Hazard, [hazards[0].pk], "approve_assignment", actor=cast["赵"])

    # lock, read, write; BEGIN and COMMIT make five outside a test's transaction
    with django_assert_num_queries(3):
        engine.fire_many(Hazard, [h.pk for h in hazards[1:2]], "approve_assignment", actor=cast["赵"])
    with django_assert_num_queries(3):
        engine.fire_many(Hazard, [h.pk for h in hazards[2:]], "approve_assignment", actor=cast["赵"])


@pytest.mark.usefixtures("committed")
def test_an_appointment_revoked_while_the_caller_waited_no_longer_counts(committed_cast, owner):
    cast = committed_cast
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    owner.execute("BEGIN")
    owner.execute("SELECT FROM hazards_hazard WHERE id = %s FOR UPDATE", [hazard.pk])

    thread, answers = in_background(lambda: cast.act("approve_assignment", hazard, "赵"))
    wait_until_blocked(owner)
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    owner.execute("COMMIT")
    thread.join()

    assert isinstance(answers[0], Refused)
    assert str(answers[0]) == "只有街道主要负责人或受委托的副职可以审批"


def test_of_two_who_act_at_once_one_wins_and_the_other_is_told_who(committed_cast, owner):
    cast = committed_cast
    hazard = cast.hazard_in(State.DISPATCHED)
    owner.execute("BEGIN")
    owner.execute("SELECT FROM hazards_hazard WHERE id = %s FOR UPDATE", [hazard.pk])

    def accept(name: str) -> Callable[[], Any]:
        return lambda: cast.act("accept", hazard, name, handler=cast[name].person_id)

    first, first_answers = in_background(accept("消一"))
    second, second_answers = in_background(accept("消二"))
    wait_until_blocked(owner, 2, first_answers, second_answers)
    owner.execute("COMMIT")
    first.join()
    second.join()

    winner, loser = sorted([first_answers[0], second_answers[0]], key=lambda answer: isinstance(answer, Refused))
    assert isinstance(winner, Fired)
    assert isinstance(loser, Refused)
    hazard.refresh_from_db()
    won_by = hazard.records.get(name="accept").actor_name
    assert won_by in str(loser)
    assert loser.status == Kind.STEP.value


def test_refreshing_a_hazard_never_switches_its_protection_off(cast):
    hazard = cast.report()

    hazard.refresh_from_db()

    with pytest.raises(AttributeError, match="Direct state modification is not allowed"):
        hazard.state = State.WRITTEN_OFF


def test_the_page_is_told_the_same_refusals_as_the_gate_gives(cast):
    hazard = cast.hazard_in(State.AWAITING_APPROVAL, reporter="赵")

    shown = engine.refusals(Hazard, hazard, actor=cast["赵"])
    answer = cast.act("approve_assignment", hazard, "赵")

    assert isinstance(answer, Refused)
    assert [str(reason) for reason in shown["approve_assignment"]] == answer.words
    assert [str(r) for r in engine.refusals(Hazard, hazard, actor=cast["钱"])["approve_assignment"]] == []


@pytest.mark.parametrize("who", ["赵", "钱"])
def test_nobody_acts_after_the_instant_of_his_dismissal(committed_cast, who):
    """The dismissal is written and not yet committed: the approval waits, then is refused, or dates before it.

    钱 stands in for 赵: his delegation ends with the dismissal.
    """
    cast = committed_cast
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    with transaction.atomic():
        services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
        thread, answers = in_background(lambda: cast.act("approve_assignment", hazard, who))
        thread.join(0.5)
        assert answers == []
    thread.join()

    ended = Appointment.objects.get(pk=cast.held["赵"].pk).until_at
    late = hazard.records.filter(name="approve_assignment", at__gt=ended)
    assert not late.exists()
    assert isinstance(answers[0], Refused)
