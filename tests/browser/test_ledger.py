"""The ledger in a browser: narrowed and kept under a name; a workbook handed in, asked about, imported."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hazards.enums import State
from hazards.models import Hazard
from hazards.services.ledgers import work_on_ledgers
from tests.browser.test_access import faults
from tests.browser.test_pages import SMALL, WIDER
from tests.cast import Cast
from tests.ledgers import write_ledger

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
Visit = Callable[..., Any]


def in_order(page: Any, width: int) -> None:
    """Nobody is shut out, nothing is wider than the window; on a telephone everything can be pressed."""
    assert faults(page) == []
    assert page.evaluate(WIDER) == 0
    if width < 600:
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_ledger_is_handed_in_answered_and_imported(
    visit: Visit, committed_cast: Cast, site: str, tmp_path: Path, width: int
) -> None:
    page = visit("李", width=width)
    page.goto(f"{site}/ledger/")
    page.get_by_role("link", name=re.compile("^导入")).click()
    page.get_by_label("台账（").set_input_files(write_ledger(tmp_path / "九月台账.xlsx"))
    page.get_by_role("button", name="交来检查").click()
    page.get_by_role("status").get_by_text("您可以离开这一页").wait_for()
    in_order(page, width)

    work_on_ledgers()
    page.get_by_role("heading", name="检查的结果，还没有写入").wait_for()
    in_order(page, width)
    page.get_by_label("“河畔木器（虚构）”怎么办").select_option(label="新建这个单位")
    page.get_by_role("button", name="照此导入").click()
    page.get_by_role("status").get_by_text("您可以离开这一页").wait_for()
    work_on_ledgers()
    page.get_by_role("heading", name="导入的结果").wait_for()
    in_order(page, width)

    assert Hazard.objects.count() == 3
    page.get_by_role("link", name="看导入的").click()
    assert page.get_by_text("配电箱无门").first.is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_question_is_asked_once_and_kept(visit: Visit, committed_cast: Cast, site: str, width: int) -> None:
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    committed_cast.hazard_in(State.REPORTED)
    page = visit("赵", width=width)
    page.goto(f"{site}/ledger/")
    page.get_by_role("link", name="更多条件").click()
    in_order(page, width)
    page.get_by_label("牵头单位").select_option(label="区消防救援局")
    page.get_by_role("button", name="按这些条件看").click()
    page.get_by_role("link", name="去掉 牵头单位：区消防救援局").wait_for()
    in_order(page, width)
    assert page.locator("tbody tr").count() == 1
    assert page.get_by_text(hazard.number).first.is_visible()

    page.get_by_text("存下现在的条件，或删掉存好的").click()
    page.get_by_label("名称", exact=True).fill("消防在办")
    page.get_by_role("button", name="存下", exact=True).click()
    page.get_by_role("status").get_by_text("已存为“消防在办”").wait_for()
    page.goto(f"{site}/ledger/")
    page.get_by_role("link", name="消防在办").first.click()
    page.get_by_role("link", name="去掉 牵头单位：区消防救援局").wait_for()

    assert page.locator("tbody tr").count() == 1
    in_order(page, width)
