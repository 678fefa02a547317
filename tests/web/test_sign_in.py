"""At the door: who gets in, who must wait, and that nobody can close it for another."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from config.steady_cache import SteadyCache
from responsibility.models import User
from responsibility.web import attempts
from responsibility.web.devices import name_of
from tests.cast import Cast
from tests.web.conftest import account

RIGHT = "correct horse battery"
HOME, OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.20", "192.0.2.99"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def knock(name: str, password: str, *, at: str = HOME, client: Client | None = None, **given: Any) -> Any:
    """Try to sign in from an address, with a browser of its own unless one is given."""
    return (client or Client()).post(
        "/sign-in/", {"username": name, "password": password, **given}, headers={}, REMOTE_ADDR=at
    )


def is_in(answer: Any) -> bool:
    return answer.status_code == 302


def words(answer: Any) -> str:
    """The page without what the asker typed himself, without its token and without the minute it names."""
    text = answer.content.decode()
    start = text.index('role="alert"')
    return text[start : text.index("</div>", start)]


# --- In the same words, in the same time -------------------------------------------------------------------------
def test_unknown_closed_and_mistyped_are_told_the_same(cast: Cast) -> None:
    account(cast, "赵")
    User.objects.filter(pk=account(cast, "钱").pk).update(is_active=False)

    told = [knock("赵", "wrong"), knock("没有此人", "wrong"), knock("钱", RIGHT), knock("赵", "x" * 900)]

    assert {answer.status_code for answer in told} == {422}
    assert len({words(answer) for answer in told}) == 1
    assert "用户名或密码不对" in words(told[0])


def test_an_unknown_name_takes_as_long_as_a_known_one(cast: Cast) -> None:
    account(cast, "赵")

    def seconds(name: str) -> float:
        begun = time.perf_counter()
        knock(name, "wrong", client=Client(REMOTE_ADDR=HOME))
        return time.perf_counter() - begun

    seconds("赵")  # the first one warms up what is shared
    known = [seconds("赵") for _ in range(3)]
    unknown = [seconds("没有此人") for _ in range(3)]

    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def test_the_door_closes_in_the_same_words_for_a_name_that_nobody_has(cast: Cast) -> None:
    account(cast, "赵")
    for name in ("赵", "没有此人"):
        for _ in range(attempts.PER_DEVICE.free):
            knock(name, "wrong")

    known, unknown = knock("赵", "wrong"), knock("没有此人", "wrong")

    assert (known.status_code, unknown.status_code) == (429, 429)
    assert words(known) == words(unknown)


# --- Slower each time ---------------------------------------------------------------------------------------------
def test_after_five_wrong_ones_even_the_right_one_waits_and_is_told_until_when(cast: Cast) -> None:
    account(cast, "赵")
    for _ in range(attempts.PER_DEVICE.free - 1):
        assert "以后再试" not in words(knock("赵", "wrong"))
    last = knock("赵", "wrong")

    closed = knock("赵", RIGHT)

    assert "用户名或密码不对" in words(last)
    assert "以后再试" in words(last)
    assert closed.status_code == 429
    assert "试的次数太多，请在" in words(closed)
    assert "用户名或密码不对" not in words(closed)


def test_each_further_wait_is_longer_up_to_a_quarter_of_an_hour() -> None:
    waits = [attempts.PER_DEVICE.wait(count) for count in range(1, 12)]

    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900]


def test_after_the_wait_one_more_is_let_through(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account(cast, "赵")
    monkeypatch.setattr(attempts, "PER_DEVICE", attempts.Limit("device", 2, 60, (5, 60)))
    knock("赵", "wrong")
    knock("赵", "wrong")
    assert knock("赵", RIGHT).status_code == 429

    time.sleep(5.1)

    assert knock("赵", "wrong").status_code == 422
    assert knock("赵", RIGHT).status_code == 429


def test_a_right_password_begins_anew(cast: Cast) -> None:
    account(cast, "赵")
    for _ in range(attempts.PER_DEVICE.free - 1):
        knock("赵", "wrong")
    assert is_in(knock("赵", RIGHT))

    for _ in range(attempts.PER_DEVICE.free - 1):
        assert "以后再试" not in words(knock("赵", "wrong"))


def test_of_many_at_once_not_one_more_passes() -> None:
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR=HOME)

    def passes(_: int) -> bool:
        try:
            attempts.begin(request, "赵")
        except attempts.TooOften:
            return False
        return True

    with ThreadPoolExecutor(20) as crowd:
        passed = sum(crowd.map(passes, range(40)))

    assert passed == attempts.PER_DEVICE.free


# --- Nobody closes the door for another --------------------------------------------------------------------------
def test_a_stranger_elsewhere_closes_no_door_for_me(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK
    account(cast, "赵")
    for _ in range(20):
        knock("赵", "wrong", at=ELSEWHERE)
    assert knock("赵", RIGHT, at=ELSEWHERE).status_code == 429

    assert is_in(knock("赵", RIGHT, at=HOME))


def test_a_colleague_at_my_address_closes_no_door_on_my_own_device(cast: Cast) -> None:
    account(cast, "赵")
    mine = Client()
    assert is_in(knock("赵", RIGHT, at=OFFICE, client=mine))
    mine.post("/sign-out/")
    for _ in range(10):
        knock("赵", "wrong", at=OFFICE)
    assert knock("赵", RIGHT, at=OFFICE).status_code == 429

    assert is_in(knock("赵", RIGHT, at=OFFICE, client=mine))


def test_who_tries_many_names_from_one_address_is_stopped_and_known_devices_there_are_not(
    cast: Cast, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = QUICK
    account(cast, "赵")
    mine = Client()
    knock("赵", RIGHT, at=OFFICE, client=mine)
    mine.post("/sign-out/")
    for number in range(attempts.PER_ADDRESS.free):
        assert knock(f"名字{number}", "wrong", at=OFFICE).status_code == 422

    assert knock("又一个", "wrong", at=OFFICE).status_code == 429
    assert is_in(knock("赵", RIGHT, at=OFFICE, client=mine))
    assert is_in(knock("赵", RIGHT, at=HOME))


def test_an_account_tried_from_everywhere_is_closed_to_strangers_only(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK
    account(cast, "赵")
    mine = Client()
    knock("赵", RIGHT, at=HOME, client=mine)
    mine.post("/sign-out/")
    for number in range(attempts.PER_ACCOUNT.free):
        knock("赵", "wrong", at=f"100.64.{number}.1")

    assert knock("赵", RIGHT, at=ELSEWHERE).status_code == 429
    assert is_in(knock("赵", RIGHT, at=HOME))  # the address where its password was last right
    assert is_in(knock("赵", RIGHT, at=ELSEWHERE, client=mine))  # the device


def test_a_forged_device_is_a_stranger(cast: Cast) -> None:
    account(cast, "赵")
    forger = Client()
    forger.cookies["bihuan_device"] = "eyJuIjoieCIsImEiOlsieSJdfQ:1abcde:forged"
    for _ in range(attempts.PER_DEVICE.free):
        knock("赵", "wrong", client=forger)

    assert knock("赵", RIGHT, client=forger).status_code == 429


def test_a_household_of_the_sixth_kind_is_one_address() -> None:
    addresses = [
        attempts.address_of(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    ]

    assert addresses[0] == addresses[1] != addresses[2]


def test_an_address_that_the_asker_writes_himself_is_not_believed(settings: Any) -> None:
    asked = RequestFactory().get("/", REMOTE_ADDR=OFFICE, headers={"X-Forwarded-For": f"{HOME}, {ELSEWHERE}"})

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert attempts.address_of(asked) == OFFICE
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the proxy adds what it saw at the end
    assert attempts.address_of(asked) == ELSEWHERE


# --- Redis may be away ---------------------------------------------------------------------------------------------
@pytest.fixture
def no_redis(settings: Any) -> None:
    """Nothing listens at the cache's address."""
    cache = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": cache}


