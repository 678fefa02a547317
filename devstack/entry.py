"""Which command needs which requirements, and how it is entered: outside the environment first, then inside."""

import importlib
import os
import shlex
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from devstack import environment
from devstack.children import Stopped, die_with_parent
from devstack.paths import ROOT, VENV_PYTHON
from devstack.talk import Refusal

RUN = ("requirements.txt", "requirements-embedded.txt")
TEST = (*RUN, "requirements-test.txt")
BROWSER = "requirements-browser.txt"
INSIDE = "BIHUAN_INSIDE"
ARGUMENTS = "BIHUAN_ARGS"
UNDER_MAKE = "BIHUAN_UNDER_MAKE"


@dataclass(frozen=True)
class Command:
    """A command: the module that holds it, and what it needs installed (nothing: it runs with any Python)."""

    module: str
    requirements: tuple[str, ...] = ()


COMMANDS = {
    "run": Command("command_run", RUN),
    "manage": Command("command_manage", RUN),
    "test": Command("command_test", TEST),
    "proofs": Command("command_test", TEST),
    "journeys": Command("command_test", (*TEST, BROWSER)),
    "fuzz": Command("command_test", TEST),
    "mutate_law": Command("command_test", TEST),
    "search": Command("command_test", TEST),
    "bench": Command("command_test", TEST),
    "check": Command("command_check", (*TEST, "requirements-lint.txt")),
    "browser_tools": Command("command_browser", (*TEST, BROWSER)),
    "requirements": Command("command_requirements", RUN),
    "clean": Command("command_clean"),
}


def main(argv: list[str]) -> int:
    """Returns the exit code. What a person can mend is said in one line, without a traceback."""
    if not argv or argv[0] not in COMMANDS:
        print(f"devstack: one of {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    if os.environ.pop(UNDER_MAKE, ""):  # a make that was killed can't pass the stop on
        die_with_parent(signal.SIGTERM)
    name, arguments = argv[0], argv[1:] + shlex.split(os.environ.pop(ARGUMENTS, ""))
    try:
        return _enter(name, arguments)
    except Refusal as refusal:
        print(f"devstack: {refusal}", file=sys.stderr)
        return 1
    except Stopped as stopped:
        return 128 + stopped.signal
    except KeyboardInterrupt:  # before or after the time in which the supervisor listens itself
        return 128 + signal.SIGINT


def _enter(name: str, arguments: list[str]) -> int:
    command = COMMANDS[name]
    os.chdir(ROOT)
    if command.requirements and not os.environ.pop(INSIDE, ""):
        environment.ensure(_wanted(name, command))
        os.environ[INSIDE] = "1"
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "devstack", name, *arguments])  # noqa: S606
    module = importlib.import_module(f"devstack.{command.module}")
    return cast("Callable[[list[str]], int]", getattr(module, name))(arguments)


def _wanted(name: str, command: Command) -> tuple[str, ...]:
    """The browser's packages are large, so they come with `make journeys`, and are kept up to date from then on."""
    browser = name == "test" and environment.was_installed(BROWSER)
    return (*command.requirements, BROWSER) if browser else command.requirements
