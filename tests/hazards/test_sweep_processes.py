"""The sweep in processes of its own: the watcher without any broker, a Celery worker, both at once."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from hazards.enums import State
from hazards.models import Hazard, HazardRecord, HazardRung
from tests import worker
from tests.database import ROOT

NOWHERE = "redis://127.0.0.1:1/0"


def wait_until(happened: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


def watcher(database: str) -> subprocess.Popen[bytes]:
    """`manage.py sweep --watch` with a Redis that isn't there."""
    command = [sys.executable, "manage.py", "sweep", "--watch", "--every", "0.2"]
    return subprocess.Popen(command, cwd=ROOT, env=worker.environment(database, redis_url=NOWHERE))


def test_the_watcher_raises_what_is_overdue_without_any_redis_and_stops_when_told(clock, committed_cast, committed):
    committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(timedelta(days=4))
    process = watcher(committed)

    wait_until(HazardRung.objects.exists)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=60) == 0
    assert HazardRung.objects.count() == 1


def test_watcher_and_worker_at_once_raise_each_case_exactly_once(clock, committed_cast, committed):
    for _ in range(6):
        committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(timedelta(days=4))
    process = watcher(committed)
    try:
        with worker.running(committed) as celery:
            for _ in range(5):
                celery.send("hazards.tasks.sweep")
            wait_until(lambda: HazardRung.objects.count() == 6)
            for further in (7, 8):  # both sweep on: a second rung would show by then
                committed_cast.hazard_in(State.AWAITING_APPROVAL)
                clock.forward(timedelta(days=4))
                celery.send("hazards.tasks.sweep")
                wait_until(lambda further=further: HazardRung.objects.count() >= further)
    finally:
        process.terminate()
        process.wait(timeout=10)

    assert HazardRung.objects.count() == 8
    raised = HazardRecord.objects.filter(name="raise_level")
    assert sorted(raised.values_list("hazard_id", flat=True)) == sorted(Hazard.objects.values_list("pk", flat=True))
