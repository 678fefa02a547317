"""Signing in and out, the language, the health check."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.conftest import account

PASSWORD = "correct horse battery"


def test_healthz_answers_without_signing_in(db: None, client: Client, settings: object) -> None:
    settings.RUN_TOKEN = "run-7"  # type: ignore[attr-defined]
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "run_token": "run-7"}


@pytest.mark.parametrize("path", ["/"])
def test_a_visitor_is_led_to_the_door_and_back(db: None, client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next={path}"


def test_signing_in_leads_to_the_workbench(cast: Cast, client: Client) -> None:
    account(cast, "赵")

    answer = client.post("/sign-in/", {"username": "赵", "password": PASSWORD})

    assert answer.headers["Location"] == "/"
    assert "工作台" in client.get("/").content.decode()


def test_a_wrong_password_is_refused_in_words_that_tell_nothing_of_accounts(cast: Cast, client: Client) -> None:
    account(cast, "赵")

    known = client.post("/sign-in/", {"username": "赵", "password": "wrong"}).content.decode()
    unknown = client.post("/sign-in/", {"username": "没有此人", "password": "wrong"}).content.decode()

    assert "用户名或密码不对" in known
    assert "用户名或密码不对" in unknown
    assert PASSWORD not in known


def test_signing_out_needs_a_post(sign_in: object) -> None:
    client = sign_in("赵")  # type: ignore[operator]

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_the_browsers_wish_does_not_choose_the_language(db: None, client: Client) -> None:
    page = client.get("/sign-in/", headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="zh-CN">' in page


def test_the_chosen_language_stays_in_a_cookie_and_with_the_account(cast: Cast, sign_in: object) -> None:
    client = sign_in("赵")  # type: ignore[operator]

    client.post("/language/", {"language": "en", "next": "/"})
    account(cast, "赵").refresh_from_db()

    assert account(cast, "赵").language == "en"
    assert client.cookies["django_language"].value == "en"
    assert '<html lang="en">' in client.get("/").content.decode()


def test_the_language_switch_leads_to_no_other_site(db: None, client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert answer.headers["Location"] == "/"
