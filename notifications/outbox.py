"""The outbox: what a transaction said must be told is turned, after its commit, into letters. Exactly once."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from notifications.backoff import delay
from notifications.channels import CARRIERS
from notifications.models import Channel, Letter, Outbox
from records import clock
from responsibility.models import Person

log = logging.getLogger(__name__)
SUBJECT_LENGTH = Letter._meta.get_field("subject").max_length or 0
ROWS_PER_INSERT = 500


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What one person is to be told, and in which capacity; by which roads is decided here."""

    case_id: int
    person_id: int
    post_id: int | None
    relation: str
    subject: str
    text: str


Expand = Callable[[Outbox], list[LetterDraft]]


def drain(topic: str, expand: Expand, batch: int = 200) -> int:
    """Expand up to `batch` open rows of `topic` into letters, in one transaction; return how many were handled.

    Any number of drains may run at once: each claims rows that no other holds. A row that can't be expanded is set
    aside, counted, and tried again later; the others go on.
    """
    with transaction.atomic():
        now = clock.now()
        rows = list(_due(topic, now).select_for_update(skip_locked=True)[:batch])
        if not rows:
            return 0
        try:
            with transaction.atomic():
                _expand(rows, expand, now)
        except Exception:
            # A bad row among them, or a trouble that passes: one at a time, so that it costs itself only.
            log.warning("%s: a batch of %d rows can't be expanded whole, going one by one", topic, len(rows))
            for row in rows:
                _expand_or_set_aside(row, expand, now)
    return len(rows)


def _due(topic: str, now: datetime) -> QuerySet[Outbox]:
    ready = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
    return Outbox.objects.filter(ready, topic=topic, expanded_at__isnull=True).order_by("id")


def _expand(rows: Sequence[Outbox], expand: Expand, now: datetime) -> None:
    write_letters([(row, draft) for row in rows for draft in expand(row)], now)
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(expanded_at=now, error="")


def _expand_or_set_aside(row: Outbox, expand: Expand, now: datetime) -> None:
    try:
        with transaction.atomic():
            _expand([row], expand, now)
    except Exception as error:
        # Whatever is wrong with this row, the others must be told; it is logged, kept, shown and tried again.
        log.exception("outbox row %d (%s, record %d) is set aside", row.pk, row.topic, row.record_id)
        row.attempts += 1
        row.next_try_at = now + delay(row.attempts, row.pk)
        # PostgreSQL's texts hold no NUL, and a message may quote one.
        row.error = f"{type(error).__name__}: {error}".replace("\x00", "␀")[:2000]
        row.save(update_fields=["attempts", "next_try_at", "error"])


def write_letters(drafts: Iterable[tuple[Outbox, LetterDraft]], now: datetime) -> None:
    """Insert the letters of these drafts: one to the inbox and one by each road that reaches the person.

    A letter that exists (same record, person, road) is left as it is.
    """
    drafts = list(drafts)
    people = Person.objects.in_bulk({draft.person_id for _, draft in drafts})
    letters = [
        Letter(
            topic=row.topic,
            record_id=row.record_id,
            case_id=draft.case_id,
            person_id=draft.person_id,
            post_id=draft.post_id,
            relation=draft.relation,
            channel=channel,
            subject=one_line(draft.subject, SUBJECT_LENGTH),
            text=draft.text,
            written_at=now,
            next_try_at=now,
        )
        for row, draft in drafts
        for channel in roads_to(people[draft.person_id])
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=ROWS_PER_INSERT)


def roads_to(person: Person) -> list[Channel]:
    """Return the inbox, and every other road that reaches the person now."""
    return [Channel.INBOX, *(channel for channel, carrier in CARRIERS.items() if carrier.reaches(person))]


def one_line(text: str, length: int) -> str:
    """Return the text without line breaks (a mail header must have none), cut with an ellipsis where too long."""
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length - 1] + "…"
