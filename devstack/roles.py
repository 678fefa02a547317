"""The two database roles of the product, and its database.

The owner migrates. The application's role can do only what the migrations grant to it, so that not even a flaw in
the product can rewrite a record. The cluster's superuser is used here and nowhere else.
"""

import psycopg
from psycopg import sql

OWNER = "bihuan_owner"
APP = "bihuan_app"
DATABASE = "bihuan"


def ensure(connection: psycopg.Connection) -> None:
    """Make what is missing. The owner may create databases, for the tests make one."""
    if not _exists(connection, "pg_roles", "rolname", OWNER):
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER)))
    if not _exists(connection, "pg_roles", "rolname", APP):
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP)))
    if not _exists(connection, "pg_database", "datname", DATABASE):
        _check_chinese_search(connection)
        names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def drop_leftovers(connection: psycopg.Connection) -> None:
    """Drop the databases that killed tests left behind: over data that only tests use, nobody else can need them.

    Templates stay: the tests keep them from one run to the next (tests/database.py).
    """
    query = (
        "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', %s)"
        " AND datname NOT LIKE '%%template%%'"
    )
    for (name,) in connection.execute(query, [DATABASE]).fetchall():
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _exists(connection: psycopg.Connection, table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return connection.execute(query, [name]).fetchone() is not None


def _check_chinese_search(connection: psycopg.Connection) -> None:
    """A cluster of the wrong character type would find no Chinese word and say nothing: notice it on the first day."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    row = connection.execute("SELECT show_trgm('闭环测试') <> '{}'").fetchone()
    if row is None or not row[0]:
        raise RuntimeError("this cluster can't search Chinese text: its LC_CTYPE is not UTF-8")
    connection.execute("DROP EXTENSION pg_trgm")
