"""PostgreSQL and Valkey for one stack: the given ones if the environment names them, else embedded ones."""

import os
from dataclasses import dataclass

from devstack import postgres, valkey
from devstack.postgres import DatabaseUrls
from devstack.supervisor import Supervisor
from devstack.talk import Refusal


@dataclass(frozen=True)
class Services:
    """The addresses of running servers."""

    databases: DatabaseUrls
    redis: str


def start(supervisor: Supervisor) -> Services:
    """Start what the environment doesn't give."""
    given = given_databases()
    databases = given or postgres.start(supervisor)
    return Services(databases, os.environ.get("REDIS_URL") or valkey.start(supervisor))


def given_databases() -> DatabaseUrls | None:
    """The database that the environment names, or None. Two roles or nothing: with one alone the records are not
    protected from the application."""
    app, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not app and not owner:
        return None
    if not owner:
        raise Refusal(
            "DATABASE_URL is set without DATABASE_OWNER_URL: set both (the application's role, and the owner who "
            "migrates) or neither. 只设置了 DATABASE_URL，还需设置 DATABASE_OWNER_URL（属主角色）。"
        )
    if not app:
        raise Refusal("DATABASE_OWNER_URL is set without DATABASE_URL: set both or neither. 还需设置 DATABASE_URL。")
    for name, url in (("DATABASE_URL", app), ("DATABASE_OWNER_URL", owner)):
        if not postgres.answers(postgres.conninfo(url)):
            raise Refusal(f"the database named in {name} can't be reached. 无法连接 {name} 所指的数据库。")
    return DatabaseUrls(owner=owner, app=app)
