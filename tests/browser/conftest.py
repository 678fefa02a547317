"""A real browser at a running site. Without Debian's Chromium these tests are skipped, loudly."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread

from tests.cast import Cast
from tests.web import conftest as web

CHROMIUM = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or ""
# Playwright's own loop runs in this thread; Django would take the ORM calls of the test for calls from async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

plain_static = web.plain_static


def _missing() -> str:
    if find_spec("playwright") is None:
        return "playwright is not installed: `make journeys`"
    return "" if CHROMIUM else "there is no chromium: `make browser-tools`, or name one with CHROMIUM=…"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless Chromium for the session."""
    missing = _missing()
    if missing:
        pytest.skip(f"NO BROWSER TEST WAS RUN: {missing}")
    from playwright.sync_api import sync_playwright

    # Beside Playwright's loop Django opens connections of its own: one left from before would never be closed.
    connections["default"].close()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def site(browser: Any, committed_cast: Cast) -> Iterator[str]:
    """The address of the site with the cast in its database. Asks for the browser first: no browser, no district.

    Not pytest-django's live_server: it empties the tables afterwards, which records forbid to everybody.
    """
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None, server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def visit(browser: Any, site: str, committed_cast: Cast) -> Iterator[Callable[..., Any]]:
    """Opens the site as one of the cast, in a window of this width; at the end nothing may stand in the console."""
    contexts, said = [], []

    def opened(name: str, *, width: int = 1280) -> Any:
        web.account(committed_cast, name)
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{site}/sign-in/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill("correct horse battery")
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="工作台").wait_for(state="attached")  # a click doesn't wait for the page
        return page

    yield opened
    for context in contexts:
        context.close()
    # A refusal's own status is reported by Chromium as a resource that failed; anything else is a fault of ours.
    assert [text for text in said if "the server responded with a status of 4" not in text] == []
