"""Databases for tests: a template migrated once by the owner, cloned for whoever needs one, dropped afterwards."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import environ
import psycopg
from django.conf import settings
from django.db import connections

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
    """Copy the database `source`, to which nobody is connected, as `name`; drop it afterwards."""
    with connect_as_owner(str(_owner_settings()["NAME"])) as owner:
        _drop(owner, name)
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        try:
            yield name
        finally:
            _drop(owner, name)


@contextmanager
def entered(name: str) -> Iterator[str]:
    """Point Django's default connection at the database `name`, and back afterwards."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
