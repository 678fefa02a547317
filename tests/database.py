"""Databases for tests: a template migrated once by the owner, cloned for whoever needs one, dropped afterwards."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult

ROOT = Path(__file__).resolve().parent.parent
OWNER_URL = os.environ["DATABASE_OWNER_URL"]


def _owner_settings() -> dict[str, str]:
    return environ.Env.db_url_config(OWNER_URL)


def connect_as_owner(name: str) -> psycopg.Connection[tuple[object, ...]]:
    """Return an autocommit connection of the owner's role to the database `name`."""
    owner = _owner_settings()
    parts = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
    return psycopg.connect(dbname=name, autocommit=True, **{key: value for key, value in parts.items() if value})


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")) + [
        ROOT / name for name in ("records/guards.py", "workflow/guards.py", "hazards/migrations/first_calendar.csv")
    ]:
        digest.update(path.read_bytes())
    # What comes from elsewhere brings tables of its own.
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:12]


def template() -> str:
    """Return the name of the migrated template database, made when the migrations have changed."""
    name = f"bihuan_template_{_migrations_hash()}"
    with connect_as_owner(str(_owner_settings()["NAME"])) as owner:
        owner.execute("SELECT pg_advisory_lock(7351)")  # one worker migrates, the others wait
        if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            draft = f"{name}_draft"
            owner.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
            owner.execute(f'CREATE DATABASE "{draft}"')
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0"],
                cwd=ROOT,
                check=True,
                env=os.environ | {"DATABASE_URL": _url_of(OWNER_URL, draft)},
            )
            owner.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _url_of(url: str, name: str) -> str:
    head, _, _ = url.rpartition("/")
    return f"{head}/{quote(name)}"


def _drop(owner: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Drop a database once its last session has ended; a closed connection's backend takes a moment to go.

    Not WITH (FORCE): the owner may not end the application role's sessions, and a test that leaves one open is wrong.
    """
    for patience in range(100):
        try:
            owner.execute(f'DROP DATABASE IF EXISTS "{name}"')
            return
        except psycopg.errors.ObjectInUse:
            if patience == 99:
                raise
            time.sleep(0.05)


@contextmanager
def copied(source: str, name: str) -> Iterator[str]:
    """Copy the database `source` as `name`; drop it afterwards. Nobody else may be connected to `source`."""
    connections["default"].close()
    with connect_as_owner(str(_owner_settings()["NAME"])) as owner:
        _drop(owner, name)
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        try:
            yield name
        finally:
            connections["default"].close()
            _drop(owner, name)


class Preparing(PrepareManager):
    """Keeps the prepared statements of a connection when a transaction is rolled back, as PostgreSQL does.

    psycopg forgets them: a table made in that transaction would be gone. No test makes one, and every test ends with a
    ROLLBACK; planned anew each time, the gate's two long statements take the tests a third of their time.
    """

    prepared_max = 400

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult]) -> bool:  # type: ignore[override]  # psycopg hides a third
        lasting = [result for result in results if result.command_status != b"ROLLBACK"]
        return super()._should_discard(prep, lasting)


@receiver(connection_created)
def keep_prepared(connection: Any, **_more: Any) -> None:
    """Let a new connection of Django's keep what it prepares."""
    kept = Preparing()
    kept.__dict__.update(vars(connection.connection._prepared))  # what it has prepared already, to set itself up
    connection.connection._prepared = kept


def enter(name: str) -> None:
    """Point Django's default connection at the database `name`; one that is there stays: it has statements prepared."""
    connection = connections["default"]
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


@contextmanager
def entered(name: str) -> Iterator[str]:
    """Point Django's default connection at the database `name`, and back afterwards."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    enter(name)
    try:
        yield name
    finally:
        connection.close()
        enter(before)
