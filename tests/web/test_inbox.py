"""The inbox: letters to me, read when opened."""

from collections.abc import Callable

from django.test import Client

from hazards.enums import State
from notifications.models import Channel, Letter, LetterState
from records.clock import now
from tests.cast import Cast

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
