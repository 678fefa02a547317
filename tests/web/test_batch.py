"""Many proposals approved with one press: what may be among them, what is looked at first, what is told of each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hazards.enums import Level, State
from hazards.models import Hazard
from responsibility import services
from tests.cast import REGISTRAR, Cast

SignIn = Callable[[str], Client]
WAITING = State.AWAITING_APPROVAL


def waiting(cast: Cast, count: int = 1, **given: Any) -> list[Hazard]:
    return [cast.hazard_in(WAITING, **given) for _ in range(count)]


def look(client: Client, *hazards: Hazard) -> Any:
    return client.get("/approve/", {"pick": [hazard.pk for hazard in hazards]})


def press(client: Client, *hazards: Hazard, **given: str) -> Any:
    seen = [f"{hazard.pk}:{hazard.version}" for hazard in hazards]
    return client.post("/approve/", {"seen": seen, "key": "k1"} | given)


def state_of(hazard: Hazard) -> str:
    return Hazard.objects.get(pk=hazard.pk).state


def test_the_workbench_offers_a_box_for_each_that_may_be_one_of_many(cast: Cast, sign_in: SignIn) -> None:
    general, major = waiting(cast)[0], waiting(cast, level=Level.MAJOR)[0]

    page = sign_in("赵").get("/").content.decode()

    assert f'name="pick" value="{general.pk}"' in page
    assert f'value="{major.pk}"' not in page
    assert "重大，须逐件批准" in page


def test_the_workbench_of_who_approves_nothing_has_no_boxes(cast: Cast, sign_in: SignIn) -> None:
    cast.report()

    assert 'name="pick"' not in sign_in("李").get("/").content.decode()


def test_the_last_look_says_who_gets_how_many_until_when_and_in_whose_name(cast: Cast, sign_in: SignIn) -> None:
    hazards = waiting(cast, 3)

    answer = look(sign_in("赵"), *hazards)

    (receiver,) = answer.context["receivers"]
    assert (receiver.unit, receiver.count, receiver.heads) == ("区消防救援局", 3, ("消长 局长",))
    assert receiver.first == hazards[0].demand_on
    assert "柳荫街道 街道办主任 赵" in answer.content.decode()


def test_what_must_be_looked_at_alone_is_left_out_with_the_reason(cast: Cast, sign_in: SignIn) -> None:
    (general,), (major,) = waiting(cast), waiting(cast, level=Level.MAJOR)
    urgent = cast.report(urgent=True)
    cast.do("propose_assignment", urgent, "李")

    answer = look(sign_in("赵"), general, major, urgent)

    assert answer.context["fit"] == [general]
    said = {one.hazard.pk: one.whys[0].words for one in answer.context["left"]}
    assert said == {major.pk: "重大，须逐件批准", urgent.pk: "紧急，须逐件批准"}


def test_what_the_gate_refuses_is_left_out_with_its_reason(cast: Cast, sign_in: SignIn) -> None:
    own, other = cast.hazard_in(WAITING, reporter="赵"), waiting(cast)[0]

    answer = look(sign_in("赵"), own, other)

    assert answer.context["fit"] == [other]
    assert answer.context["left"][0].whys[0].words == "本人上报的隐患不能由本人审批"


def test_a_deputy_approves_in_the_name_of_the_head_for_whom_he_stands_in(cast: Cast, sign_in: SignIn) -> None:
    (hazard,) = waiting(cast)
    client = sign_in("钱")

    assert "（代 赵）" in look(client, hazard).content.decode()
    press(client, hazard)

    assert hazard.records.get(name="approve_assignment").body.count("stands_in_for")
    assert state_of(hazard) == State.DISPATCHED


def test_one_press_approves_each_by_a_record_of_its_own(cast: Cast, sign_in: SignIn) -> None:
    hazards = waiting(cast, 3)

    answer = press(sign_in("赵"), *hazards, note="同意，抓紧")

    assert answer.status_code == 200
    assert "已批准 3 件" in answer.content.decode()
    for hazard in hazards:
        record = hazard.records.get(name="approve_assignment")
        assert (state_of(hazard), record.actor_name, "同意，抓紧" in record.body) == (State.DISPATCHED, "赵", True)


def test_pressed_twice_nothing_is_done_twice(cast: Cast, sign_in: SignIn) -> None:
    hazards, client = waiting(cast, 2), sign_in("赵")
    press(client, *hazards)

    again = press(client, *hazards)

    assert "已批准 2 件" in again.content.decode()
    assert [hazard.records.filter(name="approve_assignment").count() for hazard in hazards] == [1, 1]


def test_what_somebody_was_faster_with_is_told_and_the_others_are_done(cast: Cast, sign_in: SignIn) -> None:
    lost, kept = waiting(cast, 2)
    cast.do("approve_assignment", Hazard.objects.get(pk=lost.pk), "钱")

    answer = press(sign_in("赵"), lost, kept)

    page = answer.content.decode()
    assert "已批准 1 件，1 件没有办成" in page
    assert "最近一步：钱 于" in page
    assert state_of(kept) == State.DISPATCHED


def test_a_major_hazard_slipped_into_the_form_is_not_approved_and_the_answer_says_so(
    cast: Cast, sign_in: SignIn
) -> None:
    (general,), (major,) = waiting(cast), waiting(cast, level=Level.MAJOR)

    answer = press(sign_in("赵"), general, major)

    page = answer.content.decode()
    assert "已批准 1 件，1 件没有办成" in page
    assert "重大，须逐件批准" in page
    assert (state_of(general), state_of(major)) == (State.DISPATCHED, WAITING)
    assert press(sign_in("赵"), major, key="k2").status_code == 422


def test_what_a_person_may_not_know_of_is_not_told_by_its_number(cast: Cast, sign_in: SignIn) -> None:
    (hazard,) = waiting(cast)

    for answer in (look(sign_in("城长"), hazard), press(sign_in("城长"), hazard)):
        assert hazard.number not in answer.content.decode()
    assert state_of(hazard) == WAITING


def test_who_lost_his_seat_meanwhile_approves_nothing(cast: Cast, sign_in: SignIn) -> None:
    (hazard,) = waiting(cast)
    services.relieve(cast.held["钱代赵"], actor=REGISTRAR, reason="收回委托")

    answer = press(sign_in("钱"), hazard)

    assert answer.status_code == 403
    assert state_of(hazard) == WAITING


@pytest.mark.parametrize("sent", [[], ["x"], ["９"], ["-1"], ["1" * 30], ["\0"]])
def test_nothing_fit_picked_is_said_and_leads_back(cast: Cast, sign_in: SignIn, sent: list[str]) -> None:
    client = sign_in("赵")

    assert "没有可以一起批准的" in client.get("/approve/", {"pick": sent}).content.decode()
    assert client.post("/approve/", {"seen": sent}).status_code == 422


def test_words_too_long_are_said_at_the_field_and_nothing_is_lost(cast: Cast, sign_in: SignIn) -> None:
    (hazard,) = waiting(cast)

    answer = press(sign_in("赵"), hazard, note="好" * 2001)

    assert answer.status_code == 422
    assert answer.context["form"].errors["note"]
    assert answer.context["fit"] == [hazard]
    assert state_of(hazard) == WAITING


def test_the_last_look_costs_the_same_for_one_and_for_twenty(cast: Cast, sign_in: SignIn) -> None:
    hazards, client = waiting(cast, 20), sign_in("赵")
    look(client, *hazards)  # the calendar is read once a process

    counted = []
    for picked in (hazards[:1], hazards):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            look(client, *picked)
        counted.append(len(asked))

    assert counted[0] == counted[1]
