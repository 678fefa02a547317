"""我: my seats, my password, where I am signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from responsibility.models import User
from responsibility.web import attempts
from tests.cast import Cast
from tests.web.conftest import account

SignIn = Callable[[str], Client]
OLD, NEW = "correct horse battery", "another horse entirely"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile MicroMessenger/8.0"


@pytest.fixture
def come_in(cast: Cast) -> Callable[..., Client]:
    """Signs somebody in at the door itself, with a browser of this kind."""

    def came_in(name: str, *, agent: str = EDGE, password: str = OLD) -> Client:
        account(cast, name)
        client = Client(headers={"User-Agent": agent})
        assert client.post("/sign-in/", {"username": name, "password": password}).status_code == 302
        return client

    return came_in


def change(client: Client, old: str = OLD, new: str = NEW, again: str = "", **given: Any) -> Any:
    fields = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/me/password/", fields | given)


# --- Where I am signed in ---------------------------------------------------------------------------------------------
def test_my_page_shows_my_seats_and_my_devices(come_in: Callable[..., Client]) -> None:
    come_in("钱", agent=PHONE)
    page = come_in("钱").get("/me/").content.decode()

    assert "分管副主任" in page
    assert "代 赵" in page
    assert "Windows 上的 Edge" in page
    assert "Android 上的 微信" in page
    assert page.count("这台设备") == 1


def test_i_end_one_of_my_sessions(come_in: Callable[..., Client]) -> None:
    telephone, desk = come_in("李", agent=PHONE), come_in("李")
    other = next(one for one in desk.get("/me/").context["sessions"] if not one["is_this"])

    desk.post(f"/me/sessions/{other['pk']}/end/")

    assert telephone.get("/").status_code == 302
    page = desk.get("/me/")
    assert "已在那台设备上退出" in page.content.decode()
    assert [one["is_this"] for one in page.context["sessions"]] == [True]


def test_i_end_all_others_at_once(come_in: Callable[..., Client]) -> None:
    others = [come_in("李", agent=PHONE), come_in("李")]
    desk = come_in("李")

    desk.post("/me/sessions/end-others/")

    assert [other.get("/").status_code for other in others] == [302, 302]
    assert desk.get("/").status_code == 200


def test_nobody_ends_anothers_session(come_in: Callable[..., Client]) -> None:
    his = come_in("李")
    number = his.get("/me/").context["sessions"][0]["pk"]

    assert come_in("周").post(f"/me/sessions/{number}/end/").status_code == 404
    assert his.get("/").status_code == 200
    assert his.get(f"/me/sessions/{number}/end/").status_code == 405


def test_a_session_that_ended_is_not_listed(come_in: Callable[..., Client]) -> None:
    come_in("李", agent=PHONE).post("/sign-out/")

    assert len(come_in("李").get("/me/").context["sessions"]) == 1


# --- The password -----------------------------------------------------------------------------------------------------
def test_a_new_password_ends_every_other_session_and_keeps_this_one(come_in: Callable[..., Client]) -> None:
    telephone, desk = come_in("李", agent=PHONE), come_in("李")

    answer = change(desk)

    assert answer.headers["Location"] == "/me/"
    assert "密码已更改" in desk.get("/me/").content.decode()
    assert telephone.get("/").status_code == 302
    assert come_in("李", password=NEW).get("/").status_code == 200
    assert Client().post("/sign-in/", {"username": "李", "password": OLD}).status_code == 422


def test_a_password_changed_by_another_hand_ends_all(cast: Cast, come_in: Callable[..., Client]) -> None:
    desk = come_in("李")
    user = account(cast, "李")
    user.set_password(NEW)
    user.save()

    assert desk.get("/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, "", "现在的密码不对"),
        (OLD, NEW, NEW + "x", "两次填的新密码不一样"),
        (OLD, OLD, "", "新密码要与现在的不同"),
        (OLD, "short", "", "密码太短"),
        (OLD, "password1234", "", "这个密码太常见了"),
        (OLD, "", "", "请填写新密码"),
    ],
)
def test_a_password_that_cant_be_is_refused_at_its_field(
    come_in: Callable[..., Client], old: str, new: str, again: str, said: str
) -> None:
    desk = come_in("李")

    answer = change(desk, old, new, again)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert desk.post("/sign-out/").status_code == 302
    come_in("李")


def test_who_finds_my_desk_open_guesses_my_password_no_oftener_than_at_the_door(
    come_in: Callable[..., Client],
) -> None:
    desk = come_in("李")
    for _ in range(attempts.PER_DEVICE.free):
        change(desk, "wrong")

    answer = change(desk)

    assert answer.status_code == 422
    assert "以后再试" in answer.content.decode()


# --- A first password ------------------------------------------------------------------------------------------
@pytest.fixture
def newcomer(cast: Cast, come_in: Callable[..., Client]) -> Client:
    """李, whose password was set by whoever made the account."""
    User.objects.filter(pk=account(cast, "李").pk).update(must_change_password=True)
    return come_in("李")


def test_a_first_password_is_changed_before_anything_else(newcomer: Client) -> None:
    for path in ("/", "/ledger/", "/me/", "/me/second-factor/"):
        assert newcomer.get(path).headers["Location"] == f"/me/password/?next={path}"
    page = newcomer.get("/me/password/?next=/ledger/").content.decode()
    assert "您现在的密码是开户的人设的" in page

    assert change(newcomer, next="/ledger/").headers["Location"] == "/ledger/"
    assert newcomer.get("/ledger/").status_code == 200
    assert not User.objects.get(username="李").must_change_password


def test_the_same_password_is_no_change(newcomer: Client) -> None:
    assert change(newcomer, OLD, OLD).status_code == 422
    assert newcomer.get("/").headers["Location"].startswith("/me/password/")


def test_before_that_no_form_is_taken_and_its_words_are_given_back(newcomer: Client) -> None:
    answer = newcomer.post("/report/", {"description": "楼道堆满纸箱"})

    assert answer.status_code == 403
    assert "请先更改密码" in answer.content.decode()
    assert "楼道堆满纸箱" in answer.content.decode()


def test_he_may_leave_and_choose_his_language(newcomer: Client) -> None:
    newcomer.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in newcomer.get("/me/password/").content.decode()
    assert newcomer.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_the_change_leads_to_no_other_site(newcomer: Client) -> None:
    assert change(newcomer, next="https://elsewhere.example/").headers["Location"] == "/me/"
