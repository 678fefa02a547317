"""How a date was counted: day by day, by which rule and calendar, and what follows when it passes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hazards.enums import Level, State
from hazards.models import Hazard
from tests.cast import Cast
from tests.conftest import TestClock
from tests.web.conftest import client_of
from workflow.clocks import sweep

SignIn = Callable[[str], Client]


def shown(client: Client, hazard: Hazard) -> Any:
    answer = client.get(f"/hazards/{hazard.pk}/deadline/")
    assert answer.status_code == 200
    return answer


def days(answer: Any) -> list[tuple[str, str, str]]:
    return [(day.label, day.count, day.mark) for day in answer.context["squares"] if day.label]


def test_three_working_days_are_counted_over_a_make_up_saturday(clock: TestClock, committed_cast: Cast) -> None:
    """Friday, 9 October 2026: Saturday the 10th is worked (补班), the start day doesn't count."""
    hazard = committed_cast.hazard_in(State.AWAITING_VERIFICATION)

    answer = shown(client_of(committed_cast, "消一"), hazard)

    assert days(answer) == [
        ("10-9", "", "is-start"),
        ("10-10", "①", "is-counted"),
        ("10-11", "", "is-off"),
        ("10-12", "②", "is-counted"),
        ("10-13", "③", "is-due"),
    ]
    assert [day.words for day in answer.context["squares"]][4:6] == ["起点 10:20", "补班"]
    assert "10月13日 周二 17:30 到期" in answer.content.decode()


def test_a_named_date_stands_as_written(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    answer = shown(sign_in("企"), hazard)

    assert answer.context["is_named"]
    assert not answer.context["squares"]
    assert "按写明的日期" in answer.content.decode()


def test_what_silence_leads_to_is_said_before_it_happens(cast: Cast, sign_in: SignIn) -> None:
    answer = shown(sign_in("消长"), cast.hazard_in(State.DISPATCHED))

    assert [step.what for step in answer.context["steps"]] == ["轮到", "无人办理的，系统视为签收"]


def test_each_rung_names_whoever_sits_there_now(cast: Cast, sign_in: SignIn) -> None:
    answer = shown(sign_in("消一"), cast.hazard_in(State.AWAITING_VERIFICATION))

    rung = list(answer.context["steps"])[1]
    assert (rung.what, rung.words, rung.is_future) == ("督办单，告知", "到期", True)
    assert "消长 局长" in rung.people


def test_a_rung_that_was_climbed_is_told_as_it_came(clock: TestClock, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_VERIFICATION)
    clock.forward(timedelta(days=5))
    sweep(Hazard)
    clock.forward(timedelta(days=1))

    answer = shown(client_of(committed_cast, "消一"), hazard)

    (_begin, rung) = answer.context["steps"]
    assert (rung.is_future, rung.when) == (False, "10月14日 10:20")


def test_a_rung_that_silence_left_behind_is_told_beside_what_silence_leads_to(
    clock: TestClock, committed_cast: Cast, owner: Any
) -> None:
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    # No road of the law leads here: a street that leads a major hazard, which silence may not accept.
    owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER USER")
    owner.execute("UPDATE hazards_hazard SET level = 'MAJOR', lead_id = street_id WHERE id = %s", [hazard.pk])
    owner.execute("ALTER TABLE hazards_hazard ENABLE TRIGGER USER")
    clock.forward(timedelta(days=4))
    sweep(Hazard)

    answer = shown(client_of(committed_cast, "赵"), hazard)

    (_begin, silence, rung) = answer.context["steps"]
    assert silence.what == "无人办理的，系统视为签收"
    assert (rung.is_future, rung.when) == (False, "10月13日 10:20")


@pytest.mark.parametrize("state", [State.WRITTEN_OFF, State.VOIDED])
def test_what_has_ended_has_no_date_and_says_so(cast: Cast, sign_in: SignIn, state: State) -> None:
    answer = shown(sign_in("消长"), cast.hazard_in(state))

    assert "没有在走的时限" in answer.content.decode()


def test_two_hours_are_no_days(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report(urgent=True)

    answer = shown(sign_in("李"), hazard)

    assert not answer.context["squares"] or len(answer.context["squares"]) <= 8
    assert "2小时" in answer.content.decode()


def test_a_plan_of_two_months_is_a_date_not_a_wall_of_squares(cast: Cast, sign_in: SignIn) -> None:
    answer = shown(sign_in("企"), cast.hazard_in(State.RECTIFYING, level=Level.MAJOR))

    assert not answer.context["squares"]


def test_who_may_not_know_of_it_learns_no_date(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    assert sign_in("城一").get(f"/hazards/{hazard.pk}/deadline/").status_code == 404


def test_the_hazards_page_leads_to_how_its_date_was_counted(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    assert f"/hazards/{hazard.pk}/deadline/" in sign_in("企").get(f"/hazards/{hazard.pk}/").content.decode()
