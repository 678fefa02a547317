"""One supervisor per data directory. The kernel drops the lock when its last holder ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path

from devstack.paths import make_private
from devstack.talk import Refusal, say


class Lock:
    """A held `flock`. The reaper inherits the descriptor, so the directory stays locked until it has cleaned up."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def release(self) -> None:
        """Empty the file, then let go; the file itself stays, since removing it would let two people lock two files."""
        os.ftruncate(self.descriptor, 0)
        os.close(self.descriptor)


def take(path: Path) -> Lock | None:
    """The lock, or None when somebody holds it."""
    make_private(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return Lock(descriptor)


def take_or_wait(path: Path, what: str, seconds: float = 0) -> Lock:
    """The lock. A holder that was just killed gets time for its clean-up; a living one is waited for only if asked."""
    end = time.monotonic() + seconds
    grace = time.monotonic() + 25
    told = False
    while (lock := take(path)) is None:
        if time.monotonic() > (end if holder_lives(path) else max(end, grace)):
            raise Refusal(f"{what} is in use (pid {holder(path) or '?'}). {what} 正被另一个进程使用。")
        if not told:
            say(f"waiting for {what} (held by pid {holder(path) or '?'})")
            told = True
        time.sleep(0.1)
    return lock


def holder(path: Path) -> int | None:
    """The process that took the lock, as it wrote into the file."""
    text = path.read_text().strip() if path.exists() else ""
    return int(text) if text.isdigit() else None


def holder_lives(path: Path) -> bool:
    """Whether that process is still there."""
    pid = holder(path)
    return pid is not None and Path(f"/proc/{pid}").exists()


def is_held(path: Path) -> bool:
    """Whether somebody holds it, found out without disturbing anybody."""
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
