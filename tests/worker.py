"""A real Celery worker in a process of its own, against the test's database and a Redis db of the tests."""

import os
import signal
import subprocess
import sys
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import celery
import redis

from tests.database import ROOT


@dataclass
class Worker:
    """The process and the queue that it alone reads: messages of tests beside this one can't stray into it."""

    process: subprocess.Popen[bytes]
    broker: str
    queue: str

    def send(self, task: str) -> None:
        """Publish one message."""
        with celery.Celery("test", broker=self.broker, set_as_current=False) as sender:
            sender.send_task(task, queue=self.queue, ignore_result=True)

    def wait_until(self, happened: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something holds in the world; never for the worker's word."""
        ends = time.monotonic() + seconds
        while not happened():
            assert self.process.poll() is None, f"the worker ended with {self.process.returncode}"
            assert time.monotonic() < ends, "it did not happen in time"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait()


def environment(database: str, *, redis_url: str | None = None, **more: str) -> dict[str, str]:
    """Return the environment of a product process that works on the database `database`."""
    head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return os.environ | {
        "DATABASE_URL": f"{head}/{quote(database)}",
        "REDIS_URL": redis_url or redis_of(database),
        "EMAIL_URL": "",
        **more,
    }


def redis_of(database: str) -> str:
    """Return the URL of a Redis db for the tests on `database`; never db 0, which is the product's."""
    head, _, _ = os.environ["REDIS_URL"].rpartition("/")
    return f"{head}/{1 + zlib.crc32(database.encode()) % 15}"


@contextmanager
def running(database: str, **more: str) -> Iterator[Worker]:
    """Run a worker on the database `database`; it is stopped, and its queue removed, afterwards."""
    env = environment(database, **more)
    queue = f"test-{uuid.uuid4().hex}"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo", "-Q", queue, "-l", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-n", f"{queue}@test"]
    process = subprocess.Popen([*command, *quiet], cwd=ROOT, env=env, stdin=subprocess.DEVNULL)
    try:
        yield Worker(process, env["REDIS_URL"], queue)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with redis.Redis.from_url(env["REDIS_URL"]) as store:
            store.delete(queue, f"_kombu.binding.{queue}")
