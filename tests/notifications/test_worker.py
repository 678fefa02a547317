"""The whole road in real processes: Celery worker, Redis, PostgreSQL, SMTP on loopback."""

import subprocess
import sys
from datetime import timedelta

import pytest

from hazards.models import HazardRung
from notifications import delivery
from notifications.models import Channel, Letter, LetterState, Outbox, Outcome
from responsibility.models import Person
from tests import worker
from tests.database import ROOT
from tests.notifications.mailserver import mail_server

DRAIN, DELIVER, SWEEP = "hazards.tasks.drain_outbox", "notifications.tasks.deliver_due", "hazards.tasks.sweep"


@pytest.fixture
def server():
    with mail_server() as running:
        yield running


def sent(channel):
    return Letter.objects.filter(channel=channel, state=LetterState.SENT)


def test_a_report_reaches_the_inbox_and_the_mailbox_and_an_overdue_one_its_superior(
    clock, committed, committed_cast, server
):
    """周 of the safety office has an address; 李 none. Five days later 赵, who heads the street, is told."""
    Person.objects.filter(name="周").update(email="zhou@example.org")
    committed_cast.report("民")
    with worker.running(committed, EMAIL_URL=server.url) as running:
        running.send(DRAIN)
        running.wait_until(lambda: sent(Channel.INBOX).count() == 2)
        running.send(DELIVER)
        running.wait_until(lambda: sent(Channel.EMAIL).count() == 1)

        clock.forward(timedelta(days=5))
        for task in (SWEEP, SWEEP, DRAIN, DRAIN, DELIVER, DELIVER):  # everything twice
            running.send(task)
        running.wait_until(lambda: sent(Channel.EMAIL).count() == 2)

    assert sorted(sent(Channel.INBOX).values_list("person__name", flat=True)) == ["周", "周", "李", "李", "赵", "钱"]
    assert [message["subject"].strip()[:4] for message in server.messages] == ["上报：二", "督办单："]
    assert HazardRung.objects.count() == 1


def test_a_worker_killed_in_the_middle_of_a_letter_sends_it_again_and_says_so(clock, committed, server, settings):
    """The server has the letter and says nothing; then the worker is gone. Whether it arrived nobody knows."""
    person = Person.objects.create(name="周", email="zhou@example.org")
    one = Letter.objects.create(
        topic="test", record_id=1, case_id=1, person=person, relation="r", channel=Channel.EMAIL, subject="s",
        text="t", written_at=delivery.clock.now(),
    )  # fmt: skip
    server.stalls = True
    with worker.running(committed, EMAIL_URL=server.url) as running:
        running.send(DELIVER)
        running.wait_until(server.reached.is_set)
        running.kill()
    server.stalls = False
    settings.EMAIL_URL = server.url

    assert delivery.deliver_due() == 0, "the letter is another's until its time is over"
    clock.forward(timedelta(minutes=6))
    assert delivery.deliver_due() == 1

    one.refresh_from_db()
    first, second = one.deliveries.order_by("pk")
    assert (one.state, one.attempts) == (LetterState.SENT, 2)
    assert (first.outcome, first.detail) == (Outcome.UNKNOWN, "结果不明：发送中断，可能已送达；已重新发送")
    assert second.outcome == Outcome.SENT
    assert {message["message-id"] for message in server.messages} == {f"<letter-{one.pk}@localhost>"}


@pytest.mark.usefixtures("clock")
def test_without_any_redis_the_same_functions_tell_everybody(committed, committed_cast):
    committed_cast.report("民")
    code = "import django; django.setup(); from hazards.tasks import *; sweep(); drain_outbox()"
    env = worker.environment(committed, redis_url="redis://127.0.0.1:1/0", DJANGO_SETTINGS_MODULE="config.settings")

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True, timeout=30)

    assert sent(Channel.INBOX).count() == 2
    assert Outbox.objects.filter(expanded_at__isnull=True).count() == 0
