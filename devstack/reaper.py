"""The guard that cleans up when the supervisor is killed and can't.

PR_SET_PDEATHSIG asks each child to end; a child may be slow or deaf, and its own children are not asked at all. So
every process of a run carries the run's token in its environment, and this one, kept outside the run, ends whoever
still carries it. It waits on a pipe: end of file without a word means that the supervisor is dead.
Started as `python -m devstack.reaper SOCKET_DIRECTORY`, with the token in the environment and the lock held open.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from devstack.children import wait_until

TOKEN = "BIHUAN_RUN_TOKEN"  # noqa: S105 - a name
REAPER_TOKEN = "BIHUAN_REAPER_TOKEN"  # noqa: S105 - another name: the reaper must not find itself
FAREWELL = b"stopped\n"


def bearers(token: str) -> list[int]:
    """Every process that carries this run's token (PostgreSQL overwrites its environment, but is tied by itself)."""
    mark = f"{TOKEN}={token}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            carries = mark in (process / "environ").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or another user's
            continue
        if carries and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def end_bearers(token: str, patience: float = 10) -> list[int]:
    """Ask all of them to end, then insist. Returns those that were there."""
    found = bearers(token)
    _signal_all(found, signal.SIGTERM)
    if found and not wait_until(lambda: not bearers(token), patience, pause=0.1):
        _signal_all(bearers(token), signal.SIGKILL)
        wait_until(lambda: not bearers(token), 2)
    return found


def _signal_all(pids: list[int], sig: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, sig)
        except ProcessLookupError:
            continue


def main() -> None:
    """Wait for the supervisor's farewell, or clean up after it."""
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.SIG_IGN)
    socket_directory = Path(sys.argv[1])
    if sys.stdin.buffer.readline() == FAREWELL:
        return
    end_bearers(os.environ[REAPER_TOKEN])
    # PostgreSQL was asked by the kernel; its socket goes last. Until then the inherited lock keeps a new run waiting.
    wait_until(lambda: not list(socket_directory.glob(".s.PGSQL.*")), 20, pause=0.1)
    shutil.rmtree(socket_directory, ignore_errors=True)


if __name__ == "__main__":
    main()
