"""A report from a cheap telephone: few taps, a hint and no barrier, and nothing is lost without a network."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.db import connections

from hazards.models import Hazard
from responsibility import services
from tests.browser.test_access import faults
from tests.camera import shoot
from tests.cast import REGISTRAR, Cast
from tests.web import conftest as web

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
HERE = {"latitude": 29.5, "longitude": 124.5}
# Everything that the worker has kept: addresses and texts.
KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request, {ignoreVary: true});
            found.push([request.url, await answer.text()]);
        }
    }
    return found;
}"""
WORDS = "楼道里两辆电动车拉线充电，挡住半边楼梯"


def photograph(place: Path) -> str:
    """A photograph in a telephone's album."""
    taken = shoot(side=640)
    file = place / str(taken.name)
    file.write_bytes(taken.read())
    return str(file)


@pytest.fixture
def registered(committed_cast: Cast) -> None:
    """Two places of the register, some steps from where the telephone is."""
    for name, metres, operator in (("云汀五金厂车间", 20, committed_cast.firm), ("荷塘里 5 栋", 80, None)):
        services.register_place(
            actor=REGISTRAR,
            name=name,
            address=f"柳荫路 {metres} 号",
            community=committed_cast.units["990101001001"],
            operator=operator,
            latitude_e7=295_000_000 + metres * 90,
            longitude_e7=1_245_000_000,
        )


class Telephone:
    """A browser of its own, with its own store; `said` collects faults and what the policy of the pages refused."""

    def __init__(self, browser: Any, site: str, cast: Cast, width: int) -> None:
        self.site, self.cast, self.said = site, cast, []
        self.context = browser.new_context(
            viewport={"width": width, "height": 844}, locale="zh-CN", geolocation=HERE, permissions=["geolocation"]
        )
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.taps = 0

    def _hear(self, text: str) -> None:
        if "Content Security Policy" in text or "Uncaught" in text:
            self.said.append(text)

    def sign_in(self, name: str) -> None:
        web.account(self.cast, name)
        self.page.goto(f"{self.site}/sign-in/")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill("correct horse battery")
        self.page.get_by_role("button", name="登录").click()
        self.page.get_by_role("heading", name="工作台").wait_for(state="attached")

    def open_report(self) -> None:
        self.page.goto(f"{self.site}/report/")
        self.page.locator("#bh-near").wait_for()

    def tap(self, what: Any) -> None:
        self.taps += 1
        what.click()

    def worker_ready(self) -> None:
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.reload()
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")


@pytest.fixture
def telephone(browser: Any, site: str, committed_cast: Cast) -> Iterator[Callable[..., Telephone]]:
    """Gives telephones; at the end none may have met a fault or a refusal of the pages' policy."""
    given: list[Telephone] = []

    def new(width: int = 390) -> Telephone:
        given.append(Telephone(browser, site, committed_cast, width))
        return given[-1]

    yield new
    for one in given:
        one.context.close()
    assert [text for one in given for text in one.said] == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_report_takes_five_taps_and_one_sentence(
    telephone: Any, registered: None, tmp_path: Path, width: int, capsys: Any
) -> None:
    one = telephone(width)
    one.sign_in("民")
    begun = monotonic()
    one.open_report()
    page = one.page

    one.taps += 2  # 拍照, and the camera's own button
    page.locator("input[name=before]").first.set_input_files(photograph(tmp_path))
    page.locator(".bh-shotno").get_by_text("1").wait_for()
    one.tap(page.locator("#bh-places").get_by_text("云汀五金厂车间"))
    one.tap(page.get_by_label("一句话说清"))
    page.get_by_label("一句话说清").fill(WORDS)
    assert faults(page) == []
    one.tap(page.get_by_role("button", name="上报", exact=True))
    page.get_by_role("heading", name=WORDS).first.wait_for()
    seconds = monotonic() - begun

    hazard = Hazard.objects.get()
    assert (hazard.description, hazard.place.name) == (WORDS, "云汀五金厂车间")
    assert (hazard.street.name, hazard.community.name) == ("柳荫街道", "荷塘社区")
    assert hazard.photos.count() == 1
    assert page.get_by_role("status").get_by_text("已上报，编号").is_visible()
    assert one.taps == 5
    assert seconds < 30
    with capsys.disabled():
        print(f"\n{width} px: {one.taps} taps, {seconds:.1f} s of machine time without the person's own")


