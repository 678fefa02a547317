"""Real supervisors over real servers, each with a data directory of its own; whatever a test starts dies with it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from devstack import postgres
from devstack.children import die_with_parent, wait_until
from devstack.paths import ROOT

# What `make test` itself was told: a stack under test must not see it.
INHERITED = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "STATIC_ROOT", "HOST", "PORT")


def environment(var: Path, **extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    return kept | {"BIHUAN_VAR": str(var)} | extra


def launch(argv: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        argv,
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - the tests have no other thread
    )


@dataclass
class Stack:
    """A held stack, seen from outside."""

    process: subprocess.Popen[str]
    var: Path
    told: dict[str, Any]

    @property
    def directory(self) -> Path:
        return self.var / "held"

    def pid(self, part: str) -> int:
        if part == "supervisor":
            return self.process.pid
        if part == "reaper":
            return int(self.told["reaper"])
        if part == "postgres":
            return int((self.directory / "pg" / "postmaster.pid").read_text().split("\n")[0])
        return next(pid for pid in self.members() if "valkey" in name_of(pid) or "redis" in name_of(pid))

    def members(self) -> set[int]:
        """Every living process of the stack: those in its process tree, and those that carry its token."""
        from devstack.reaper import bearers

        return descendants(self.process.pid) | set(bearers(self.told["token"]))

    def connect(self, role: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(postgres.conninfo(self.told[role]), autocommit=True)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=30)


def name_of(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """A zombie is dead: whoever waits for it has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    try:
        children = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()
    return children.union(*(descendants(child) for child in children))


def all_gone(pids: set[int]) -> bool:
    return wait_until(lambda: not any(alive(pid) for pid in pids), 30)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a stack that was started and stopped once: copying them is quicker than making them every time."""
    var = tmp_path_factory.mktemp("fresh")
    begin(var).end()
    return var / "held"


@pytest.fixture
def hold(tmp_path: Path, fresh: Path) -> Iterator[Callable[..., Stack]]:
    """Start a stack over this test's directory, or over another one."""
    started: list[Stack] = []

    def start(*program: str, var: Path = tmp_path, **extra: str) -> Stack:
        if not (var / "held").exists():
            shutil.copytree(fresh, var / "held")
        started.append(begin(var, *program, **extra))
        return started[-1]

    yield start
    for stack in started:
        stack.end()


def begin(var: Path, *program: str, **extra: str) -> Stack:
    """A holder, once its servers are ready."""
    process = launch([sys.executable, "-m", "tests.devstack.holder", *program], environment(var, **extra))
    assert process.stdout
    if not (line := process.stdout.readline()):
        pytest.fail(process.communicate(timeout=30)[1])
    return Stack(process, var, json.loads(line))


def devstack(var: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """One command to its end."""
    argv = [sys.executable, "-m", "devstack", *arguments]
    process = launch(argv, environment(var, BIHUAN_INSIDE="1", **extra))
    printed, said = process.communicate(timeout=60)
    return subprocess.CompletedProcess(argv, process.returncode, printed, said)
