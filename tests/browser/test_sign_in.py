"""Signing in with a browser: passkeys under the strict policy, the warning before one is signed out, small screens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hazards.enums import State
from responsibility.models import User
from tests.cast import Cast
from tests.web.test_second_factor import code_of

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def with_a_key(page: Any) -> None:
    """Give the browser a key that says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def give_password(page: Any, name: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill("correct horse battery")
    page.get_by_role("button", name="登录").click()


def test_a_head_sets_up_a_passkey_and_signs_in_with_it(
    visit: Visit, site: str, committed_cast: Cast, settings: Any
) -> None:
    page = visit("赵")
    here = site.replace("127.0.0.1", "localhost")  # a passkey is bound to a name, never to a number
    with_a_key(page)
    settings.SECOND_FACTOR_REQUIRED = True
    page.goto(f"{here}/sign-in/")
    give_password(page, "赵")
    page.get_by_role("heading", name="先设置第二重验证").wait_for()

    page.get_by_role("link", name="用通行密钥").click()
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_role("button", name="添加").click()
    page.get_by_role("heading", name="备用码").wait_for()
    page.get_by_role("link", name="已经收好，回工作台").click()
    page.get_by_role("heading", name="工作台").wait_for(state="attached")
    page.goto(f"{here}/me/second-factor/")
    assert page.get_by_text("办公电脑").first.is_visible()

    page.goto(f"{here}/me/")
    page.get_by_role("main").get_by_role("button", name="退出", exact=True).last.click()
    give_password(page, "赵")
    page.get_by_role("button", name="用通行密钥登录").click()

    page.get_by_role("heading", name="工作台").wait_for(state="attached")


def test_a_passkey_that_is_not_given_leaves_the_other_way(visit: Visit, site: str, committed_cast: Cast) -> None:
    page = visit("民")
    page.goto(f"{site}/me/second-factor/passkeys/add/")

    page.get_by_role("button", name="添加").click()  # there is no key, and a number is no name

    page.get_by_text("没有完成：通行密钥没有给出，或已取消").wait_for()


def test_the_telephone_is_set_up_by_the_code_or_by_hand(visit: Visit, site: str) -> None:
    page = visit("民")
    page.goto(f"{site}/me/second-factor/code/")
    code = page.get_by_role("img", name="供验证器应用扫描的码")
    assert code.evaluate("image => image.naturalWidth > 0")
    page.get_by_text("扫不了？手工输入").click()
    secret = page.locator(".bh-secret").inner_text()

    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="完成设置").click()
    page.get_by_text("验证码不对").wait_for()
    page.get_by_label("验证码").fill(code_of(secret))
    page.get_by_role("button", name="完成设置").click()

    page.get_by_role("heading", name="备用码").wait_for()


def test_a_warning_comes_before_one_is_signed_out_and_goes_when_one_stirs(
    visit: Visit, site: str, committed_cast: Cast, settings: Any
) -> None:
    settings.IDLE_MINUTES = 4
    page = visit("赵")
    page.clock.install()
    page.goto(f"{site}/me/")

    page.clock.fast_forward("00:20")
    band = page.get_by_text("分钟不操作，会自动退出；")
    band.wait_for()
    settings.IDLE_MINUTES = 30
    assert "4" in band.inner_text()

    page.clock.fast_forward("30:00")
    assert "0" in band.inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_an_account_are_for_everybody(visit: Visit, site: str, committed_cast: Cast, width: int) -> None:
    User.objects.filter(username="赵").update(must_change_password=False)
    page = visit("赵", width=width)
    for path in ("/me/", "/me/password/", "/me/second-factor/", "/me/second-factor/code/", "/me/second-factor/needed/"):
        page.goto(f"{site}{path}")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'best-practice']})")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert page.evaluate(WIDER) <= 0


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_typed_too_late_is_given_back(visit: Visit, site: str, committed_cast: Cast, width: int) -> None:
    path = f"/hazards/{committed_cast.hazard_in(State.AWAITING_APPROVAL).pk}/reject_assignment/"
    page = visit("赵", width=width)
    page.goto(site + path)
    page.locator("textarea").first.fill("三楼楼道堆满纸箱，安全门打不开")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("main").get_by_role("button").last.click()

    page.get_by_role("heading", name="没有交上").wait_for()
    assert page.get_by_text("三楼楼道堆满纸箱，安全门打不开").is_visible()
    assert page.get_by_role("link", name="登录，回到那一页").get_attribute("href") == f"/sign-in/?next={path}"
    assert page.evaluate(WIDER) <= 0
