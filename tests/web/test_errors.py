"""Pages for what went wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from hazards.web import errors
from tests.cast import Cast


def test_an_unknown_address_is_a_designed_404(sign_in: Callable[[str], Client]) -> None:
    answer = sign_in("赵").get("/nowhere/")

    assert answer.status_code == 404
    assert "没有这一件，或您看不到它" in answer.content.decode()


def test_a_form_without_a_token_is_told_that_it_is_too_old(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "赵", "password": "x"})

    assert answer.status_code == 403
    assert "页面放得太久" in answer.content.decode()


def test_our_own_fault_names_a_number_that_the_log_has_too(
    db: None, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    answer = errors.failed(rf.get("/"))

    number = caplog.messages[-1].split()[1]
    assert answer.status_code == 500
    assert number in answer.content.decode()


def test_a_page_without_permission_says_so(db: None, rf: RequestFactory) -> None:
    assert "您不能看这一页" in errors.refused(rf.get("/")).content.decode()


def test_pages_are_under_the_strict_policy(sign_in: Callable[[str], Client], cast: Cast, settings: Any) -> None:
    client = sign_in("赵")
    for path in ("/", "/ledger/", "/report/", "/inbox/", "/me/", "/sign-in/"):
        answer = client.get(path, follow=True)
        text = answer.content.decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert " style=" not in text
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
        assert " onclick" not in text
        assert text.count("<h1") == 1
