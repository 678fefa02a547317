"""The second factor: who must have one, codes that open once, and that nobody guesses them."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from responsibility.web import stay
from tests.cast import Cast
from tests.web.conftest import account
from tests.web.test_stay import MINUTE, let_pass

SignIn = Callable[[str], Client]
RIGHT = "correct horse battery"


def code_of(secret: str, *, later: int = 0) -> str:
    """The six digits of RFC 6238, reckoned here by its text and not by the library's hand."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@pytest.fixture
def asked_for(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def knock(cast: Cast) -> Callable[..., tuple[Client, Any]]:
    """Gives the right password at the door; from an address, if it matters."""

    def knocked(name: str, *, at: str = "203.0.113.7") -> tuple[Client, Any]:
        account(cast, name)
        client = Client(REMOTE_ADDR=at)
        return client, client.post("/sign-in/", {"username": name, "password": RIGHT, "next": "/ledger/"})

    return knocked


@pytest.fixture
def secret(knock: Callable[..., tuple[Client, Any]]) -> str:
    """赵 has set up his telephone; this is what it knows. The code used for it is not the present one."""
    client, _ = knock("赵")
    known = set_up(client, later=-1)
    client.post("/sign-out/")
    return known


def set_up(client: Client, *, later: int = 0) -> str:
    secret = client.get("/me/second-factor/code/").context["form"].secret
    assert client.post("/me/second-factor/code/", {"code": code_of(secret, later=later)}).status_code == 302
    return str(secret)


def give(client: Client, code: str) -> Any:
    return client.post("/sign-in/code/", {"code": code})


# --- Who must have one -----------------------------------------------------------------------------------------
@pytest.mark.usefixtures("asked_for")
@pytest.mark.parametrize(
    ("name", "must"),
    [
        ("赵", True),
        ("钱", True),
        ("应长", True),
        ("消长", True),
        ("李", False),
        ("消一", False),
        ("企", False),
        ("民", False),
    ],
)
def test_whoever_approves_or_rules_is_led_to_set_one_up(sign_in: SignIn, name: str, must: bool) -> None:
    answer = sign_in(name).get("/ledger/")

    assert answer.status_code == (302 if must else 200)
    if must:
        assert answer.headers["Location"] == "/me/second-factor/needed/?next=/ledger/"


@pytest.mark.usefixtures("asked_for")
def test_he_is_told_why_and_can_do_nothing_else_first(sign_in: SignIn) -> None:
    client = sign_in("赵")

    page = client.get("/me/second-factor/needed/").content.decode()
    posted = client.post("/report/", {"description": "楼道堆满纸箱"})

    assert "您的岗位可以审批、裁定或管理账号" in page
    assert posted.status_code == 403
    assert "楼道堆满纸箱" in posted.content.decode()
    for path in ("/", "/inbox/", "/me/", "/report/"):
        assert client.get(path).status_code == 302
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"


@pytest.mark.usefixtures("asked_for")
def test_from_the_door_to_the_workbench_in_one_go(knock: Callable[..., tuple[Client, Any]]) -> None:
    client, _ = knock("赵")
    assert client.get("/ledger/").headers["Location"].startswith("/me/second-factor/needed/")
    secret = client.get("/me/second-factor/code/").context["form"].secret  # the password isn't asked for again

    answer = client.post("/me/second-factor/code/", {"code": code_of(secret)})

    codes = client.get(answer.headers["Location"])
    assert len(re.findall(r"<li>\d{8}</li>", codes.content.decode())) == 10
    assert "只显示这一次" in codes.content.decode()
    assert not re.findall(r"<li>\d{8}</li>", client.get(answer.headers["Location"]).content.decode())
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("asked_for")
def test_who_comes_to_power_meanwhile_is_led_there_within_a_minute(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    assert client.get("/").status_code == 200
    user = account(cast, "民")
    user.is_staff = True
    user.save()
    let_pass(client, MINUTE)

    assert client.get("/").headers["Location"].startswith("/me/second-factor/needed/")


def test_where_it_is_not_asked_for_anybody_may_have_one(knock: Callable[..., tuple[Client, Any]]) -> None:
    client, _ = knock("民")
    assert client.get("/").status_code == 200
    set_up(client)

    assert "已启用" in client.get("/me/").content.decode()
    assert knock("民")[1].headers["Location"] == "/sign-in/code/"


# --- The second step -------------------------------------------------------------------------------------------
def test_the_password_alone_opens_nothing(knock: Callable[..., tuple[Client, Any]], secret: str) -> None:
    client, answer = knock("赵")

    assert answer.headers["Location"] == "/sign-in/code/"
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    assert "_auth_user_id" not in client.session
    assert client.get("/me/second-factor/").status_code == 302
    assert client.get("/me/second-factor/code/").status_code == 302


def test_a_right_code_leads_to_the_page_that_was_asked_for(
    knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    client, _ = knock("赵")
    before = client.session.session_key

    answer = give(client, code_of(secret))

    assert answer.headers["Location"] == "/ledger/"
    assert client.get("/ledger/").status_code == 200
    assert client.session.session_key != before


def test_nobody_comes_to_the_second_step_without_the_first(secret: str) -> None:
    assert Client().get("/sign-in/code/").headers["Location"] == "/sign-in/"
    assert give(Client(), code_of(secret)).headers["Location"] == "/sign-in/"


def test_a_code_opens_once(knock: Callable[..., tuple[Client, Any]], secret: str) -> None:
    code = code_of(secret)
    assert give(knock("赵")[0], code).status_code == 302

    again = give(knock("赵")[0], code)

    assert again.status_code == 422
    assert "已经用过" in again.content.decode()


def test_a_used_code_stays_used_as_long_as_it_counts(
    knock: Callable[..., tuple[Client, Any]], secret: str, settings: Any
) -> None:
    """The next half minute's code counts already; allauth alone would forget its use before it stops counting."""
    early = code_of(secret, later=1)
    assert give(knock("赵")[0], early).status_code == 302
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    _forget_what_allauth_remembers(early)

    assert give(knock("赵")[0], early).status_code == 422


def _forget_what_allauth_remembers(code: str) -> None:
    from django.core.cache import cache

    totp = Authenticator.objects.get(type="totp")
    assert cache.delete(totp.wrap()._get_used_cache_key(code))


def test_the_code_of_the_setting_up_opens_no_door(knock: Callable[..., tuple[Client, Any]]) -> None:
    client, _ = knock("赵")
    secret = client.get("/me/second-factor/code/").context["form"].secret
    code = code_of(secret)
    client.post("/me/second-factor/code/", {"code": code})

    assert give(knock("赵")[0], code).status_code == 422


def test_codes_can_not_be_guessed_not_even_from_many_addresses(
    knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    for number in range(5):
        guess = f"{(int(code_of(secret)) + 7 + number) % 1_000_000:06}"
        assert give(knock("赵", at=f"100.64.0.{number + 1}")[0], guess).status_code == 422

    answer = give(knock("赵", at="100.64.0.99")[0], code_of(secret))

    assert answer.status_code == 422
    assert "验证码试的次数太多" in answer.content.decode()


def test_a_recovery_code_opens_once(knock: Callable[..., tuple[Client, Any]], secret: str) -> None:
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    assert give(knock("赵")[0], code).status_code == 302
    assert give(knock("赵")[0], code).status_code == 422


def test_who_is_closed_between_the_two_steps_is_not_let_in(
    cast: Cast, knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    client, _ = knock("赵")
    user = account(cast, "赵")
    user.is_active = False
    user.save()

    give(client, code_of(secret))

    assert client.get("/").status_code == 302


def test_the_other_accounts_code_does_not_open_mine(knock: Callable[..., tuple[Client, Any]], secret: str) -> None:
    other, _ = knock("钱")
    hers = set_up(other)

    assert give(knock("赵")[0], code_of(hers, later=1)).status_code == 422


# --- Who may change it -----------------------------------------------------------------------------------------
def test_who_finds_my_desk_open_must_know_my_password_to_change_it(
    knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    client, _ = knock("赵")
    give(client, code_of(secret))

    for path in ("code/remove/", "recovery/new/", "passkeys/add/"):
        asked = client.get(f"/me/second-factor/{path}")
        assert unquote(asked.headers["Location"]) == f"/me/password-again/?next=/me/second-factor/{path}"
    wrong = client.post("/me/password-again/", {"password": "wrong"})
    assert (wrong.status_code, "密码不对" in wrong.content.decode()) == (422, True)
    client.post("/me/password-again/", {"password": RIGHT})
    assert client.get("/me/second-factor/code/remove/").status_code == 200


@pytest.mark.usefixtures("asked_for")
def test_who_must_have_one_and_removes_it_sets_up_another(
    knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    client, _ = knock("赵")
    give(client, code_of(secret))
    client.post("/me/password-again/", {"password": RIGHT})
    assert client.post("/me/second-factor/code/remove/").status_code == 302
    let_pass(client, MINUTE)

    assert client.get("/").headers["Location"].startswith("/me/second-factor/needed/")


def test_a_copy_of_the_database_gives_no_codes(secret: str) -> None:
    seed = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        (kept,) = cursor.fetchone()

    assert secret not in kept
    assert seed not in kept


def test_a_new_secret_key_forgets_no_telephone(
    knock: Callable[..., tuple[Client, Any]], secret: str, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as one should be: 0123456789abcdef"

    assert give(knock("赵")[0], code_of(secret)).status_code == 302


# --- The pages -------------------------------------------------------------------------------------------------
def test_every_page_of_it_is_ours_and_under_the_strict_policy(
    knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    client, _ = knock("赵")
    pages = [client.get("/sign-in/code/")]
    give(client, code_of(secret))
    pages += [client.get(path) for path in ("/me/second-factor/", "/me/second-factor/needed/", "/me/password-again/")]
    pages += [client.get("/me/second-factor/again/")]
    client.post("/me/password-again/", {"password": RIGHT})
    below = ("code/remove/", "passkeys/add/", "recovery/", "recovery/new/")
    pages += [client.get(f"/me/second-factor/{path}") for path in below]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200, page.request
        assert "隐患责任链" in text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text)
        assert " style=" not in text
        assert " onclick" not in text
        assert text.count("<h1") == 1


def test_a_minute_is_counted_from_the_sign_in_that_the_code_completed(
    knock: Callable[..., tuple[Client, Any]], secret: str
) -> None:
    client, _ = knock("赵")
    assert stay.KEY not in client.session

    give(client, code_of(secret))

    assert time.time() - client.session[stay.KEY]["since"] < 10
    assert [one["is_this"] for one in client.get("/me/").context["sessions"]] == [True]
