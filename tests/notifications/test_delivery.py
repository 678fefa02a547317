"""Delivery: each letter by its road, what was tried is on record before the network hears of it."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from notifications import delivery
from notifications.backoff import MAX_ATTEMPTS
from notifications.models import Channel, Delivery, Letter, LetterState, Outcome
from records.clock import now
from responsibility import services
from responsibility.models import Person
from tests.cast import REGISTRAR
from tests.notifications.mailserver import mail_server, refusing, silent


@pytest.fixture
def server(settings):
    settings.EMAIL_TIMEOUT = 0.5
    with mail_server() as running:
        settings.EMAIL_URL = running.url
        yield running


def letter(channel=Channel.EMAIL, number=1, name="张", **fields):
    person = fields.pop("person", None) or Person.objects.create(name=name, email=f"{number}@example.org")
    return Letter.objects.create(
        **{
            "topic": "test",
            "record_id": number,
            "case_id": number,
            "person": person,
            "relation": "someone",
            "channel": channel,
            "subject": "批准派单：二楼疏散通道堆放纸箱",
            "text": "请签收。",
            "written_at": now(),
            "next_try_at": now(),
            **fields,
        }
    )


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def outcomes(one):
    return list(one.deliveries.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.usefixtures("db")
class TestTheInbox:
    def test_the_row_is_the_delivery(self):
        one = letter(Channel.INBOX)

        assert delivery.deliver_due() == 1

        one.refresh_from_db()
        assert (one.state, one.attempts, one.next_try_at) == (LetterState.SENT, 1, None)
        assert one.sent_at is not None
        assert Delivery.objects.count() == 0

    def test_what_if_it_runs_twice_nothing_is_delivered_twice(self, server):
        letter(Channel.INBOX)
        letter(Channel.EMAIL, 2)

        assert [delivery.deliver_due(), delivery.deliver_due()] == [2, 0]
        assert len(server.messages) == 1

    def test_what_if_it_did_not_run_yesterday_it_is_delivered_today(self, server):
        yesterday = now() - timedelta(days=1)
        letter(Channel.INBOX, written_at=yesterday, next_try_at=yesterday)
        letter(Channel.EMAIL, 2, written_at=yesterday, next_try_at=yesterday)

        delivery.deliver_due()

        assert states() == [LetterState.SENT, LetterState.SENT]

    def test_more_than_a_batch_is_delivered_in_one_run(self):
        person = Person.objects.create(name="张")
        for number in range(7):
            letter(Channel.INBOX, number, person=person)

        assert delivery.deliver_due(batch=3) == 7


@pytest.mark.usefixtures("db")
class TestEmail:
    def test_goes_to_the_persons_address_with_an_id_of_its_own(self, server):
        one = letter()

        delivery.deliver_due()

        (message,) = server.messages
        one.refresh_from_db()
        assert one.state == LetterState.SENT
        assert (message["to"], message["subject"].strip()) == ("1@example.org", "批准派单：二楼疏散通道堆放纸箱")
        assert message["message-id"] == f"<letter-{one.pk}@localhost>"
        assert message["auto-submitted"] == "auto-generated"
        assert message.get_content().strip() == "请签收。"
        (tried,) = one.deliveries.all()
        assert (tried.outcome, tried.detail) == (Outcome.SENT, "")
        assert tried.started_at <= tried.ended_at

    def test_a_run_uses_one_connection(self, server):
        for number in range(5):
            letter(number=number)

        delivery.deliver_due()

        assert (len(server.messages), server.connections) == (5, 1)

    def test_a_refused_address_is_given_up_at_once_and_the_next_letter_goes(self, server):
        server.answers["1@example.org"] = "550 5.1.1 no such user"
        one = letter()
        letter(number=2)

        delivery.deliver_due()

        assert states() == [LetterState.GAVE_UP, LetterState.SENT]
        assert outcomes(one) == [Outcome.FAILED]
        assert "550" in one.deliveries.get().detail

    def test_a_person_without_address_is_given_up_with_the_reason(self, server):
        one = letter(person=Person.objects.create(name="李"))

        delivery.deliver_due()

        assert states() == [LetterState.GAVE_UP]
        assert one.deliveries.get().detail == "收件人没有电子邮箱"

    def test_a_full_mailbox_waits_while_the_next_letter_goes(self, server):
        server.answers["1@example.org"] = "452 4.2.2 mailbox full"
        one = letter()
        letter(number=2)

        delivery.deliver_due()

        one.refresh_from_db()
        assert states() == [LetterState.FAILED, LetterState.SENT]
        assert timedelta(seconds=55) < one.next_try_at - now() <= timedelta(seconds=72)
        assert delivery.deliver_due() == 0

    def test_a_server_that_closes_ends_the_run_and_costs_one_letter_one_attempt(self, server):
        server.answers["1@example.org"] = "421 4.3.2 closing"
        letter()
        letter(number=2)

        assert delivery.deliver_due() == 1
        assert states() == [LetterState.FAILED, LetterState.QUEUED]

    def test_nobody_listening_costs_one_letter_one_attempt_and_no_inbox(self, settings):
        for number in range(3):
            letter(number=number)
        letter(Channel.INBOX, 9)

        with refusing() as settings.EMAIL_URL:
            delivery.deliver_due()

        waiting = LetterState.QUEUED
        assert states() == [LetterState.FAILED, waiting, waiting, LetterState.SENT]
        assert "ConnectionRefusedError" in Delivery.objects.get().detail

    def test_a_letter_that_no_server_would_take_does_not_hold_the_letters_behind(self, server, settings):
        """The sender's address is none: the first letter fails, and so does the second, each by itself."""
        settings.DEFAULT_FROM_EMAIL = "a\nb@example.org"
        letter()
        letter(number=2)

        delivery.deliver_due()

        assert states() == [LetterState.GAVE_UP, LetterState.GAVE_UP]

    def test_letters_wait_while_the_site_has_no_mail_server(self):
        letter()

        assert delivery.deliver_due() == 0
        assert states() == [LetterState.QUEUED]

    def test_after_its_last_attempt_it_is_given_up(self, server):
        server.answers["1@example.org"] = "452 4.2.2 mailbox full"
        letter(attempts=MAX_ATTEMPTS - 1, state=LetterState.FAILED)

        delivery.deliver_due()

        assert states() == [LetterState.GAVE_UP]

    def test_a_letter_on_which_the_process_died_each_time_is_given_up(self, server):
        letter(attempts=MAX_ATTEMPTS, state=LetterState.SENDING)

        delivery.deliver_due()

        assert states() == [LetterState.GAVE_UP]
        assert server.messages == []


