"""Whole lives of hazards in a browser, each step by whoever takes it, on a telephone and at a desk.

Every page on the way is asked by axe, and the browser's console stays empty. `pytest -s` prints the taps and seconds of
each step: from the page that its person starts at, everything that is pressed, chosen or typed counts as one.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazards.enums import State
from hazards.models import Hazard
from tests.browser.test_access import faults
from tests.browser.test_door import photograph
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
Visit = Callable[..., Any]
WRITTEN = "textarea, input:not([type=checkbox], [type=radio])"


class Step:
    """One person's step: a page, and how many taps it took."""

    def __init__(self, page: Any, place: Path) -> None:
        self.page, self.place, self.taps = page, place, 0

    def press(self, name: str, *, role: str = "button") -> None:
        """Press the button or link of this name, with or without the dots that say a form follows."""
        self.page.get_by_role(role, name=re.compile(f"^{name}…?$")).first.click()
        self.taps += 1

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).and_(self.page.locator(WRITTEN)).first.fill(text)
        self.taps += 1

    def choose(self, label: str, option: str) -> None:
        field = self.page.get_by_label(label).first
        field.select_option(label=option)
        self.taps += 1

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()
        self.taps += 1

    def shoot(self, *roles: str) -> None:
        for role in roles:
            self.page.locator(f"input[name={role}]").first.set_input_files(photograph(self.place))
            self.taps += 1

    def seen(self, words: str) -> None:
        """Wait for a heading or a message with these words; nobody may be shut out of the page that shows them."""
        shown = self.page.get_by_role("heading", name=words).or_(self.page.get_by_role("status").get_by_text(words))
        complaints = self.page.locator(".bh-refusebox:visible, .bh-band-fault:visible, .bh-wrong:visible")
        shown.or_(complaints).first.wait_for()
        assert shown.count(), complaints.all_inner_texts()
        assert faults(self.page) == []


@pytest.fixture
def step(visit: Visit, site: str, tmp_path: Path, width: int) -> Callable[..., Any]:
    """Lets a person take a step: `with step(name, what, path)`; he signs in once and keeps his window."""
    pages: dict[str, Any] = {}

    @contextmanager
    def taken(name: str, what: str, path: str = "/") -> Iterator[Step]:
        page = pages.get(name) or pages.setdefault(name, visit(name, width=width))
        page.goto(site + path)
        assert faults(page) == []
        begun, one = time.monotonic(), Step(page, tmp_path)
        yield one
        print(f"{what} ({name}, {width} px): {one.taps} taps, {time.monotonic() - begun:.1f} s")

    return taken


def reported(step: Any) -> Hazard:
    with step("民", "report", "/report/") as citizen:
        citizen.shoot("before")
        citizen.write("一句话说清", "二楼疏散通道堆放纸箱，宽度不足 1 米")
        citizen.choose("街道（镇）", "柳荫街道")
        citizen.write("地点", "云汀五金厂二楼")
        citizen.press("上报")
        citizen.seen("已上报，编号")
    return Hazard.objects.get()


def assigned(step: Any, hazard: Hazard, demand_on: date) -> None:
    with step("李", "propose", f"/hazards/{hazard.pk}/") as office:
        office.tick("一般隐患")
        office.choose("牵头单位", "区消防救援局")
        office.write("整改单位", "云汀五金厂")
        office.write("整改期限", demand_on.isoformat())
        office.press("拟派单")
        office.seen("已办：拟派单")
    with step("赵", "approve in a batch") as head:
        head.page.locator("input[name=pick]").check()
        head.press("批准所选")
        head.press("批准 1 件")
        head.seen("已批准 1 件")


def accepted(step: Any, hazard: Hazard) -> tuple[str, str]:
    """The officer accepts and issues a notice; the number on it, and where its link leads."""
    with step("消一", "accept", f"/hazards/{hazard.pk}/") as officer:
        officer.press("签收")
        officer.seen("已办：签收")
        officer.press("通知书和二维码", role="link")
        officer.write("您的联系电话", "0571-88880000")
        officer.press("开具通知书")
        officer.page.get_by_role("heading", name="隐患限期整改通知书").wait_for()
        link = re.search(r"/d/[\w-]{43}", officer.page.locator("#bh-words").input_value())
        assert link
        return officer.page.locator(".bh-papernumber").inner_text(), link.group()


def rectified(owner: Step, address: str, number: str) -> None:
    owner.page.goto(address)
    owner.write("核对码", number)
    owner.press("在这台手机上打开")
    owner.seen("请改好，拍照交上去")
    owner.shoot("after")
    owner.write("写一句：怎么改的", "通道已清空")
    owner.press("交上去，请人来复查")
    owner.seen("已经交上，等人来复查")


