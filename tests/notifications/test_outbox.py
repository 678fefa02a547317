"""The outbox: each record becomes its letters exactly once, whoever drains, how often, how late."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from notifications import outbox
from notifications.backoff import STEPS, delay
from notifications.models import Channel, Letter, LetterState, Outbox
from notifications.outbox import LetterDraft
from records.clock import now
from responsibility.models import Person

TOPIC = "test"


def people(*names, **fields):
    return [Person.objects.create(name=name, **fields) for name in names]


def told(*record_ids):
    return Outbox.objects.bulk_create(
        [Outbox(topic=TOPIC, record_id=number, told=["someone"], written_at=now()) for number in record_ids]
    )


def to(*persons):
    """An expansion that tells these persons of every record."""

    def expand(row):
        return [
            LetterDraft(
                case_id=row.record_id,
                person_id=person.pk,
                post_id=None,
                relation="someone",
                subject=f"record {row.record_id}",
                text="words",
            )
            for person in persons
        ]

    return expand


@pytest.mark.usefixtures("db")
class TestDrain:
    def test_each_person_gets_one_letter_of_each_record_in_the_inbox(self):
        told(1, 2)

        handled = outbox.drain(TOPIC, to(*people("张", "李")))

        found = [(one.record_id, one.person.name, one.channel) for one in Letter.objects.order_by("record_id", "pk")]
        assert handled == 2
        assert found == [(1, "张", "INBOX"), (1, "李", "INBOX"), (2, "张", "INBOX"), (2, "李", "INBOX")]

    def test_who_has_an_address_gets_an_email_too_where_the_site_has_a_server(self, settings):
        told(1)
        settings.EMAIL_URL = "smtp://127.0.0.1:1"

        outbox.drain(TOPIC, to(*people("张", email="zhang@example.org"), *people("李")))

        found = [(one.person.name, one.channel, one.state) for one in Letter.objects.order_by("pk")]
        queued = LetterState.QUEUED
        assert found == [("张", Channel.INBOX, queued), ("张", Channel.EMAIL, queued), ("李", Channel.INBOX, queued)]

    def test_what_if_it_runs_twice_nothing_more_is_written(self):
        told(1)
        expand = to(*people("张"))

        assert [outbox.drain(TOPIC, expand), outbox.drain(TOPIC, expand)] == [1, 0]
        assert Letter.objects.count() == 1

    def test_what_if_it_did_not_run_yesterday_all_of_yesterday_is_told(self):
        told(*range(1, 6))
        Outbox.objects.update(written_at=now() - timedelta(days=1))
        expand = to(*people("张"))

        assert [outbox.drain(TOPIC, expand, batch=2) for _ in range(4)] == [2, 2, 1, 0]
        assert list(Letter.objects.order_by("pk").values_list("record_id", flat=True)) == [1, 2, 3, 4, 5]

    def test_letters_that_exist_are_left_as_they_are(self):
        """The row is expanded again, as after a restore of an older outbox: nobody is told twice."""
        told(1)
        expand = to(*people("张"))
        outbox.drain(TOPIC, expand)
        Letter.objects.update(state=LetterState.SENT)
        Outbox.objects.update(expanded_at=None)

        outbox.drain(TOPIC, expand)

        assert [letter.state for letter in Letter.objects.all()] == [LetterState.SENT]

    def test_another_topic_is_left_alone(self):
        told(1)

        assert outbox.drain("other", to(*people("张"))) == 0

    def test_a_long_subject_of_two_lines_becomes_one_short_line(self):
        told(1)
        (person,) = people("张")

        outbox.drain(TOPIC, lambda row: [LetterDraft(1, person.pk, None, "r", "一\n二" + "长" * 300, "text")])

        subject = Letter.objects.get().subject
        assert (subject[:4], subject[-1], len(subject)) == ("一 二长", "…", 200)


def expand_badly(*bad, person):
    def expand(row):
        if row.record_id in bad:
            raise LookupError(f"no record {row.record_id}")
        return to(person)(row)

    return expand


@pytest.mark.usefixtures("db")
class TestABadRow:
    def test_is_set_aside_and_counted_and_the_others_go_on(self):
        told(1, 2, 3)
        (person,) = people("张")

        handled = outbox.drain(TOPIC, expand_badly(2, person=person))

        bad = Outbox.objects.get(record_id=2)
        assert handled == 3
        assert list(Letter.objects.order_by("record_id").values_list("record_id", flat=True)) == [1, 3]
        assert (bad.expanded_at, bad.attempts, bad.error) == (None, 1, "LookupError: no record 2")

    def test_that_the_database_refuses_is_set_aside_too(self):
        """PostgreSQL takes no NUL in a text: the insert of the whole batch fails, the other row is still told."""
        told(1, 2)
        (person,) = people("张")

        outbox.drain(
            TOPIC, lambda row: [LetterDraft(1, person.pk, None, "r", "s", "\x00" if row.record_id == 1 else "t")]
        )

        assert [letter.record_id for letter in Letter.objects.all()] == [2]
        assert Outbox.objects.get(record_id=1).attempts == 1

    def test_does_not_come_back_before_its_time(self):
        told(1)
        (person,) = people("张")
        outbox.drain(TOPIC, expand_badly(1, person=person))

        assert outbox.drain(TOPIC, to(person)) == 0


def test_a_bad_row_is_tried_again_after_its_time_and_then_told(clock):
    told(1)
    (person,) = people("张")
    outbox.drain(TOPIC, expand_badly(1, person=person))
    clock.forward(timedelta(minutes=2))

    assert outbox.drain(TOPIC, to(person)) == 1

    row = Outbox.objects.get()
    assert (row.error, row.expanded_at) == ("", now())
    assert Letter.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_a_drain_that_dies_leaves_all_or_nothing():
    told(1, 2)
    (person,) = people("张")

    def dies(row):
        if row.record_id == 2:
            raise KeyboardInterrupt  # no Exception: like a process that is told to end
        return to(person)(row)

    with pytest.raises(KeyboardInterrupt):
        outbox.drain(TOPIC, dies)

    assert Letter.objects.count() == 0
    assert outbox.drain(TOPIC, to(person)) == 2
    assert Letter.objects.count() == 2


@pytest.mark.usefixtures("committed")
def test_two_connections_draining_at_once_give_each_letter_once():
    told(*range(1, 81))
    persons = people("张", "李", "王")
    start, shares = threading.Barrier(2), []

    def slowly(row):
        time.sleep(0.002)
        return to(*persons)(row)

    def drain_all():
        start.wait()
        mine = 0
        while handled := outbox.drain(TOPIC, slowly, batch=10):
            mine += handled
        shares.append(mine)
        connection.close()

    threads = [threading.Thread(target=drain_all) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sum(shares) == 80
    assert min(shares) > 0
    assert Letter.objects.count() == 240
    assert Outbox.objects.filter(expanded_at__isnull=True).count() == 0


def test_waits_grow_to_six_hours_and_spread_by_a_fifth():
    for attempt in range(1, 20):
        step = STEPS[min(attempt, 5) - 1]
        waits = {delay(attempt, key) for key in range(500)}
        assert step <= min(waits)
        assert max(waits) <= step * 1.2
        assert len(waits) > 200
    assert delay(3, 7) == delay(3, 7)