def test_a_photograph_is_shown_taken_back_and_a_wrong_file_named(
    telephone: Any, registered: None, tmp_path: Path
) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    page = one.page
    wrong = tmp_path / "账单.jpg"
    wrong.write_bytes(b"%PDF-1.7")

    page.locator("input[name=before]").nth(1).set_input_files([photograph(tmp_path), str(wrong), photograph(tmp_path)])
    page.get_by_text("账单.jpg：这不是照片").wait_for()
    assert page.locator("#bh-strip li").count() == 2
    page.get_by_role("button", name="去掉第 1 张").click()

    assert page.locator("#bh-strip li").count() == 1
    page.get_by_label("地点").fill("荷塘")
    page.get_by_text("荷塘里 5 栋").click()
    page.get_by_label("一句话说清").fill(WORDS)
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("status").get_by_text("已上报，编号").wait_for()
    assert Hazard.objects.get().photos.count() == 1


def test_something_alike_is_hinted_and_reported_all_the_same(telephone: Any, registered: None, tmp_path: Path) -> None:
    one = telephone()
    one.sign_in("吴")
    for _ in range(2):
        one.open_report()
        one.page.locator("#bh-places").get_by_text("云汀五金厂车间").click()
        one.page.get_by_label("一句话说清").fill(WORDS)
        if Hazard.objects.exists():
            one.page.get_by_role("heading", name="可能已有人报过").wait_for()
            assert faults(one.page) == []
            one.page.get_by_role("button", name="仍要上报").click()
        else:
            one.page.get_by_role("button", name="上报", exact=True).click()
        one.page.get_by_role("status").get_by_text("已上报，编号").wait_for()

    assert Hazard.objects.count() == 2


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_reported_without_a_network_is_sent_once(
    telephone: Any, registered: None, tmp_path: Path, width: int
) -> None:
    one = telephone(width)
    one.sign_in("民")
    one.open_report()
    page = one.page

    one.context.set_offline(True)
    page.locator("input[name=before]").first.set_input_files(photograph(tmp_path))
    page.get_by_label("地点").fill("云汀大桥东头")
    page.get_by_label("一句话说清").fill(WORDS)
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("heading", name="已存在这台设备上").wait_for()
    page.get_by_text("待发送 1").wait_for()
    assert faults(page) == []
    assert not Hazard.objects.exists()
    one.context.set_offline(False)
    page.get_by_text("先前存着的已经发出").wait_for()

    hazard = Hazard.objects.get()
    assert (hazard.description, hazard.place_text, hazard.photos.count()) == (WORDS, "云汀大桥东头", 1)
    page.goto(f"{one.site}/")
    page.wait_for_timeout(500)
    assert not page.get_by_text("待发送").is_visible()
    assert Hazard.objects.count() == 1


def test_a_lost_reply_makes_no_second_hazard(telephone: Any, registered: None, tmp_path: Path) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    page = one.page
    lost = threading.Event()

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost.is_set():
            lost.set()
            route.fetch()  # the server has it, and its answer goes nowhere
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/report/", lose)
    page.locator("input[name=before]").first.set_input_files(photograph(tmp_path))
    page.get_by_label("地点").fill("云汀大桥东头")
    page.get_by_label("一句话说清").fill(WORDS)
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("heading", name="已存在这台设备上").wait_for()
    assert Hazard.objects.count() == 1
    page.locator("#bh-drafts").get_by_role("button", name="现在发送").click()
    page.get_by_text("先前存着的已经发出").wait_for()

    assert Hazard.objects.count() == 1
    assert Hazard.objects.get().photos.count() == 1


def test_another_account_on_the_device_neither_sees_nor_sends_it(telephone: Any, registered: None) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    page = one.page
    one.context.set_offline(True)
    page.get_by_label("地点").fill("云汀大桥东头")
    page.get_by_label("一句话说清").fill(WORDS)
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("heading", name="已存在这台设备上").wait_for()
    page.route("**/report/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    one.context.set_offline(False)
    page.goto(f"{one.site}/me/")
    page.get_by_text("待发送 1").wait_for()
    page.locator("main").get_by_role("button", name="退出").last.click()
    page.get_by_role("heading", name="还有没发出的上报").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="留着，退出").click()
    page.get_by_role("heading", name="登录").wait_for()
    page.unroute("**/report/")

    one.sign_in("吴")
    one.open_report()
    page.wait_for_timeout(1000)
    assert not page.get_by_text("待发送").is_visible()
    assert not page.locator("#bh-drafts").is_visible()
    assert not Hazard.objects.exists()
    page.goto(f"{one.site}/me/")
    page.locator("main").get_by_role("button", name="退出").last.click()
    page.get_by_role("heading", name="登录").wait_for()

    one.sign_in("民")
    page.get_by_text("先前存着的已经发出").wait_for()
    assert Hazard.objects.get().reporter_person_id == one.cast["民"].person_id


