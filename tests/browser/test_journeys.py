"""The main journeys in a browser, at 390 px as on a telephone: how many taps each takes is part of the promise."""

from collections.abc import Callable
from typing import Any

import pytest

from hazards.enums import Level, State
from hazards.models import Hazard
from tests.browser.test_access import faults
from tests.cast import Cast

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]


def test_a_street_head_approves_ten_between_two_meetings_with_three_taps(visit: Visit, committed_cast: Cast) -> None:
    hazards = [committed_cast.hazard_in(State.AWAITING_APPROVAL) for _ in range(10)]
    major = committed_cast.hazard_in(State.AWAITING_APPROVAL, level=Level.MAJOR)
    page = visit("赵", width=390)

    page.get_by_label("全选可批的 10 件").check()
    page.get_by_role("button", name="批准所选…").click()
    page.get_by_role("heading", name="批准派单 10 件？").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="批准 10 件").click()  # it arms first: the click waits for that

    page.get_by_role("heading", name="已批准 10 件").wait_for()
    assert faults(page) == []
    assert {Hazard.objects.get(pk=hazard.pk).state for hazard in hazards} == {State.DISPATCHED}
    assert Hazard.objects.get(pk=major.pk).state == State.AWAITING_APPROVAL


def test_the_button_arms_only_after_a_look_and_escape_leads_away(visit: Visit, committed_cast: Cast) -> None:
    committed_cast.hazard_in(State.AWAITING_APPROVAL)
    page = visit("赵", width=390)
    page.locator("input[name=pick]").check()
    page.get_by_role("button", name="批准所选…").click()

    button = page.locator("form[data-arming] button")
    button.wait_for()
    assert not button.is_enabled()
    assert page.evaluate("document.activeElement.textContent") == "再看看"
    page.locator("form[data-arming] button:enabled").wait_for()
    page.keyboard.press("Escape")

    page.locator("input[name=pick]").wait_for()
    assert Hazard.objects.get().state == State.AWAITING_APPROVAL


def test_the_dock_counts_what_is_picked_and_lets_go_of_it(visit: Visit, committed_cast: Cast) -> None:
    for _ in range(2):
        committed_cast.hazard_in(State.AWAITING_APPROVAL)
    page = visit("赵")
    dock = page.locator("[data-dock]")
    assert not dock.is_visible()

    page.locator("input[name=pick]").first.check()
    assert dock.get_by_text("已选 1 件").is_visible()
    page.get_by_role("button", name="取消选择").click()

    dock.wait_for(state="hidden")
    assert page.locator("input[name=pick]:checked").count() == 0
