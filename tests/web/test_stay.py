"""How long somebody stays signed in, and that nothing typed is lost when it ends."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hazards.enums import State
from responsibility import services
from responsibility.enums import PostKind
from responsibility.models import Appointment, User
from responsibility.web import stay
from tests.cast import REGISTRAR, Cast
from tests.web.conftest import account

SignIn = Callable[[str], Client]
MINUTE = 60


def let_pass(client: Client, seconds: float, *, idle: bool = True) -> None:
    """As if so much time had passed since the sign-in, and since the last page when `idle`."""
    session = client.session
    kept = session[stay.KEY]
    kept["since"] -= seconds
    if idle:
        kept["seen"] -= seconds
    session[stay.KEY] = kept
    session.save()


# --- Idle, and at the end of the day --------------------------------------------------------------------------------
def test_who_approves_is_out_after_half_an_hour_and_comes_back_to_his_page(sign_in: SignIn) -> None:
    client = sign_in("赵")
    let_pass(client, 31 * MINUTE)

    answer = client.get("/ledger/?state=RECTIFYING")

    assert answer.headers["Location"] == "/sign-in/?next=/ledger/%3Fstate%3DRECTIFYING&ended=idle"
    door = client.get(answer.headers["Location"])
    assert "您有 30 分钟没有操作" in door.content.decode()
    assert door.context["next"] == "/ledger/?state=RECTIFYING"
    assert client.get("/").status_code == 302


def test_he_is_not_sent_away_before_his_time_and_each_page_begins_it_anew(sign_in: SignIn) -> None:
    client = sign_in("赵")
    for _ in range(3):
        let_pass(client, 29 * MINUTE)
        assert client.get("/inbox/").status_code == 200


@pytest.mark.parametrize(
    ("name", "is_out"),
    [("钱", True), ("消长", True), ("应长", True), ("委", True), ("李", False), ("消一", False), ("民", False)],
)
def test_who_bears_no_power_is_not_hurried(sign_in: SignIn, name: str, is_out: bool) -> None:
    client = sign_in(name)
    let_pass(client, 31 * MINUTE)

    assert (client.get("/inbox/").status_code == 302) is is_out


def test_who_administers_is_hurried_without_any_seat(cast: Cast, sign_in: SignIn) -> None:
    User.objects.filter(pk=account(cast, "民").pk).update(is_staff=True)
    client = sign_in("民")
    let_pass(client, 31 * MINUTE)

    assert client.get("/inbox/").status_code == 302


def test_the_times_are_settings(sign_in: SignIn, settings: Any) -> None:
    settings.IDLE_MINUTES, settings.SIGNED_IN_HOURS = 10, 2
    head, citizen = sign_in("赵"), sign_in("民")
    let_pass(head, 12 * MINUTE)
    let_pass(citizen, 121 * MINUTE, idle=False)

    assert head.get("/").headers["Location"].endswith("ended=idle")
    assert citizen.get("/").headers["Location"].endswith("ended=age")


def test_after_twelve_hours_everybody_signs_in_again_however_busy(sign_in: SignIn) -> None:
    client = sign_in("民")
    let_pass(client, 11.9 * 3600, idle=False)
    assert client.get("/inbox/").status_code == 200

    let_pass(client, 0.2 * 3600, idle=False)

    assert client.get("/inbox/").headers["Location"] == "/sign-in/?next=/inbox/&ended=age"


def test_it_is_said_beforehand(sign_in: SignIn) -> None:
    head, citizen = sign_in("赵").get("/me/").content.decode(), sign_in("民").get("/me/").content.decode()

    assert "30 分钟不操作，会自动退出" in head
    assert 'data-idle-after="1800"' in head
    assert "登录满 12 小时" in head
    assert "分钟不操作" not in citizen


def test_the_button_of_the_warning_counts_as_a_page(sign_in: SignIn) -> None:
    client = sign_in("赵")
    let_pass(client, 28 * MINUTE)

    assert client.get("/me/still-here/").status_code == 204
    let_pass(client, 28 * MINUTE)
    assert client.get("/me/still-here/").status_code == 204


# --- Nothing typed is lost --------------------------------------------------------------------------------------------
def test_words_sent_too_late_are_given_back_and_nothing_is_done(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    client = sign_in("赵")
    let_pass(client, 31 * MINUTE)

    answer = client.post(
        f"/hazards/{hazard.pk}/send_back/",
        {"note": "位置写得不清<b>，请补门牌号", "version": hazard.version, "key": "k-e-y", "level": "GENERAL"},
    )
    page = answer.content.decode()

    hazard.refresh_from_db()
    assert (answer.status_code, hazard.state) == (403, State.AWAITING_APPROVAL)
    assert "位置写得不清&lt;b&gt;，请补门牌号" in page
    assert "没有改动任何东西" in page
    assert f"/sign-in/?next=/hazards/{hazard.pk}/send_back/&amp;ended=idle" in page
    assert "k-e-y" not in page
    assert "GENERAL" not in page


def test_a_form_without_a_page_of_its_own_leads_back_to_where_it_stood(sign_in: SignIn) -> None:
    client = sign_in("赵")
    let_pass(client, 31 * MINUTE)

    answer = client.post("/me/sessions/end-others/", headers={"Referer": "http://testserver/me/"})
    strange = client.post("/me/sessions/end-others/", headers={"Referer": "https://elsewhere.example/x/"})

    assert "next=/me/&amp;" in answer.content.decode()
    assert "elsewhere" not in strange.content.decode()


def test_a_form_whose_token_is_old_gives_the_words_back_too(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account(cast, "李"), backend="django.contrib.auth.backends.ModelBackend")

    page = client.post("/report/", {"description": "三楼楼道堆满纸箱", "urgent": "on"}).content.decode()

    assert "页面放得太久" in page
    assert "三楼楼道堆满纸箱" in page


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_another_site_can_not_have_its_words_shown_on_ours(cast: Cast, header: str) -> None:
    client = Client(enforce_csrf_checks=True)
    lure = {"description": "您的账号异常，请拨打 400 电话"}

    strange = client.post("/report/", lure, headers={header: "https://elsewhere.example/x"})
    hidden = client.post("/report/", lure, headers={"Origin": "null"})
    ours = client.post("/report/", lure, headers={header: "http://testserver/report/"})

    assert "400 电话" not in strange.content.decode() + hidden.content.decode()
    assert "400 电话" in ours.content.decode()


def test_secrets_are_not_given_back(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.post("/sign-in/", {"username": "赵六六", "password": "correct horse battery"}).content.decode()

    assert "correct horse" not in page


# --- Whose time is over --------------------------------------------------------------------------------------------
def test_an_account_that_is_closed_is_out_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("李")
    assert client.get("/").status_code == 200

    User.objects.filter(pk=account(cast, "李").pk).update(is_active=False)

    assert client.get("/").status_code == 302


def test_an_officer_whose_seat_ended_can_do_nothing_at_the_next_instant(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    client = sign_in("消一")
    assert client.get(f"/hazards/{hazard.pk}/").status_code == 200

    _relieve(cast, "消一")
    answer = client.post(f"/hazards/{hazard.pk}/accept/", {"version": hazard.version, "key": "k"})

    hazard.refresh_from_db()
    assert answer.status_code == 404
    assert client.get(f"/hazards/{hazard.pk}/").status_code == 404
    assert hazard.state == State.DISPATCHED


def test_within_a_minute_of_his_last_seat_his_session_ends(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("消一")
    _relieve(cast, "消一")
    let_pass(client, MINUTE)

    answer = client.get("/ledger/")

    assert answer.headers["Location"] == "/sign-in/?next=/ledger/&ended=seat"
    assert "您的任职已经结束" in client.get(answer.headers["Location"]).content.decode()
    assert client.get("/").status_code == 302


def test_who_keeps_another_seat_stays(cast: Cast, sign_in: SignIn) -> None:
    post = services.add_post(
        actor=REGISTRAR, unit=cast.fire, kind=PostKind.OFFICER, title="兼职执法", single_seat=False
    )
    services.appoint(actor=REGISTRAR, person=cast.people["消一"], post=post, basis="兼任")
    client = sign_in("消一")
    first = Appointment.objects.filter(person=cast.people["消一"]).earliest("pk")
    services.relieve(first, actor=REGISTRAR, reason="调离")
    let_pass(client, MINUTE)

    assert client.get("/").status_code == 200


def test_who_never_had_a_seat_loses_none(sign_in: SignIn) -> None:
    client = sign_in("民")
    let_pass(client, 5 * MINUTE)

    assert client.get("/").status_code == 200


def test_who_is_given_power_meanwhile_is_hurried_from_the_next_minute_on(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    post = services.add_post(actor=REGISTRAR, unit=cast.fire, kind=PostKind.HEAD, title="副局长", single_seat=False)
    services.appoint(actor=REGISTRAR, person=cast.people["民"], post=post, basis="任命")
    let_pass(client, MINUTE)
    client.get("/")

    let_pass(client, 31 * MINUTE)

    assert client.get("/").status_code == 302


def test_a_session_of_before_begins_to_be_counted(sign_in: SignIn) -> None:
    client = sign_in("赵")
    session = client.session
    del session[stay.KEY]
    session.save()

    assert client.get("/").status_code == 200
    assert time.time() - client.session[stay.KEY]["since"] < 10


def _relieve(cast: Cast, name: str) -> None:
    for held in Appointment.objects.filter(person=cast.people[name]):
        services.relieve(held, actor=REGISTRAR, reason="退休")
