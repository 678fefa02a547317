"""What the supervisor says. All of it goes to stderr: stdout belongs to the command that was asked for."""

import sys
import time

_started = time.monotonic()


class Refusal(Exception):
    """Something that the person can mend; the message is one line and says how."""


def say(message: str) -> None:
    """One line with the seconds since the start, for people and for measuring."""
    print(f"[devstack {time.monotonic() - _started:6.2f}s] {message}", file=sys.stderr, flush=True)
