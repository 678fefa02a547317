"""What guards the database must have: read from the SQL of the migrations themselves, so that nothing is said twice."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db import connection
from django.db.migrations import RunSQL
from django.db.migrations.executor import MigrationExecutor

from records.guards import Revoke

# pg_trigger.tgtype, by PostgreSQL's catalog/pg_trigger.h.
_BITS = {"ROW": 1, "BEFORE": 2, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32, "AFTER": 0, "STATEMENT": 0}

_STATEMENT = re.compile(
    r"""
    CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(?P<function>\w+)\s*\(.*?\bAS\s+\$\$(?P<body>.*?)\$\$
    | CREATE\s+(?:CONSTRAINT\s+)?TRIGGER\s+(?P<trigger>\w+)\s+(?P<moment>BEFORE|AFTER)
      \s+(?P<events>[\w\s]+?)\s+ON\s+(?P<table>\w+)(?:\s+DEFERRABLE\s+INITIALLY\s+DEFERRED)?
      \s+FOR\s+EACH\s+(?P<each>ROW|STATEMENT)\s+EXECUTE\s+FUNCTION\s+(?P<runs>\w+)
    | DROP\s+TRIGGER\s+(?:IF\s+EXISTS\s+)?(?P<gone_trigger>\w+)\s+ON\s+(?P<gone_table>\w+)
    | DROP\s+FUNCTION\s+(?:IF\s+EXISTS\s+)?(?P<gone_function>\w+)
    | ALTER\s+TABLE\s+(?P<bound>\w+)\s+ADD\s+CONSTRAINT\s+(?P<constraint>\w+)
    | ALTER\s+TABLE\s+(?P<freed>\w+)\s+DROP\s+CONSTRAINT\s+(?P<gone_constraint>\w+)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


@dataclass(slots=True)
class Guards:
    """Triggers (table, name) with what they run and when; functions with the hash of their source; and so on."""

    triggers: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    constraints: set[tuple[str, str]] = field(default_factory=set)
    # By table, the rights that the application's role must not have.
    refused: dict[str, set[str]] = field(default_factory=dict)

    def read(self, sql: str) -> None:
        """Take in what one migration's SQL makes and drops, in its order."""
        for found in _STATEMENT.finditer(sql):
            self._take(found.groupdict())

    def _take(self, part: dict[str, str]) -> None:
        if part["function"]:
            self.functions[part["function"]] = source_hash(part["body"])
        elif part["trigger"]:
            self.triggers[part["table"], part["trigger"]] = (part["runs"], _kind(part))
        elif part["gone_trigger"]:
            self.triggers.pop((part["gone_table"], part["gone_trigger"]), None)
        elif part["gone_function"]:
            self.functions.pop(part["gone_function"], None)
        elif part["constraint"]:
            self.constraints.add((part["bound"], part["constraint"]))
        elif part["gone_constraint"]:
            self.constraints.discard((part["freed"], part["gone_constraint"]))


def _kind(part: dict[str, str]) -> int:
    words = [part["moment"], part["each"], *re.split(r"\s+OR\s+", part["events"], flags=re.IGNORECASE)]
    return reduce(lambda bits, word: bits | _BITS[word.upper()], words, 0)


def source_hash(source: str) -> str:
    """Return the hash by which a function's source is compared with the migrations'."""
    return hashlib.sha256(source.encode()).hexdigest()


def guards_of_migrations() -> Guards:
    """Read all rooms' migrations, in the order in which they apply, and return the guards they leave behind."""
    guards = Guards()
    for operation in _operations():
        if isinstance(operation, RunSQL):
            for text in _texts(operation.sql):
                guards.read(text)
        elif isinstance(operation, Revoke):
            guards.refused.setdefault(operation.table, set()).update(operation.rights)
    return guards


def _operations() -> Iterator[Any]:
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        yield from migration.operations


def _texts(sql: Any) -> Iterator[str]:
    if isinstance(sql, str):
        yield sql
        return
    for item in sql:
        yield item if isinstance(item, str) else item[0]
