"""Fixtures: real PostgreSQL, always as the application's role; what commits gets a database of its own."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as property_tests

from tests import database
from tests.cast import Cast, assemble
from tests.truth import mutants
from tests.truth.watching import Watcher
from workflow import timing

# The same examples in every run: whether a change is good must not hang on luck. `make fuzz` looks for new ones.
property_tests.register_profile("steady", max_examples=25, deadline=None, derandomize=True)
property_tests.register_profile("fuzz", max_examples=500, deadline=None, print_blob=True)
property_tests.load_profile("steady")

# `make mutate-law` runs the tests of the law against a law that lacks something.
if mutant := os.environ.get("BIHUAN_LAW_MUTANT"):
    mutants.apply(mutant)


def pytest_configure(config: pytest.Config) -> None:
    """`make mutate-law` asks first which tests can notice a mutant."""
    if watched := os.environ.get("BIHUAN_LAW_WATCH"):
        config.pluginmanager.register(Watcher(Path(watched)))


# What takes minutes has a target of its own.
APART = {"browser": "make journeys", "proof": "make proofs"}


def _leaves_out(config: pytest.Config) -> bool:
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.markexpr


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is run apart, unless tests were asked for by path or by mark."""
    if not _leaves_out(config):
        return
    apart = [item for item in items if any(item.get_closest_marker(mark) for mark in APART)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in set(apart)]


@pytest.fixture(scope="session")
def worker_name(worker_id: str = "main") -> str:
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


def empty_of(worker_name: str) -> str:
    """The name of the worker's database in which nothing is but what the migrations brought."""
    return f"bihuan_test_{worker_name}"


@pytest.fixture(scope="session")
def django_db_setup(worker_name: str, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: the owner migrates, the tests run as the application's role."""
    empty = database.copied(database.template(), empty_of(worker_name))
    with django_db_blocker.unblock(), empty as name, database.entered(name):
        yield


@pytest.fixture(scope="session")
def district(worker_name: str, django_db_blocker: Any) -> Iterator[tuple[str, Cast]]:
    """A database in which the cast has been assembled, once for all tests, and the cast; no test changes it."""
    with database.copied(database.template(), f"bihuan_cast_{worker_name}") as name:
        with django_db_blocker.unblock(), database.entered(name):
            cast = assemble()
        yield name, cast


@pytest.fixture
def _django_db_helper(request: Any, django_db_setup: None, in_the_district: None, _django_db_helper: None) -> None:
    """Opens the test's transaction, as pytest-django's own does, but in the database that the test asks for."""


@pytest.fixture
def in_the_district(request: Any, worker_name: str, django_db_setup: None, django_db_blocker: Any) -> None:
    """The connection points at the district of a test that asks for its cast, at the empty database otherwise."""
    with django_db_blocker.unblock():
        wanted = request.getfixturevalue("district")[0] if "cast" in request.fixturenames else empty_of(worker_name)
        database.enter(wanted)


@pytest.fixture(autouse=True, scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Photographs of the tests lie in a directory of their own, and in that of the processes which they start."""
    root = tmp_path_factory.mktemp("files")
    before, settings.FILES_ROOT = settings.FILES_ROOT, root
    os.environ["FILES_ROOT"] = str(root)
    yield root
    settings.FILES_ROOT = before


@pytest.fixture(autouse=True, scope="session")
def no_second_factor() -> Iterator[None]:
    """Heads sign in with their password alone, as in the demo; a test about the second factor asks for it."""
    before, settings.SECOND_FACTOR_REQUIRED = settings.SECOND_FACTOR_REQUIRED, False
    yield
    settings.SECOND_FACTOR_REQUIRED = before


@pytest.fixture
def committed(request: Any, worker_name: str, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own, for a test that commits; several connections see the same rows."""
    source = request.getfixturevalue("district")[0] if _is_ready_made(request) else database.template()
    own = database.copied(source, f"bihuan_commit_{worker_name}")
    with django_db_blocker.unblock(), own as name, database.entered(name):
        timing.timing_at.cache_clear()
        yield name
        timing.timing_at.cache_clear()


def _is_ready_made(request: Any) -> bool:
    """Where a test sets the clock, the cast has to come together by that clock: no record is older than its past."""
    return "committed_cast" in request.fixturenames and "clock" not in request.fixturenames


@pytest.fixture
def owner() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of the owner's role to the test's database."""
    with database.connect_as_owner(connection.settings_dict["NAME"]) as link:
        yield link


class TestClock:
    """Sets the one legal clock, as only the owner can."""

    __test__ = False

    def __init__(self, link: psycopg.Connection[tuple[object, ...]]) -> None:
        self.link = link

    def set(self, instant: datetime) -> None:
        self.link.execute("DELETE FROM clock_override")
        self.link.execute("INSERT INTO clock_override (instant) VALUES (%s)", [instant])

    def forward(self, step: timedelta) -> None:
        (now,) = self.link.execute("SELECT bh_now()").fetchone() or (None,)
        assert isinstance(now, datetime)
        self.set(now + step)


@pytest.fixture
def clock(committed: str, owner: psycopg.Connection[tuple[object, ...]]) -> TestClock:
    """The legal clock of a database of its own, standing at 9 October 2026, 10:20 in Shanghai."""
    made = TestClock(owner)
    made.set(datetime.fromisoformat("2026-10-09T10:20:00+08:00"))
    return made


@pytest.fixture
def cast(db: None, district: tuple[str, Cast]) -> Cast:
    """The cast, in a transaction that is rolled back."""
    timing.timing_at.cache_clear()
    return district[1].anew()


@pytest.fixture
def committed_cast(request: Any, committed: str) -> Cast:
    """The cast, committed to a database of its own."""
    return request.getfixturevalue("district")[1].anew() if _is_ready_made(request) else assemble()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud, once, that the browser tests were left out: a quiet skip would pass for a proof."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reason for reason in reasons if "NO BROWSER TEST WAS RUN" in reason):
        terminalreporter.write_sep("!", reason.removeprefix("Skipped: "), red=True)
    if _leaves_out(terminalreporter.config):
        for mark, target in APART.items():
            terminalreporter.write_line(f"left out: the tests marked {mark}; `{target}` runs them")
