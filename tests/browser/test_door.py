"""The enterprise's door on a telephone: from the paper's code to the result, by somebody who has no account."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hazards.enums import State
from hazards.models import Hazard
from tests.browser.test_pages import SMALL, WIDER
from tests.camera import shoot
from tests.cast import Cast
from tests.web.test_door import issue

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]


def photograph(place: Path) -> str:
    """A photograph in a telephone's album."""
    taken = shoot()
    file = place / str(taken.name)
    file.write_bytes(taken.read())
    return str(file)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_scans_photographs_and_sends_and_sees_whose_turn_it_is(
    visit: Visit, browser: Any, committed_cast: Cast, site: str, tmp_path: Path, scripts: bool
) -> None:
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    officer = visit("消一")
    officer.goto(f"{site}/hazards/{hazard.pk}/")
    officer.get_by_role("link", name="通知书和二维码…").click()
    officer.get_by_label("您的联系电话").fill("0571-88880000")
    officer.get_by_role("button", name="开具通知书").click()
    officer.get_by_role("heading", name="隐患限期整改通知书").wait_for()
    number = officer.locator(".bh-papernumber").inner_text()
    sent = officer.locator("#bh-words").input_value()
    token = sent.split("/d/")[1][:43]

    telephone = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page = telephone.new_page()
    page.goto(f"{site}/d/{token}")
    assert token not in page.url
    assert page.get_by_text(hazard.description).count() == 0
    page.get_by_label("核对码").fill(number)
    page.get_by_role("button", name="在这台手机上打开").click()
    page.get_by_role("heading", name="请改好，拍照交上去").wait_for()
    assert page.get_by_role("heading", level=1).get_by_text(hazard.description).is_visible()
    if scripts:
        assert page.evaluate(WIDER) == 0
        assert page.evaluate(SMALL) == []
    for role in ("before", "after"):
        page.locator(f"input[name={role}]").first.set_input_files(photograph(tmp_path))
    page.get_by_label("写一句：怎么改的").fill("通道已清空")
    page.get_by_role("button", name="交上去，请人来复查").click()
    page.get_by_role("heading", name="已经交上，等人来复查").wait_for()

    assert page.get_by_role("status").get_by_text("收到了，谢谢您").is_visible()
    assert Hazard.objects.get(pk=hazard.pk).state == State.AWAITING_VERIFICATION
    page.goto(f"{site}/")
    assert page.get_by_role("heading", name="登录").is_visible()
    telephone.close()


def test_without_a_net_nothing_is_sent_and_nothing_is_lost(
    visit: Visit, browser: Any, committed_cast: Cast, site: str
) -> None:
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    issued = issue(committed_cast, hazard)
    telephone = browser.new_context(viewport={"width": 390, "height": 844})
    page = telephone.new_page()
    page.goto(f"{site}/d/{issued.token}")
    page.get_by_label("核对码").fill(issued.number)
    page.get_by_role("button", name="在这台手机上打开").click()
    page.get_by_label("写一句：怎么改的").fill("通道已清空")

    telephone.set_offline(True)
    page.get_by_role("button", name="交上去，请人来复查").click()

    assert page.get_by_role("alert").get_by_text("现在没有网络，还没有交上").is_visible()
    assert page.get_by_label("写一句：怎么改的").input_value() == "通道已清空"
    telephone.close()
