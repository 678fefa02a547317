"""A second person at the same time: an act in a thread, on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def in_background(act: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Run `act` on a connection of its own."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(act())
        except Exception as error:
            answers.append(error)  # shown by whatever the test asserts of the answer
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers
