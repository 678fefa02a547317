"""One stack: its data directory and lock, the processes it started, and their end.

Use it as a context. Whatever ends the block, an error, Ctrl-C, TERM or HUP, the children are stopped in reverse
order of their start; if the supervisor itself is killed, the kernel and the reaper do it (children.py, reaper.py).
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Self

from devstack import children, lock, reaper, sockets
from devstack.children import Child, Stopped, Words
from devstack.paths import VAR, make_private, shown
from devstack.talk import Refusal, say


class Supervisor:
    """The processes of one run over one data directory."""

    def __init__(self, name: str, *, durable: bool, wait: float = 0) -> None:
        self.name = name
        self.durable = durable
        self.wait = wait
        self.directory = make_private(VAR / name)
        self.token = secrets.token_hex(16)
        self.children: list[Child] = []
        self.stopped_by = 0
        self.socket_directory = sockets.directory_for(self.directory)

    # --- Beginning ------------------------------------------------------------------------------------------------
    def __enter__(self) -> Self:
        self.lock = lock.take_or_wait(self.lock_path, shown(self.directory), self.wait)
        sockets.remove_stale()
        sockets.prepare(self.socket_directory, self.lock_path)
        self._put_old_logs_away()
        self._start_reaper()
        for sig in children.STOP_SIGNALS:
            nohup = sig == signal.SIGHUP and signal.getsignal(sig) is signal.SIG_IGN
            if not nohup:
                signal.signal(sig, self._on_stop_signal)
        return self

    @property
    def lock_path(self) -> Path:
        """The file whose lock makes this directory ours."""
        return self.directory / "lock"

    def _put_old_logs_away(self) -> None:
        """A log holds this run only; the one before is kept, since it may tell why that run ended."""
        for log in self.directory.glob("*.log"):
            log.replace(log.with_suffix(".log.before"))

    def _start_reaper(self) -> None:
        self.reaper = children.start(
            "reaper",
            [sys.executable, "-m", "devstack.reaper", self.socket_directory],
            env=os.environ | {reaper.REAPER_TOKEN: self.token},
            log=self.log("reaper"),
            tied=False,
            pass_fds=[self.lock.descriptor],
            stdin=subprocess.PIPE,
        )

    def _on_stop_signal(self, sig: int, frame: FrameType | None) -> None:
        self.stopped_by = sig
        raise Stopped(sig)

    # --- Children -------------------------------------------------------------------------------------------------
    def start(self, name: str, argv: Words, env: Mapping[str, str] | None = None, **how: Any) -> Child:
        """Start a child in the background; its words go to its log."""
        return self._start(name, argv, env, log=self.log(name), **how)

    def show(self, name: str, argv: Words, env: Mapping[str, str]) -> int:
        """Run a program that has our terminal: its words are seen, its questions can be answered. Returns its code."""
        return self._start(name, argv, env).process.wait()

    def _start(self, name: str, argv: Words, env: Mapping[str, str] | None, **how: Any) -> Child:
        marked = {**(os.environ if env is None else env), reaper.TOKEN: self.token}
        with children.stop_signals_held():
            child = children.start(name, argv, env=marked, **how)
            self.children.append(child)
        return child

    def step(self, name: str, argv: Words, env: Mapping[str, str] | None = None, **how: Any) -> None:
        """Run one step to its end in the background; show the end of its log if it fails."""
        code = self.start(name, argv, env, **how).process.wait()
        if code:
            raise Refusal(f"{name} failed with {code}:\n{children.last_lines(self.log(name))}")

    def give_up(self, child: Child) -> None:
        """Stop a child that did not become what it should, and forget it."""
        child.stop()
        self.children.remove(child)

    def log(self, name: str) -> Path:
        """Where a child's words go."""
        return self.directory / f"{name}.log"

    def watch(self) -> Child:
        """Wait until one of the background children ends, which none should; a stop signal ends the waiting too."""
        watched = [self.reaper, *(child for child in self.children if not child.ended)]
        while True:
            for child in watched:
                if child.ended:
                    return child
            time.sleep(0.25)

    # --- End ------------------------------------------------------------------------------------------------------
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        for sig in children.STOP_SIGNALS:  # the stop has its own time limits: a second Ctrl-C can't make it dirty
            signal.signal(sig, signal.SIG_IGN)
        for child in reversed(self.children):
            self._stop(child)
        if left := reaper.end_bearers(self.token):
            say(f"ended {len(left)} process(es) that had outlived their parents")
        shutil.rmtree(self.socket_directory, ignore_errors=True)
        self._dismiss_reaper()
        self.lock.release()

    def _stop(self, child: Child) -> None:
        if child.ended:
            return
        began = time.monotonic()
        if self.stopped_by == signal.SIGINT and not child.in_own_group:
            child.waited(5)  # the terminal's Ctrl-C reached it as well; a second one would cut its own clean-up short
        child.stop()
        say(f"stopped {child.name} in {time.monotonic() - began:.1f}s")

    def _dismiss_reaper(self) -> None:
        pipe = self.reaper.process.stdin
        if pipe and not self.reaper.ended:
            pipe.write(reaper.FAREWELL)
            pipe.close()
        if not self.reaper.waited(3):
            self.reaper.kill()
