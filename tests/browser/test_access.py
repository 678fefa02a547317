"""Every page is read aloud, tabbed through and printed by somebody: axe finds nothing serious on any of them.

At a desk and on a phone, in both languages; what the pages log to the console fails the test (`visit`).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hazards.enums import State
from tests.cast import Cast

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
# A test's own script: the policy of the pages lets in none but theirs.
FOUND = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => one.id + " " + one.nodes.map(node => node.html.slice(0, 160)).join(" | "))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# Who opens which pages of what; `{pk}` is the hazard in the state named.
PAGES = [
    ("民", None, ("/report/", "/inbox/", "/me/")),
    ("李", State.REPORTED, ("/", "/hazards/{pk}/", "/hazards/{pk}/propose_assignment/", "/hazards/{pk}/split/")),
    ("赵", State.AWAITING_APPROVAL, ("/", "/hazards/{pk}/", "/ledger/?state=all", "/hazards/{pk}/ask_void/")),
    ("消长", State.DISPATCHED, ("/", "/hazards/{pk}/", "/hazards/{pk}/object/")),
    ("企", State.RECTIFYING, ("/hazards/{pk}/", "/hazards/{pk}/ask_extend/", "/hazards/{pk}/deadline/")),
    ("消一", State.AWAITING_VERIFICATION, ("/hazards/{pk}/", "/hazards/{pk}/fail_verification/")),
    ("消一", State.RECTIFYING, ("/hazards/{pk}/notice/", "/hazards/{pk}/deadline/")),
    ("应长", State.CONSULTING, ("/", "/hazards/{pk}/", "/hazards/{pk}/rule/", "/hazards/{pk}/exceptions/")),
]


def faults(page: Any) -> list[str]:
    """What axe finds on the page as it stands, and whether it is wider than the window."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wider = page.evaluate(WIDER)
    return [*page.evaluate(FOUND), *([f"{wider} px wider than the window"] if wider > 0 else [])]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("who", "state", "paths"), PAGES, ids=[who for who, _state, _paths in PAGES])
def test_no_page_shuts_anybody_out(
    visit: Visit, site: str, committed_cast: Cast, who: str, state: State | None, paths: tuple[str, ...], width: int
) -> None:
    hazard = committed_cast.hazard_in(state) if state else None
    page = visit(who, width=width)
    found = {}
    for path in paths:
        page.goto(site + path.format(pk=hazard.pk if hazard else ""))
        found[path] = faults(page)

    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_door_and_the_errors_shut_nobody_out(visit: Visit, site: str, width: int) -> None:
    page = visit("民", width=width)
    found = {}
    for path in ("/hazards/999999/", "/ledger/?q=没有这样的词"):
        page.goto(site + path)
        found[path] = faults(page)
    page.goto(f"{site}/me/")
    page.get_by_role("main").get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("heading", name="登录", exact=True).wait_for()
    found["signed out"] = faults(page)

    assert {path: said for path, said in found.items() if said} == {}
