"""The pages in a browser: at a desk and on a phone, by keyboard, without scripts, under the strict policy."""

from collections.abc import Callable
from typing import Any

import pytest

from hazards.enums import State
from hazards.models import Hazard
from tests.cast import Cast

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('main .bh-btn, main .bh-input, .bh-tabbar a, .bh-topbar a')]
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""


def test_the_street_head_signs_in_finds_his_turn_and_approves(visit: Visit, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    page = visit("赵")

    page.get_by_role("link", name=hazard.description).first.click()
    page.get_by_label("意见").fill("同意，抓紧")
    page.get_by_role("button", name="批准派单").click()

    page.get_by_role("status").get_by_text("已办：批准派单").wait_for()
    assert Hazard.objects.get(pk=hazard.pk).state == State.DISPATCHED
    assert page.get_by_text("同意，抓紧").is_visible()
    page.get_by_role("link", name="工作台").first.click()
    assert page.get_by_role("heading", name="没有轮到您的事").is_visible()


def test_a_refusal_is_part_of_the_page_before_the_click(visit: Visit, committed_cast: Cast, site: str) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    page = visit("李")

    page.goto(f"{site}/hazards/{hazard.pk}/")

    assert page.get_by_role("button", name="批准派单").count() == 0
    assert page.locator(".bh-refuse").get_by_text("拟派单人不能审批自己的拟派").first.is_visible()


def test_two_at_once_the_second_keeps_his_words(visit: Visit, committed_cast: Cast, site: str) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    first, second = visit("赵"), visit("钱")
    for page in (first, second):
        page.goto(f"{site}/hazards/{hazard.pk}/")
    second.get_by_label("意见").fill("我也同意")

    first.get_by_role("button", name="批准派单").click()
    first.get_by_role("status").wait_for()
    second.get_by_role("button", name="批准派单").click()

    second.get_by_role("heading", name="晚了一步").wait_for()
    assert second.get_by_text("我也同意").is_visible()
    assert second.get_by_text("赵 于").is_visible()


def test_the_first_tab_leads_past_the_menu(visit: Visit, committed_cast: Cast) -> None:
    page = visit("赵")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_scrolls_sideways_and_thumbs_find_their_targets(
    visit: Visit, committed_cast: Cast, site: str, width: int, language: str
) -> None:
    hazards = [committed_cast.hazard_in(s) for s in (State.REPORTED, State.AWAITING_APPROVAL, State.RECTIFYING)]
    page = visit("赵", width=width)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    paths = ["/", "/ledger/", "/report/", "/inbox/", "/me/", *(f"/hazards/{hazard.pk}/" for hazard in hazards)]
    paths.append(f"/hazards/{hazards[1].pk}/reject_assignment/")

    for path in paths:
        page.goto(site + path)
        assert page.evaluate(WIDER) == 0, path
        assert page.locator("h1").count() == 1, path
        if width < 768:
            assert page.evaluate(SMALL) == [], path
