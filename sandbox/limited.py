"""Run one of our modules as a limited child process: a hostile file costs a bounded child, never this process."""

import logging
import signal
import subprocess
import sys
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO, TypeVar

R = TypeVar("R", bound=IntEnum)
logger = logging.getLogger(__name__)

TOO_SLOW = 50  # the exit code of a child that had to be ended; children use it for nothing else
_ROOT = Path(__file__).resolve().parents[1]
# Nothing of this process's environment goes in: no secret key, no database.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"}
_MB = 1024 * 1024


def run(module: str, arguments: list[str], files: tuple[IO[bytes], IO[bytes], IO[bytes]], seconds: int) -> int:
    """Run the module over (input, output, complaints) to its end; return its exit code, minus a signal, or TOO_SLOW.

    It never outlives this call; if this process is killed meanwhile, its own limits end it. Files rather than pipes:
    the kernel bounds their size, and nothing can block half-way.
    """
    source, output, complaints = files
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, and numbers
        command, stdin=source, stdout=output, stderr=complaints, cwd=_ROOT, env=_ENVIRONMENT, start_new_session=True
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return TOO_SLOW
    finally:
        process.kill()
        process.wait()


def copy(file: BinaryIO, to: IO[bytes], *, most_mb: int) -> str | None:
    """Copy the file and return its SHA-256 in hex; None as soon as it is longer than the bound."""
    digest, left = sha256(), most_mb * _MB
    while chunk := file.read(_MB):
        left -= len(chunk)
        if left < 0:
            return None
        digest.update(chunk)
        to.write(chunk)
    return digest.hexdigest()


def reason(code: int, complaints: IO[bytes], reasons: type[R]) -> R:
    """Tell why a child ended so. `reasons` has TOO_SLOW, OUT_OF_MEMORY, CORRUPT and the child's own exit codes.

    What the child didn't foresee is logged and, to the user, a damaged file.
    """
    complaints.seek(0)
    complaint = complaints.read(8192)
    if code in (-signal.SIGXCPU, TOO_SLOW):
        return reasons["TOO_SLOW"]
    # Rust aborts with these words when an allocation fails; SIGKILL is the kernel's own shortage of memory.
    if b"memory allocation of" in complaint or b"MemoryError" in complaint or code == -signal.SIGKILL:
        return reasons["OUT_OF_MEMORY"]
    if code in list(reasons):
        return reasons(code)
    logger.error("A limited child ended with %s: %s", code, complaint[-2000:].decode(errors="replace"))
    return reasons["CORRUPT"]
