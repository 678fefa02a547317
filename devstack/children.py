"""Child processes that cannot outlive us.

Each is tied to this process by PR_SET_PDEATHSIG: the kernel itself ends it when we are killed, even by SIGKILL.
The tie belongs to the thread that forks, so children are started from the main thread only.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack.paths import ROOT
from devstack.unprivileged import Account

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(sig: signal.Signals) -> None:
    """Ask the kernel to send us `sig` when the thread that started us ends."""
    _libc.prctl(PR_SET_PDEATHSIG, int(sig), 0, 0, 0)


class Stopped(BaseException):
    """A stop signal came. Not an Exception, so that no handler on the way takes it for a failure."""

    def __init__(self, sig: int) -> None:
        self.signal = sig


@contextmanager
def stop_signals_held() -> Iterator[None]:
    """Hold Ctrl-C and its kin back, so that none falls between a child's birth and its entry in the books."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


Words = Sequence[str | Path]  # a command line


@dataclass
class Child:
    """One process that we started, and how it likes to be stopped."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    patience: float
    in_own_group: bool

    @property
    def ended(self) -> bool:
        """Whether it is no more."""
        return self.process.poll() is not None

    def signal(self, sig: signal.Signals) -> None:
        """Signal the leader alone; it knows best how to end its own children."""
        if not self.ended:
            self.process.send_signal(sig)

    def stop(self) -> None:
        """Ask, wait as long as agreed, then insist."""
        self.signal(self.stop_signal)
        if not self.waited(self.patience):
            self.kill()

    def kill(self) -> None:
        """End it and, where it leads its own group, its children at once."""
        if self.in_own_group and not self.ended:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()

    def waited(self, seconds: float) -> bool:
        """Whether it ended within the time."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def start(
    name: str,
    argv: Words,
    *,
    env: Mapping[str, str],
    log: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    patience: float = 12,
    account: Account | None = None,
    tied: bool = True,
    pass_fds: Sequence[int] = (),
    **streams: Any,
) -> Child:
    """Start a child. With a log it runs in the background in a process group of its own, so that the
    terminal's Ctrl-C reaches us alone and we choose the order; without one it shares our terminal."""
    supervisor = os.getpid()

    def before_exec() -> None:
        if tied:
            die_with_parent(stop_signal)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        if os.getppid() != supervisor:  # it was killed before the tie was made
            os._exit(1)

    # Its owner's only: addresses and names stand in it. Closed below, the child keeps its own.
    output = None if log is None else open(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")  # noqa: SIM115
    if output is not None:
        streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT} | streams
    process = subprocess.Popen(
        [str(part) for part in argv],
        cwd=ROOT,
        env=dict(env),
        preexec_fn=before_exec,  # noqa: PLW1509 - we have no other thread
        process_group=0 if output is not None else None,
        pass_fds=pass_fds,
        **(account.popen_arguments if account else {}),
        **streams,
    )
    if output is not None:
        output.close()
    return Child(name, process, stop_signal, patience, in_own_group=output is not None)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, to be shown when its writer failed."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def wait_until(condition: Any, seconds: float, pause: float = 0.03) -> bool:
    """Ask again and again until the condition holds or the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
