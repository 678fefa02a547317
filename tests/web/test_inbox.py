"""The inbox: letters to me, read when opened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hazards.enums import State
from hazards.letters import drain_outbox
from hazards.models import Hazard
from notifications.models import Channel, Letter, LetterState
from records.clock import now
from tests.cast import Cast
from tests.conftest import TestClock
from tests.web.conftest import client_of
from workflow.clocks import sweep

SignIn = Callable[[str], Client]


def a_letter(cast: Cast, to: str, record: int, **given: object) -> Letter:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    return Letter.objects.create(
        topic="hazard",
        record_id=record,
        case_id=hazard.pk,
        person=cast.people[to],
        relation="approver",
        channel=Channel.INBOX,
        subject=f"{hazard.number} 等您审批",
        text="请在今天下班前审批。",
        state=LetterState.SENT,
        written_at=now(),
        **given,
    )


def test_opening_a_letter_reads_it_once(cast: Cast, sign_in: SignIn) -> None:
    letter = a_letter(cast, "赵", 1)
    client = sign_in("赵")
    before = client.get("/inbox/").content.decode()

    first = client.get(f"/inbox/{letter.pk}/")
    letter.refresh_from_db()
    read = letter.read_at
    client.get(f"/inbox/{letter.pk}/")
    letter.refresh_from_db()

    assert "未读" in before
    assert first.status_code == 200
    assert read is not None
    assert letter.read_at == read
    assert "都读过了" in client.get("/inbox/").content.decode()


def test_nobody_opens_anothers_letter(cast: Cast, sign_in: SignIn) -> None:
    letter = a_letter(cast, "赵", 1)

    assert sign_in("李").get(f"/inbox/{letter.pk}/").status_code == 404
    assert letter.subject not in sign_in("李").get("/inbox/").content.decode()
    letter.refresh_from_db()
    assert letter.read_at is None


def test_an_empty_inbox_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert "还没有消息" in sign_in("民").get("/inbox/").content.decode()


def kinds(client: Client, only: str = "") -> list[str]:
    days = client.get("/inbox/", {"only": only} if only else {}).context["days"]
    return [line.kind for day in days for line in day.lines]


def test_a_letter_says_whether_it_asks_or_only_tells(cast: Cast, sign_in: SignIn) -> None:
    cast.hazard_in(State.DISPATCHED)
    drain_outbox()

    assert kinds(sign_in("消长")) == ["要您办"]
    assert "知会" in kinds(sign_in("企"))


def test_a_rung_of_the_ladder_is_told_apart(clock: TestClock, committed_cast: Cast) -> None:
    committed_cast.hazard_in(State.AWAITING_APPROVAL)
    drain_outbox()
    clock.forward(timedelta(days=5))
    sweep(Hazard)
    drain_outbox()

    client = client_of(committed_cast, "赵")

    assert kinds(client)[0] == "升级"
    assert set(kinds(client, "climbed")) == {"升级"}


def test_what_was_read_is_no_longer_among_the_unread(cast: Cast, sign_in: SignIn) -> None:
    cast.hazard_in(State.DISPATCHED)
    drain_outbox()
    client = sign_in("消长")
    (letter,) = Letter.objects.filter(person=cast.people["消长"], channel="INBOX")

    assert kinds(client, "asks") == ["要您办"]
    client.get(f"/inbox/{letter.pk}/")

    assert kinds(client, "asks") == kinds(client, "unread") == []
    assert "没有这样的消息" in client.get("/inbox/?only=unread").content.decode()


def test_letters_lie_by_day_the_newest_first(clock: TestClock, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    drain_outbox()
    clock.forward(timedelta(days=1))
    committed_cast.do("accept", hazard, "消一")
    drain_outbox()

    days = client_of(committed_cast, "企").get("/inbox/").context["days"]

    assert [day.title for day in days] == ["今天", "昨天"]


def test_older_letters_are_a_page_away_and_none_is_lost(cast: Cast, sign_in: SignIn) -> None:
    for _ in range(55):
        cast.hazard_in(State.DISPATCHED)
    while drain_outbox():
        pass
    client = sign_in("消长")

    first = client.get("/inbox/")
    second = client.get("/inbox/", {"before": first.context["next"]})

    seen = [line.letter.pk for page in (first, second) for day in page.context["days"] for line in day.lines]
    assert (len(seen), len(set(seen)), second.context["next"]) == (55, 55, None)


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 40}, {"only": "nothing"}, {"before": "-1"}])
def test_a_broken_address_shows_everything(cast: Cast, sign_in: SignIn, query: dict[str, str]) -> None:
    cast.hazard_in(State.DISPATCHED)
    drain_outbox()

    assert len(sign_in("消长").get("/inbox/", query).context["days"]) == 1


def test_the_inbox_costs_the_same_for_one_letter_and_for_forty(cast: Cast, sign_in: SignIn) -> None:
    client, counted = sign_in("消长"), []
    for more in (1, 39):
        for _ in range(more):
            cast.hazard_in(State.DISPATCHED)
        while drain_outbox():
            pass
        with CaptureQueriesContext(connection) as asked:
            client.get("/inbox/")
        counted.append(len(asked))

    assert counted[0] == counted[1]
