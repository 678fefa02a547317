"""An embedded PostgreSQL: a Unix socket in a private directory, no port, and the two roles that the product needs."""

import signal
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from devstack import cluster, roles
from devstack.children import last_lines, wait_until
from devstack.supervisor import Supervisor
from devstack.talk import Refusal, say

SETTINGS = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=64MB",
    "timezone=UTC",
    "lc_messages=C",
    "log_checkpoints=off",
]
# Tests throw their data away, so they need not wait for the disk.
CARELESS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@dataclass(frozen=True)
class DatabaseUrls:
    """One database seen by its two roles."""

    owner: str
    app: str


def start(supervisor: Supervisor) -> DatabaseUrls:
    """Start the server, wait until it answers, see to roles and database."""
    made = cluster.ready(supervisor)
    if account := made.way.account:
        account.give(supervisor.socket_directory)
    settings = [*SETTINGS, f"unix_socket_directories={supervisor.socket_directory}"]
    settings += [] if supervisor.durable else CARELESS
    server = supervisor.start(
        "postgres",
        [
            *made.way.tied_prefix("INT"),
            made.programs / "postgres",
            *("-D", made.data),
            *(part for setting in settings for part in ("-c", setting)),
        ],
        stop_signal=signal.SIGINT,  # fast: end the sessions, write everything, go
        account=made.way.account,
    )
    address = f"host={supervisor.socket_directory} user={cluster.SUPERUSER} dbname=postgres"
    if not wait_until(lambda: server.ended or answers(address), 60) or server.ended:
        raise Refusal(f"PostgreSQL did not start:\n{last_lines(supervisor.log('postgres'))}")
    with psycopg.connect(address, autocommit=True) as connection:
        roles.ensure(connection)
        if not supervisor.durable:
            roles.drop_leftovers(connection)
    say(f"PostgreSQL {made.version} is ready")
    return DatabaseUrls(owner=_url(supervisor, roles.OWNER), app=_url(supervisor, roles.APP))


def answers(address: str) -> bool:
    """Whether a database can be reached there."""
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _url(supervisor: Supervisor, role: str) -> str:
    """The form in which django-environ takes a socket's directory; libpq itself would want it percent-encoded."""
    return f"postgres://{role}@/{supervisor.socket_directory}/{roles.DATABASE}"


def conninfo(url: str) -> str:
    """What libpq wants, from an address in any form that the product's settings take."""
    parts = urlsplit(url)
    directory, _, name = parts.path.removeprefix("/").rpartition("/")
    known: dict[str, Any] = {
        "host": directory or parts.hostname,
        "port": parts.port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": name,
    }
    return make_conninfo(**{key: value for key, value in known.items() if value} | dict(parse_qsl(parts.query)))
