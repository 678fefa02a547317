"""A letter to a seat goes to whoever holds the seat when it is sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from notifications.models import Channel, Delivery, Letter, LetterState, Outcome
from notifications.outbox import roads_to
from responsibility.models import Person
from responsibility.positions import Position, holders_of_post, positions_of

# A letter to a vacant seat waits for the next holder this long; the case itself has passed upward meanwhile.
VACANCY_ASKED_EVERY = timedelta(hours=1)
VACANCY_ENDS_AFTER = timedelta(days=30)


def without_seat(letters: Sequence[Letter], now: datetime) -> list[Letter]:
    """Return those letters whose person no longer holds the seat they were addressed to; one query for all."""
    seated = [letter for letter in letters if letter.post_id is not None]
    if not seated:
        return []
    held = {(seat.person_id, seat.post_id) for seat in positions_of({one.person_id for one in seated}, now)}
    return [letter for letter in seated if (letter.person_id, letter.post_id) not in held]


def readdress(letter: Letter, now: datetime) -> None:
    """Cancel the letter and write one to each present holder of its seat; a vacant seat's letter waits for one."""
    assert letter.post_id is not None
    holders = holders_of_post(letter.post_id, now)
    if not holders and now - letter.written_at < VACANCY_ENDS_AFTER:
        letter.state, letter.next_try_at = LetterState.QUEUED, now + VACANCY_ASKED_EVERY
        letter.save(update_fields=["state", "next_try_at"])
        return
    letter.state, letter.next_try_at = LetterState.CANCELLED, None
    letter.save(update_fields=["state", "next_try_at"])
    detail = _("收件人已不在该岗位，改送：%(names)s") % {"names": "、".join(h.person_name for h in holders)}
    Delivery.objects.create(
        letter=letter,
        started_at=now,
        ended_at=now,
        outcome=Outcome.CANCELLED,
        detail=detail if holders else _("收件人已不在该岗位，岗位长期空缺"),
    )
    Letter.objects.bulk_create(_copies(letter, holders, now), ignore_conflicts=True)


def _copies(letter: Letter, holders: Iterable[Position], now: datetime) -> list[Letter]:
    """The same words to each holder by the same road, or to his inbox where that road doesn't reach him."""
    people = Person.objects.in_bulk([holder.person_id for holder in holders])
    return [
        Letter(
            topic=letter.topic,
            record_id=letter.record_id,
            case_id=letter.case_id,
            person=person,
            post_id=letter.post_id,
            relation=letter.relation,
            channel=letter.channel if letter.channel in roads_to(person) else Channel.INBOX,
            subject=letter.subject,
            text=letter.text,
            written_at=now,
            next_try_at=now,
        )
        for person in people.values()
    ]