@pytest.mark.usefixtures("no_redis")
def test_without_redis_people_sign_in_and_the_limit_holds(cast: Cast) -> None:
    account(cast, "赵")
    account(cast, "李")
    begun = time.monotonic()
    assert is_in(knock("赵", RIGHT, at=HOME))
    for _ in range(attempts.PER_DEVICE.free):
        knock("李", "wrong")

    assert knock("李", RIGHT).status_code == 429
    assert time.monotonic() - begun < 15


@pytest.mark.usefixtures("db")
def test_the_table_does_what_redis_does(settings: Any) -> None:
    def life(cache: SteadyCache) -> list[Any]:
        return [
            cache.add("a", 1, 60),
            cache.add("a", 2, 60),
            cache.incr("a"),
            cache.get("a"),
            cache.touch("a", 60),
            cache.delete("a"),
            cache.delete("a"),
            cache.get("a", "gone"),
        ]

    params = settings.CACHES["default"]
    there = SteadyCache(params["LOCATION"], params)
    away = SteadyCache("redis://127.0.0.1:1/0", params)

    assert life(there) == life(away) == [True, False, 2, 2, True, True, False, "gone"]


# --- Where one comes in -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/", r"/\elsewhere.example", "javascript:alert(1)"]
)
def test_the_door_leads_to_no_other_site(cast: Cast, to: str) -> None:
    account(cast, "赵")

    assert knock("赵", RIGHT, next=to).headers["Location"] == "/"


