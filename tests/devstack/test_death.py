"""Whatever dies, nothing is left running and nothing is lost."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from devstack.children import wait_until
from tests.devstack.conftest import Stack, alive, all_gone

Hold = Callable[..., Stack]


def test_killed_supervisor_leaves_nothing_and_loses_nothing(hold: Hold) -> None:
    first = hold(HOLD_DURABLE="1")
    with first.connect("owner") as link:
        link.execute("CREATE TABLE kept (word text)")
        link.execute("INSERT INTO kept VALUES ('闭环')")
    members = first.members()
    assert len(members) > 3
    first.process.kill()
    assert all_gone(members | {first.process.pid})
    with hold(HOLD_DURABLE="1").connect("owner") as link:
        assert link.execute("SELECT word FROM kept").fetchall() == [("闭环",)]


@pytest.mark.parametrize("part", ["postgres", "valkey", "reaper"])
def test_death_of_one_part_ends_the_whole(hold: Hold, part: str) -> None:
    stack = hold()
    members = stack.members()
    os.kill(stack.pid(part), signal.SIGKILL)
    assert all_gone(members | {stack.process.pid})
    assert stack.process.wait(5) == 1


def test_everything_killed_at_once_starts_again(hold: Hold) -> None:
    first = hold()
    members = first.members()
    for pid in members | {first.process.pid}:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    assert all_gone(members)
    with hold().connect("app") as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stop_signal_stops_in_order(hold: Hold, sig: signal.Signals) -> None:
    stack = hold()
    members = stack.members()
    stack.process.send_signal(sig)
    _, said = stack.process.communicate(timeout=30)
    assert stack.process.returncode == 128 + sig
    assert said.index("stopped valkey") < said.index("stopped postgres")
    assert all_gone(members)


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGKILL])
def test_a_runaway_in_its_own_session_is_ended_too(hold: Hold, tmp_path: Path, sig: signal.Signals) -> None:
    note = tmp_path / "runaway"
    runaway = "import os, time, pathlib, sys; os.setsid(); pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))"
    forking = f"import os, time; os.fork() or exec({runaway + '; time.sleep(300)'!r}); time.sleep(300)"
    stack = hold("python3", "-c", forking, str(note))
    assert wait_until(lambda: note.exists() and note.read_text().isdigit(), 10)
    pid = int(note.read_text())
    assert alive(pid)
    os.kill(stack.process.pid, sig)
    assert all_gone({pid})


def test_a_killed_run_has_its_socket_directory_removed(hold: Hold) -> None:
    stack = hold()
    with stack.connect("app") as link:
        directory = Path(link.info.host)
    stack.process.kill()
    assert wait_until(lambda: not directory.exists(), 15)
