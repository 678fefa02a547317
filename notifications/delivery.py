"""Delivery: each letter that is due goes by its road; what was tried is written before the network is touched."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from notifications.addressing import readdress, without_seat
from notifications.backoff import MAX_ATTEMPTS, delay
from notifications.channels import CARRIERS, ChannelError
from notifications.channels.carrier import Carrier, Send
from notifications.models import Channel, Delivery, Letter, LetterState, Outcome
from records import clock

log = logging.getLogger(__name__)
UNDELIVERED = (LetterState.QUEUED, LetterState.SENDING, LetterState.FAILED)
# Longer than a whole dialogue in which every answer comes just before EMAIL_TIMEOUT.
SENDING_ENDS_AFTER = timedelta(minutes=5)
# A run stops claiming this early, so that its last letter, however slow, ends before Celery's limit of two minutes.
RUN_SECONDS = 20
ADVISORY_LOCK = 7352


def deliver_due(batch: int = 200) -> int:
    """Deliver what is due by every road, at most `batch` letters by each but the inbox; return how many were handled.

    The inbox comes first: it asks no network, so no stalled server can hold the legal notice.
    """
    done = 0
    while moved := deliver_to_inbox(batch):
        done += moved
    for channel, carrier in CARRIERS.items():
        try:
            done += _deliver_by(channel, carrier, batch)
        except Exception:
            # A road whose very start fails must not close the roads behind it: its letters stay due.
            log.exception("no delivery by %s", channel)
    return done


def deliver_to_inbox(batch: int = 200) -> int:
    """Put up to `batch` due letters into their inboxes: the row is the delivery. Returns how many were handled."""
    with transaction.atomic():
        now = clock.now()
        letters = list(_due(Channel.INBOX, now).select_for_update(skip_locked=True)[:batch])
        astray = without_seat(letters, now)
        for letter in astray:
            readdress(letter, now)
        arrived = {letter.pk for letter in letters} - {letter.pk for letter in astray}
        Letter.objects.filter(pk__in=arrived).update(state=LetterState.SENT, sent_at=now, attempts=1, next_try_at=None)
    return len(letters)


def _due(channel: Channel, now: datetime) -> QuerySet[Letter]:
    ready = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    return Letter.objects.filter(ready, channel=channel, state__in=UNDELIVERED).order_by("next_try_at", "id")


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One claimed letter; without a delivery it was dealt with at the claim (readdressed, or given up)."""

    letter: Letter
    delivery: Delivery | None


def _deliver_by(channel: Channel, carrier: Carrier, batch: int) -> int:
    """Send what is due by one road, one letter at a time; end when the road is down."""
    started = time.monotonic()  # how long this run lasts, which has nothing to do with the legal instant
    done = 0
    with _alone_on(channel) as alone:
        if not alone or not carrier.ready() or not _due(channel, clock.now()).exists():
            return 0
        with carrier.session() as send:
            while done < batch and time.monotonic() - started < RUN_SECONDS:
                attempt = _claim(channel)
                if attempt is None:
                    break
                done += 1
                if attempt.delivery is not None and not _send(attempt.letter, attempt.delivery, send):
                    break
    return done


@contextmanager
def _alone_on(channel: Channel) -> Iterator[bool]:
    """Let one process at a time use a road: a stalled server holds one worker, never all of them.

    The lock is the session's, not a transaction's: nothing stays open in the database while the network is waited
    for, and a process that dies loses it with its connection.
    """
    lock = (ADVISORY_LOCK, str(channel.value))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::integer, hashtext(%s))", lock)
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::integer, hashtext(%s))", lock)


def _claim(channel: Channel) -> _Attempt | None:
    """Take the next due letter: SENDING and its delivery are committed before anybody hears of it."""
    with transaction.atomic():
        now = clock.now()
        due = _due(channel, now).select_related("person").select_for_update(skip_locked=True, of=("self",))
        letter = due.first()
        if letter is None:
            return None
        _close_unknown(letter, now)
        if without_seat([letter], now):
            readdress(letter, now)
            return _Attempt(letter, None)
        if letter.attempts >= MAX_ATTEMPTS:  # each time the process died on it
            letter.state, letter.next_try_at = LetterState.GAVE_UP, None
            letter.save(update_fields=["state", "next_try_at"])
            return _Attempt(letter, None)
        letter.state, letter.next_try_at = LetterState.SENDING, now + SENDING_ENDS_AFTER
        letter.attempts += 1
        letter.save(update_fields=["state", "next_try_at", "attempts"])
        return _Attempt(letter, Delivery.objects.create(letter=letter, started_at=now))


def _close_unknown(letter: Letter, now: datetime) -> None:
    """Mark deliveries that nobody finished: the letter may have arrived, and is sent again all the same."""
    if letter.state == LetterState.SENDING:
        letter.deliveries.filter(ended_at__isnull=True).update(
            ended_at=now, outcome=Outcome.UNKNOWN, detail=_("结果不明：发送中断，可能已送达；已重新发送")
        )


def _send(letter: Letter, delivery: Delivery, send: Send) -> bool:
    """Send one claimed letter and write what became of it; False when the road is down."""
    try:
        send(letter)
    except ChannelError as error:
        log.warning("letter %d by %s: %s", letter.pk, letter.channel, error)
        _failed(letter, delivery, str(error), permanent=error.permanent)
        return not error.down
    except Exception as error:
        # A fault of ours in the channel: logged, kept with the letter, and the letters behind it go on.
        log.exception("letter %d by %s", letter.pk, letter.channel)
        _failed(letter, delivery, f"{type(error).__name__}: {error}", permanent=False)
        return True
    now = clock.now()
    _finish(letter, delivery, LetterState.SENT, Outcome.SENT, now, sent_at=now)
    return True


def _failed(letter: Letter, delivery: Delivery, detail: str, *, permanent: bool) -> None:
    now = clock.now()
    if permanent or letter.attempts >= MAX_ATTEMPTS:
        _finish(letter, delivery, LetterState.GAVE_UP, Outcome.FAILED, now, detail)
    else:
        again = now + delay(letter.attempts, letter.pk)
        _finish(letter, delivery, LetterState.FAILED, Outcome.FAILED, now, detail, next_try_at=again)


def _finish(
    letter: Letter,
    delivery: Delivery,
    state: LetterState,
    outcome: Outcome,
    now: datetime,
    detail: str = "",
    *,
    sent_at: datetime | None = None,
    next_try_at: datetime | None = None,
) -> None:
    with transaction.atomic():
        # `attempts` fences: whoever came back later than SENDING_ENDS_AFTER moves no letter that is another's now.
        Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING, attempts=letter.attempts).update(
            state=state, sent_at=sent_at, next_try_at=next_try_at
        )
        delivery.ended_at, delivery.outcome, delivery.detail = now, outcome, detail.replace("\x00", "␀")
        delivery.save(update_fields=["ended_at", "outcome", "detail"])