def test_a_session_that_ended_and_a_stale_token_keep_it_until_he_signs_in(telephone: Any, registered: None) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    page = one.page
    page.get_by_label("地点").fill("云汀大桥东头")
    page.get_by_label("一句话说清").fill(WORDS)
    one.context.clear_cookies()  # session and token are gone

    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_text("您的登录已经过期").wait_for()
    page.get_by_role("link", name="去登录").click()
    page.get_by_label("用户名").fill("民")
    page.get_by_label("密码").fill("correct horse battery")
    page.get_by_role("button", name="登录").click()

    page.get_by_text("先前存着的已经发出").wait_for()
    assert Hazard.objects.count() == 1


def test_a_stale_token_is_fetched_anew(telephone: Any, registered: None) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    page = one.page
    page.get_by_label("地点").fill("云汀大桥东头")
    page.get_by_label("一句话说清").fill(WORDS)
    session = [one for one in one.context.cookies() if one["name"] == "sessionid"]
    one.context.clear_cookies()
    one.context.add_cookies(session)

    page.get_by_role("button", name="上报", exact=True).click()

    page.get_by_role("status").get_by_text("已上报，编号").wait_for()
    assert Hazard.objects.count() == 1


def test_the_form_opens_without_a_network_and_other_pages_say_so(
    telephone: Any, registered: None, tmp_path: Path
) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    one.worker_ready()
    page = one.page
    kept = page.evaluate(KEPT)
    pages = {url.removeprefix(one.site): text for url, text in kept if "/static/" not in url}
    account = page.locator("#bh-waiting").get_attribute("data-account")
    assert sorted(pages) == ["/offline/", "/report/offline/"]
    assert account
    assert not any(told in text for text in pages.values() for told in (account, "csrfmiddlewaretoken"))

    one.context.set_offline(True)
    page.goto(f"{one.site}/ledger/")
    page.get_by_role("heading", name="现在没有网络").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="上报隐患").click()
    page.get_by_text("现在没有网络").first.wait_for()
    page.locator("input[name=before]").first.set_input_files(photograph(tmp_path))
    page.get_by_label("地点").fill("云汀大桥东头")
    page.get_by_label("一句话说清").fill(WORDS)
    assert faults(page) == []
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("heading", name="已存在这台设备上").wait_for()
    one.context.set_offline(False)
    page.get_by_text("先前存着的已经发出").wait_for()

    assert Hazard.objects.get().photos.count() == 1
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.unregister())")


def test_what_was_begun_is_there_again_after_the_browser_was_ended(
    telephone: Any, registered: None, tmp_path: Path
) -> None:
    one = telephone()
    one.sign_in("民")
    one.open_report()
    page = one.page
    page.locator("input[name=before]").first.set_input_files(photograph(tmp_path))
    page.locator("#bh-places").get_by_text("荷塘里 5 栋").click()
    page.get_by_label("一句话说清").fill(WORDS)
    page.wait_for_timeout(1200)
    page.close()

    one.page = page = one.context.new_page()
    one.open_report()
    page.locator("#bh-drafts").get_by_role("button", name="接着填").click()
    page.locator("#bh-strip li").wait_for()

    assert page.get_by_label("一句话说清").input_value() == WORDS
    assert page.locator("#bh-picked").get_by_text("荷塘里 5 栋").is_visible()
    assert page.locator("#bh-strip li").count() == 1


def test_without_scripts_the_place_is_found_by_a_button_and_the_photograph_is_sent_once(
    browser: Any, site: str, committed_cast: Cast, registered: None, tmp_path: Path
) -> None:
    web.account(committed_cast, "民")
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/sign-in/?next=/report/")
    page.get_by_label("用户名").fill("民")
    page.get_by_label("密码").fill("correct horse battery")
    page.get_by_role("button", name="登录").click()
    page.locator("input[name=before]").first.set_input_files(photograph(tmp_path))
    page.get_by_label("地点").fill("五金")
    page.get_by_role("button", name="查找").click()
    page.get_by_label("云汀五金厂车间").check()
    page.get_by_label("一句话说清").fill(WORDS)
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("status").get_by_text("已上报，编号").wait_for()

    hazard = Hazard.objects.get()
    assert (hazard.place.name, hazard.place_text, hazard.photos.count()) == ("云汀五金厂车间", "五金", 1)
    context.close()
    connections.close_all()