def test_a_full_mailbox_gets_its_letter_when_it_has_room_again(clock, server):
    server.answers["1@example.org"] = "452 4.2.2 mailbox full"
    one = letter()
    delivery.deliver_due()
    server.answers.clear()
    clock.forward(timedelta(minutes=2))

    delivery.deliver_due()

    one.refresh_from_db()
    assert (one.state, one.attempts, outcomes(one)) == (LetterState.SENT, 2, [Outcome.FAILED, Outcome.SENT])


@pytest.mark.usefixtures("committed")
def test_what_is_tried_is_committed_before_the_server_hears_of_it(server):
    """Asked from another connection while the server holds the letter."""
    one, seen = letter(), []

    def look():
        seen.append((Letter.objects.get().state, [(d.outcome, d.ended_at) for d in Delivery.objects.all()]))
        connection.close()

    server.on_data = look

    delivery.deliver_due()

    assert seen == [(LetterState.SENDING, [("", None)])]
    assert outcomes(one) == [Outcome.SENT]


@pytest.mark.usefixtures("committed")
def test_a_stalled_server_holds_one_process_and_neither_the_inbox_nor_a_second_one(settings):
    letter(number=1)
    letter(number=2)
    settings.EMAIL_TIMEOUT = 2
    with silent() as settings.EMAIL_URL:
        stalled = threading.Thread(target=lambda: (delivery.deliver_due(), connection.close()))
        stalled.start()
        while Letter.objects.filter(state=LetterState.SENDING).count() == 0:
            time.sleep(0.01)
        legal_notice = letter(Channel.INBOX, 3)
        began = time.monotonic()

        handled = delivery.deliver_due()

        assert time.monotonic() - began < 1
        stalled.join(20)

    legal_notice.refresh_from_db()
    assert (handled, legal_notice.state) == (1, LetterState.SENT)
    assert states()[:2] == [LetterState.FAILED, LetterState.QUEUED]
    assert "timed out" in Delivery.objects.get().detail


@pytest.mark.usefixtures("committed")
def test_two_connections_delivering_at_once_deliver_each_letter_once(server):
    for number in range(30):
        letter(number=number)
        letter(Channel.INBOX, number)
    start = threading.Barrier(2)

    def deliver():
        start.wait()
        delivery.deliver_due(batch=7)
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    while delivery.deliver_due():
        pass

    assert set(states()) == {LetterState.SENT}
    assert len({message["message-id"] for message in server.messages}) == len(server.messages) == 30
    assert Delivery.objects.count() == 30