def test_the_door_leads_to_the_page_that_was_asked_for(cast: Cast) -> None:
    account(cast, "赵")
    client = Client()
    door = client.get("/ledger/?q=消防").headers["Location"]

    page = client.get(door)

    assert 'name="next" value="/ledger/?q=' in page.content.decode()
    assert knock("赵", RIGHT, client=client, next="/ledger/?q=x").headers["Location"] == "/ledger/?q=x"


def test_a_session_that_another_laid_under_me_is_not_mine(cast: Cast) -> None:
    account(cast, "赵")
    laid = Client().session
    laid["laid"] = True
    laid.save()
    key = laid.session_key
    victim = Client()
    victim.cookies["sessionid"] = key

    assert is_in(knock("赵", RIGHT, client=victim))

    attacker = Client()
    attacker.cookies["sessionid"] = key
    assert victim.cookies["sessionid"].value != key
    assert attacker.get("/").status_code == 302


def test_every_page_is_behind_the_door_but_these() -> None:
    def views(resolver: URLResolver, before: str = "") -> Any:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield before + str(entry.pattern), entry.callback
            else:
                yield from views(entry, before + str(entry.pattern))

    opened = {path for path, view in views(get_resolver()) if not getattr(view, "login_required", True)}

    # The enterprise's door asks for a notice's link and its check number instead.
    notices = {path for path in opened if path.startswith(("d/", "door/<int:pk>/"))}
    # What a device keeps for when there is no network: the same for everybody (tests/web/test_report.py).
    kept = {"report/offline/", "offline/", "sw.js"}
    assert opened - notices - kept == {"healthz", "sign-in/", "sign-in/code/", "sign-out/", "language/"}
    assert len(notices) == 8


def test_nobody_makes_himself_an_account_or_asks_for_a_password_by_post() -> None:
    for path in ("signup/", "accounts/signup/", "sign-in/signup/", "password/reset/", "accounts/password/reset/"):
        assert Client().get(f"/{path}").status_code in (302, 404)
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not [name for name in names if "signup" in name or "reset" in name or "email" in name]


def test_a_device_is_called_what_its_owner_would_call_it() -> None:
    agents = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0": (
            "Windows 上的 Edge"
        ),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit MicroMessenger/8.0.50": "iPhone 上的 微信",
        "curl/8": "未知设备",
    }

    assert {agent: name_of(agent) for agent in agents} == agents
