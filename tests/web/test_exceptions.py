"""Exceptions on the pages: shown to all who look, given and ended by plain forms, never more than a look."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hazards.enums import ExceptionKind, State
from hazards.models import ExceptionLook, HazardException
from hazards.services.exceptions import give_exception
from records.clock import now
from responsibility.models import Person
from tests.cast import Cast
from tests.web.conftest import account
from tests.web.test_hazard_page import SignIn, page


@pytest.fixture
def outsiders(cast: Cast) -> Cast:
    """审 audits, 专 is an expert; neither holds a seat."""
    for name in ("审", "专"):
        cast.people[name] = Person.objects.create(name=name, sort_key=name)
        account(cast, name)
    return cast


def give(cast: Cast, on: Any, to: str, kind: str = ExceptionKind.EXPERT) -> Any:
    until = now() + timedelta(days=3)
    who = {"actor": cast["应长"], "user": account(cast, to), "kind": ExceptionKind(kind)}
    return give_exception(on, reason="参加现场论证", until_at=until, **who)


def typed(to: str, cast: Cast, **given: Any) -> dict[str, Any]:
    return {"person": to, "kind": "EXPERT", "until_on": cast.in_days(3).isoformat(), "reason": "现场论证"} | given


def test_who_may_not_know_of_the_hazard_finds_neither_it_nor_its_exceptions(outsiders: Cast, sign_in: SignIn) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    client = sign_in("专")

    assert client.get(f"/hazards/{hazard.pk}/").status_code == 404
    assert client.get(f"/hazards/{hazard.pk}/exceptions/").status_code == 404
    assert client.post(f"/hazards/{hazard.pk}/exceptions/", typed("专", outsiders)).status_code == 404
    assert client.post(f"/hazards/{hazard.pk}/exceptions/1/end/").status_code == 404


def test_a_head_gives_a_look_by_the_form_all_see_it_and_he_ends_it(outsiders: Cast, sign_in: SignIn) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    head, expert = sign_in("消长"), sign_in("专")

    answer = head.post(f"/hazards/{hazard.pk}/exceptions/", typed("专", outsiders))

    assert answer.status_code == 302
    assert "专" in page(expert, hazard)
    shown = page(sign_in("企"), hazard).split("例外查看")[1]
    assert all(words in shown for words in ("专家", "消长 给予", "23:59", "现场论证"))
    assert expert.get("/ledger/").context["rows"][0].hazard == hazard
    (given,) = HazardException.objects.all()

    ended = head.post(f"/hazards/{hazard.pk}/exceptions/{given.pk}/end/", {"reason": "论证结束"})

    assert ended.status_code == 302
    assert expert.get(f"/hazards/{hazard.pk}/").status_code == 404
    assert "例外查看" not in page(sign_in("企"), hazard)


def test_a_leads_head_is_offered_no_auditor(outsiders: Cast, sign_in: SignIn) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    client = sign_in("消长")

    form = client.get(f"/hazards/{hazard.pk}/exceptions/").context["form"]
    answer = client.post(f"/hazards/{hazard.pk}/exceptions/", typed("审", outsiders, kind="AUDITOR"))

    assert [value for value, _label in form.fields["kind"].choices] == ["EXPERT", "CONTRACTOR"]
    assert answer.status_code == 422
    assert not HazardException.objects.exists()


@pytest.mark.parametrize("who", ["消一", "企", "民", "赵"])
def test_others_who_may_look_give_nothing(outsiders: Cast, sign_in: SignIn, who: str) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    client = sign_in(who)

    assert f"/hazards/{hazard.pk}/exceptions/" not in page(client, hazard)
    assert client.get(f"/hazards/{hazard.pk}/exceptions/").status_code == 403
    answer = client.post(f"/hazards/{hazard.pk}/exceptions/", typed("专", outsiders))
    assert answer.status_code == 403
    assert "只有统筹协调办公室和牵头单位的负责人" in answer.content.decode()
    given = give(outsiders, hazard, "专")
    assert client.post(f"/hazards/{hazard.pk}/exceptions/{given.pk}/end/", {"reason": "完"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"person": "没有此人"}, "没有叫“没有此人”的账号"),
        ({"until_on": "2000-01-01"}, "截止时间须晚于现在"),
        ({"reason": ""}, "请填写这一项"),
        ({"person": "消一"}, "已经可以查看"),
        ({"person": "应长"}, "不能给予本人"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    outsiders: Cast, sign_in: SignIn, given: dict[str, str], words: str
) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    account(outsiders, "消一")

    answer = sign_in("应长").post(f"/hazards/{hazard.pk}/exceptions/", typed("专", outsiders, **given))

    assert answer.status_code in (403, 422)
    assert words in answer.content.decode()
    assert answer.context["form"]["person"].value() == given.get("person", "专")


def test_an_auditor_reads_all_does_nothing_and_each_look_is_counted(outsiders: Cast, sign_in: SignIn) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    give(outsiders, outsiders.units["990101"], "审", ExceptionKind.AUDITOR)
    client = sign_in("审")

    assert "经过" in page(client, hazard)
    answer = client.post(f"/hazards/{hazard.pk}/submit_result/", {"note": "已改"})

    assert answer.status_code == 422  # the form's own: photographs are missing
    assert client.get(f"/hazards/{hazard.pk}/submit_result/").status_code == 403
    assert client.get(f"/hazards/{hazard.pk}/reporter/").status_code == 403
    looks = ExceptionLook.objects.count()
    assert looks == 4
    shown = page(sign_in("赵"), hazard)
    assert f"已看 {looks} 次" in shown
    assert "及于 云汀区 的全部隐患" in shown
    assert ExceptionLook.objects.count() == looks


def test_an_auditor_who_acts_gets_the_gates_ordinary_refusal(outsiders: Cast, sign_in: SignIn) -> None:
    hazard = outsiders.hazard_in(State.AWAITING_WRITE_OFF)
    give(outsiders, hazard, "审", ExceptionKind.AUDITOR)

    answer = sign_in("审").post(f"/hazards/{hazard.pk}/write_off/", {"note": "同意"})

    assert answer.status_code == 403
    assert "只有牵头单位负责人可以销号" in answer.content.decode()
    hazard.refresh_from_db()
    assert hazard.state == State.AWAITING_WRITE_OFF


def test_a_visitor_is_led_to_the_door(outsiders: Cast) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)

    for path in ("exceptions", "reporter"):
        assert Client().get(f"/hazards/{hazard.pk}/{path}/").status_code == 302


@pytest.mark.parametrize("who", ["企", "消一", "消长"])
def test_nobody_learns_by_trying_names_who_reported(outsiders: Cast, sign_in: SignIn, who: str) -> None:
    account(outsiders, "民")
    hazard = outsiders.hazard_in(State.RECTIFYING, reporter="民")
    client = sign_in(who)

    def answer(to: str) -> tuple[int, list[Any]]:
        too_far = typed(to, outsiders, until_on=outsiders.in_days(900).isoformat())
        found = client.post(f"/hazards/{hazard.pk}/exceptions/", too_far)
        return found.status_code, found.context["reasons"]

    assert answer("民") == answer("专")


def test_who_gives_no_exception_learns_no_names_of_accounts(outsiders: Cast, sign_in: SignIn) -> None:
    hazard = outsiders.hazard_in(State.RECTIFYING)
    client = sign_in("企")

    answers = [client.post(f"/hazards/{hazard.pk}/exceptions/", typed(to, outsiders)) for to in ("专", "没有此人")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not any(answer.context["form"].errors for answer in answers)
