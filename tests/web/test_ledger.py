"""The ledger: what it is narrowed by, what is kept, what is written to a workbook."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client

from hazards.enums import Level, State
from hazards.models import Hazard
from tests.cast import Cast
from tests.conftest import TestClock
from tests.web.conftest import client_of
from tests.web.test_lists import queries

SignIn = Callable[[str], Client]


def listed(client: Client, **asked: object) -> list[int]:
    page = client.get("/ledger/", {"state": "all", **asked})
    assert page.status_code == 200
    return sorted(row.hazard.pk for row in page.context["rows"])


def chips(client: Client, **asked: object) -> list[str]:
    return [chip.words for chip in client.get("/ledger/", asked).context["chips"]]


def test_each_condition_narrows_and_is_told_with_the_way_to_drop_it(cast: Cast, sign_in: SignIn) -> None:
    fire, reported = cast.hazard_in(State.RECTIFYING), cast.hazard_in(State.REPORTED)
    client = sign_in("赵")

    assert listed(client) == [fire.pk, reported.pk]
    assert listed(client, lead=fire.lead_id) == [fire.pk]
    assert listed(client, level=Level.GENERAL, rectifier="云汀") == [fire.pk]
    assert listed(client, q="云汀五金厂") == [fire.pk], "an enterprise is found by its name"
    assert listed(client, street=fire.street_id) == [fire.pk, reported.pk]
    assert listed(client, reported_to="2020-01-01") == []
    assert listed(client, source=reported.source) == [fire.pk, reported.pk]

    page = client.get("/ledger/", {"state": "all", "lead": fire.lead_id, "q": "云汀"})
    assert [chip.words for chip in page.context["chips"]] == ["“云汀”", "牵头单位：区消防救援局"]
    without = parse_qs(urlsplit(page.context["chips"][1].url).query)
    assert without == {"state": ["all"], "q": ["云汀"]}


def test_the_other_conditions_open_alone_and_beside_those_in_force(cast: Cast, sign_in: SignIn) -> None:
    fire = cast.hazard_in(State.RECTIFYING)
    client = sign_in("赵")

    assert listed(client, more=1) == [fire.pk], "asked for nothing yet, the form opens over the whole list"
    assert listed(client, more=1, lead=fire.lead_id) == [fire.pk]
    assert 'name="rectifier"' in client.get("/ledger/", {"more": 1}).content.decode()


def test_lateness_is_asked_in_days_ahead_and_behind(clock: TestClock, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    client = client_of(committed_cast, "赵")

    assert (listed(client, late="late"), listed(client, late="day")) == ([], [])
    clock.set(hazard.due_at - timedelta(hours=2))
    client = client_of(committed_cast, "赵")
    assert (listed(client, late="late"), listed(client, late="day")) == ([], [hazard.pk])
    clock.set(hazard.due_at)
    assert listed(client, late="late") == [hazard.pk]


@pytest.mark.parametrize(
    "asked",
    [
        {"lead": "zwölf"},
        {"lead": "9" * 40},
        {"street": "-1"},
        {"due_from": "明天"},
        {"level": "WORST"},
        {"late": "\0"},
        {"q": "\0"},
        {"reported_to": "9999-12-31"},
        {"reported_from": "0001-01-01"},
    ],
)
def test_what_cannot_be_understood_narrows_nothing_and_breaks_nothing(
    cast: Cast, sign_in: SignIn, asked: dict[str, str]
) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    assert listed(sign_in("赵"), **asked) == [hazard.pk]


def test_the_form_of_conditions_offers_what_lives_now(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    client = sign_in("赵")

    plain, opened = client.get("/ledger/"), client.get("/ledger/", {"more": "1", "street": hazard.street_id})
    wrong = client.get("/ledger/", {"due_from": "明天"})

    assert "按这些条件看" not in plain.content.decode()
    assert "荷塘社区" in opened.content.decode(), "the communities of the chosen street"
    assert "区消防救援局" in wrong.content.decode(), "what wasn't understood opens the form, whole"
    assert queries(client, "/ledger/?more=1") <= 8


def test_no_condition_shows_what_may_not_be_looked_at(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    stranger = sign_in("城一")

    assert listed(stranger, lead=hazard.lead_id) == []
    book = stranger.get("/ledger/workbook.xlsx", {"state": "all", "lead": hazard.lead_id})
    assert numbers_in(book) == []


def test_a_page_costs_seven_statements_and_one_more_for_the_names_of_what_was_chosen(
    cast: Cast, sign_in: SignIn
) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    client = sign_in("赵")
    every = f"/ledger/?street={hazard.street_id}&lead={hazard.lead_id}&q=a&late=week&level=GENERAL&due_from=2020-01-01"

    assert queries(client, "/ledger/") <= 7
    assert queries(client, every) <= 8, "with the names of what was chosen"


def numbers_in(answer) -> list[str]:
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_workbook_has_what_is_filtered_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    fire = cast.hazard_in(State.RECTIFYING)
    cast.hazard_in(State.REPORTED)

    client = sign_in("赵")
    page = client.get("/ledger/", {"lead": fire.lead_id}).content.decode()
    way = unescape(re.search(r'href="(/ledger/workbook.xlsx[^"]*)"', page).group(1))
    answer = client.get(way)

    assert numbers_in(answer) == [fire.number]
    assert f'name="query" value="?{escape(urlsplit(way).query)}"' in page
    assert "attachment" in answer["Content-Disposition"]


def test_a_ledger_too_long_for_one_workbook_is_refused_with_words(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.hazard_in(State.RECTIFYING)
    monkeypatch.setattr("hazards.web.ledger.workbook.MOST_ROWS", 0)

    answer = sign_in("赵").get("/ledger/workbook.xlsx")

    assert answer.status_code == 413
    assert "缩小范围" in answer.content.decode()


def test_conditions_are_kept_under_a_name_for_their_person_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("赵")
    query = "?state=all&late=late&unknown=1&next=http://elsewhere"

    answer = client.post("/ledger/saved/", {"name": "逾期的", "query": query}, follow=True)

    assert answer.redirect_chain == [("/ledger/?state=all&late=late", 302)]
    assert answer.context["saved"] == {"逾期的": "?state=all&late=late"}
    assert "已存为“逾期的”" in answer.content.decode()
    assert sign_in("李").get("/ledger/").context["saved"] == {}
    client.post("/ledger/saved/remove/", {"name": "逾期的"})
    client.post("/ledger/saved/remove/", {"name": "逾期的"})
    assert client.get("/ledger/").context["saved"] == {}


def test_twenty_are_enough_and_the_same_name_is_kept_anew(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("赵")
    for number in range(20):
        client.post("/ledger/saved/", {"name": f"第{number}个", "query": "?state=all"})

    refused = client.post("/ledger/saved/", {"name": "还有", "query": "?state=all"}, follow=True)
    again = client.post("/ledger/saved/", {"name": "第3个", "query": "?state=mine"}, follow=True)
    nameless = client.post("/ledger/saved/", {"name": " ", "query": "?state=mine"}, follow=True)

    assert "最多存 20 个" in refused.content.decode()
    assert "已存为" in again.content.decode()
    assert "请写一个名称" in nameless.content.decode()
    kept = client.get("/ledger/").context["saved"]
    assert (len(kept), kept["第3个"]) == (20, "?state=mine")


def test_pages_follow_one_another_within_the_conditions(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hazards.web.ledger.page.PAGE", 1)
    both = sorted(cast.hazard_in(State.RECTIFYING).pk for _time in range(2))
    cast.hazard_in(State.REPORTED)
    client = sign_in("赵")
    lead = Hazard.objects.get(pk=both[0]).lead_id

    first = client.get("/ledger/", {"lead": lead})
    second = client.get("/ledger/" + first.context["next"])

    assert [row.hazard.pk for page in (first, second) for row in page.context["rows"]] == both
    assert second.context["next"] == ""