def verified(step: Any, hazard: Hazard) -> None:
    here = f"/hazards/{hazard.pk}/"
    with step("消二", "sign", f"{here}sign_opinion/") as second:
        second.write("复查意见", "现场已清空")
        second.shoot("on_site")
        second.press("签署复查意见")
        second.seen("已办：签署复查意见")
    with step("消一", "verify", here) as officer:
        officer.write("复查意见", "现场复查合格")
        officer.shoot("on_site")
        officer.press("复查合格")
        officer.seen("已办：复查合格")


@pytest.mark.parametrize("width", [390, 1280])
def test_from_a_blocked_stairway_to_its_write_off(
    step: Any, browser: Any, committed_cast: Cast, site: str, width: int, tmp_path: Path
) -> None:
    hazard = reported(step)
    assigned(step, hazard, committed_cast.in_days(7))
    number, link = accepted(step, hazard)
    window = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
    owner = Step(window.new_page(), tmp_path)
    rectified(owner, site + link, number)
    print(f"submit by link (owner, {width} px): {owner.taps} taps")
    window.close()
    verified(step, hazard)
    with step("消长", "write off", f"/hazards/{hazard.pk}/") as chief:
        chief.press("销号")
        chief.seen("已办：销号")

    hazard.refresh_from_db()
    assert hazard.state == State.WRITTEN_OFF
    with step("民", "see what became of it", f"/hazards/{hazard.pk}/") as citizen:
        assert citizen.page.get_by_text("已销号").first.is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_ten_are_approved_in_three_taps(step: Any, committed_cast: Cast, width: int) -> None:
    for _time in range(10):
        committed_cast.hazard_in(State.AWAITING_APPROVAL)
    with step("赵", "approve ten") as head:
        head.tick("全选")
        head.press("批准所选")
        head.press("批准 10 件")
        head.seen("已批准 10 件")

    assert head.taps == 3
    assert Hazard.objects.filter(state=State.DISPATCHED).count() == 10


@pytest.mark.parametrize("width", [390, 1280])
def test_a_department_that_objects_and_the_office_that_rules(step: Any, committed_cast: Cast, width: int) -> None:
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    here = f"/hazards/{hazard.pk}/"
    with step("消长", "object", here) as objecting:
        objecting.press("提出异议", role="link")
        objecting.write("依据", "城市管理职责清单第 12 条")
        objecting.choose("应当负责的单位", "区城管局")
        objecting.press("提出异议")
        objecting.seen("已办：提出异议")
    with step("城长", "disclaim", here) as second:
        second.press("不予认领", role="link")
        second.write("依据", "消防法第五十三条")
        offered = second.page.get_by_label("应当负责的单位").locator("option").all_inner_texts()
        assert "区消防救援局" not in offered, "whoever has said that it isn't theirs isn't offered again"
        second.choose("应当负责的单位", "无主管部门")
        second.press("不予认领")
        second.seen("已办：不予认领")
    hazard.refresh_from_db()
    assert hazard.state == State.CONSULTING, "the second denial convenes by itself"
    with step("应长", "rule", here) as office:
        page = office.page
        for part in page.locator("form[action$='/rule/'] textarea:visible").all():
            part.fill("依消防法第五十三条，疏散通道由消防救援机构监管")
            office.taps += 1
        office.choose("牵头单位", "区消防救援局")
        office.choose("复查单位", "区消防救援局")
        office.write("以谁的名义", "区安委会办公室")
        office.write("文号", "云安防裁〔2026〕1号")
        office.press("裁定")
        office.seen("已办：裁定")
    hazard.refresh_from_db()
    assert (hazard.lead.name, hazard.state) == ("区消防救援局", State.RECTIFYING)
    with step("消长", "look for the objection", here) as loser:
        assert loser.page.get_by_role("link", name="提出异议…").count() == 0
        assert loser.page.get_by_role("definition").get_by_text("云安防裁〔2026〕1号").first.is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_who_rectifies_does_not_verify_and_is_told_before_and_after_the_press(
    step: Any, committed_cast: Cast, site: str, width: int
) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_VERIFICATION)
    here = f"/hazards/{hazard.pk}/"
    with step("企", "look for the verification", here) as owner:
        assert owner.page.get_by_role("button", name="复查合格").count() == 0
        assert owner.page.locator(".bh-refuse").get_by_text("复查合格").first.is_visible()
    with step("企", "press it all the same", f"{here}pass_verification/") as owner:
        owner.seen("“复查合格”现在还不能办")
    with step("消一", "verify without a photograph", here) as officer:
        officer.write("复查意见", "现场复查合格")
        officer.press("复查合格")
        officer.page.get_by_role("alert").first.wait_for()
        assert officer.page.get_by_label("复查意见").first.input_value() == "现场复查合格"
        assert faults(officer.page) == []
    hazard.refresh_from_db()
    assert hazard.state == State.AWAITING_VERIFICATION
    with step("城一", "a stranger's number", here) as stranger:
        stranger.seen("没有这一件，或您看不到它")