def test_who_comes_back_after_the_letter_was_taken_from_him_moves_nothing(clock, server):
    """The first process sleeps past its time; the second sends; then the first says that it failed."""
    one = letter()
    first = delivery._claim(Channel.EMAIL)
    clock.forward(timedelta(minutes=6))
    delivery.deliver_due()

    delivery._failed(first.letter, first.delivery, "late", permanent=True)

    one.refresh_from_db()
    assert (one.state, one.attempts) == (LetterState.SENT, 2)
    assert [(d.outcome, d.detail) for d in one.deliveries.order_by("pk")] == [("FAILED", "late"), ("SENT", "")]


# --- the seat ---------------------------------------------------------------------------------------------------
def seat_of(cast, name):
    return cast.people[name].appointments.filter(stands_in_for__isnull=True).get()


class TestTheSeat:
    def test_who_left_the_seat_is_not_told_but_who_sits_there_now(self, cast):
        """消长 was told as head of the brigade; 消二 heads it when the letter goes."""
        held = seat_of(cast, "消长")
        one = letter(Channel.INBOX, person=cast.people["消长"], post=held.post)
        services.relieve(held, actor=REGISTRAR, reason="调离")
        services.appoint(actor=REGISTRAR, person=cast.people["消二"], post=held.post, basis="任命")

        delivery.deliver_due()

        assert [(x.person.name, x.state) for x in Letter.objects.order_by("pk")] == [
            ("消长", LetterState.CANCELLED),
            ("消二", LetterState.SENT),
        ]
        replaced = Letter.objects.latest("pk")
        assert (replaced.subject, replaced.text, replaced.post) == (one.subject, one.text, held.post)
        (note,) = one.deliveries.all()
        assert (note.outcome, note.detail) == (Outcome.CANCELLED, "收件人已不在该岗位，改送：消二")

    def test_an_email_takes_the_new_holders_address_or_his_inbox(self, cast, server):
        held = seat_of(cast, "消长")
        Person.objects.filter(name="消长").update(email="old@example.org")
        letter(person=cast.people["消长"], post=held.post)
        services.relieve(held, actor=REGISTRAR, reason="调离")
        services.appoint(actor=REGISTRAR, person=cast.people["消二"], post=held.post, basis="任命")

        delivery.deliver_due()
        delivery.deliver_due()

        assert server.messages == []
        replaced = Letter.objects.latest("pk")
        assert (replaced.person.name, replaced.channel, replaced.state) == ("消二", Channel.INBOX, LetterState.SENT)

    def test_the_principal_is_not_told_twice_when_his_stand_in_has_left(self, cast):
        """钱 stood in for 赵 and was told with him; his term has ended when the letters go."""
        zhao = cast.held["赵"]
        letter(Channel.INBOX, person=cast.people["赵"], post=zhao.post)
        letter(Channel.INBOX, person=cast.people["钱"], post=zhao.post)
        services.relieve(cast.held["钱代赵"], actor=REGISTRAR, reason="授权收回")

        delivery.deliver_due()

        assert states() == [LetterState.SENT, LetterState.CANCELLED]

    def test_a_person_named_without_a_seat_is_told_whatever_he_holds(self, cast):
        letter(Channel.INBOX, person=cast.people["民"])

        delivery.deliver_due()

        assert states() == [LetterState.SENT]


def test_a_letter_to_a_vacant_seat_waits_for_its_next_holder(clock, committed_cast):
    cast = committed_cast
    held = seat_of(cast, "消长")
    letter(Channel.INBOX, person=cast.people["消长"], post=held.post)
    clock.forward(timedelta(minutes=1))
    services.relieve(held, actor=REGISTRAR, reason="调离")
    delivery.deliver_due()
    assert states() == [LetterState.QUEUED]
    clock.forward(timedelta(hours=2))
    services.appoint(actor=REGISTRAR, person=cast.people["消二"], post=held.post, basis="任命")

    delivery.deliver_due()

    assert states() == [LetterState.CANCELLED, LetterState.SENT]


def test_a_letter_to_a_seat_that_stays_vacant_is_cancelled_after_a_month(clock, committed_cast):
    cast = committed_cast
    held = seat_of(cast, "消长")
    one = letter(Channel.INBOX, person=cast.people["消长"], post=held.post)
    clock.forward(timedelta(days=31))
    services.relieve(held, actor=REGISTRAR, reason="调离")

    delivery.deliver_due()

    assert states() == [LetterState.CANCELLED]
    assert one.deliveries.get().detail == "收件人已不在该岗位，岗位长期空缺"
