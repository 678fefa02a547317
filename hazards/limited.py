"""Run one of our modules as a limited child process: a hostile file costs a bounded child, never this process."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import IO

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


def limit_this_process(*, memory_mb: int, output_mb: int, seconds: int) -> None:
    """Set hard limits, in the child, before any byte of the file is read. No core file: an abort is an answer."""
    memory, output = memory_mb * _MB, output_mb * _MB
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
