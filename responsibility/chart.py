"""The organisation as people look at it: the trees with their people and empty seats, enterprises a page at a time.

Each function is one statement, however many units there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from responsibility.cursors import row_number
from responsibility.enums import Rank, Tree

ALIVE = "{0}.from_at <= i.now AND ({0}.until_at IS NULL OR {0}.until_at > i.now)"
# Who holds a post now; a standing-in ends with the tenure stood in for.
HELD = f"""
LEFT JOIN responsibility_appointment a ON a.post_id = p.id AND {ALIVE.format("a")}
    AND (a.stands_in_for_id IS NULL OR EXISTS (SELECT FROM responsibility_appointment s
         WHERE s.id = a.stands_in_for_id AND (s.until_at IS NULL OR s.until_at > i.now)))
"""
COUNTS = f"""
SELECT COALESCE(array_agg(DISTINCT a.person_id) FILTER (WHERE a.id IS NOT NULL), '{{}}') AS people,
       count(DISTINCT p.id) - count(DISTINCT p.id) FILTER (WHERE a.id IS NOT NULL AND a.stands_in_for_id IS NULL)
       AS vacant
FROM responsibility_post p {HELD} WHERE p.unit_id = u.id
"""
UNITS = f"""
SELECT u.id, u.name, u.tree, u.rank, f.path, c.people, c.vacant
FROM (SELECT %s::timestamptz AS now) i
JOIN responsibility_unit u ON {ALIVE.format("u")}
JOIN responsibility_affiliation f ON f.unit_id = u.id AND {ALIVE.format("f")}
CROSS JOIN LATERAL ({COUNTS}) c
"""
IN_ORDER = "ORDER BY cardinality(f.path), u.sort_key, u.id"
PAGE_OF_ENTERPRISES = f"""
WITH i AS (SELECT %s::timestamptz AS now),
found AS MATERIALIZED (
    SELECT u.* FROM i JOIN responsibility_unit u ON u.tree = 'ENTERPRISE' AND u.rank = 'ENTERPRISE'
        AND {ALIVE.format("u")}
    WHERE %s::text = '' OR u.name LIKE %s::text OR u.sort_key LIKE %s::text OR u.code LIKE %s::text),
u AS (SELECT * FROM found u WHERE (u.sort_key, u.id) > (%s::text, %s::bigint) ORDER BY u.sort_key, u.id LIMIT %s)
SELECT u.id, u.name, u.tree, u.rank, ARRAY[u.id], c.people, c.vacant, u.sort_key, t.total
FROM (SELECT count(*) AS total FROM found) t LEFT JOIN (i CROSS JOIN u CROSS JOIN LATERAL ({COUNTS}) c) ON true
ORDER BY u.sort_key, u.id
"""


@dataclass(slots=True)
class Node:
    """A unit in its tree: the people and the empty seats of it, and of it with everything below it."""

    pk: int
    name: str
    tree: str
    rank: str
    path: tuple[int, ...]
    own_people: frozenset[int]
    own_vacant: int
    below: "list[Node]" = field(default_factory=list)
    people: int = 0
    vacant: int = 0

    @property
    def rank_label(self) -> str:
        """What it is, as the user reads it."""
        return str(Rank(self.rank).label)

    def sum_up(self) -> set[int]:
        """Count each person once and each empty seat, here and below; return the people."""
        people = set(self.own_people)
        self.vacant = self.own_vacant
        for node in self.below:
            people |= node.sum_up()
            self.vacant += node.vacant
        self.people = len(people)
        return people


@dataclass(frozen=True, slots=True)
class Enterprises:
    """One page of the enterprises by name; `after` is the cursor of the next page, empty on the last."""

    nodes: list[Node]
    total: int
    after: str


def forest(at: datetime, *, inside: Sequence[int] | None = None) -> dict[str, list[Node]]:
    """Return the roots of each tree at the instant; enterprises only with `inside`, which asks for some units' parts.

    A unit stands under the nearest unit above it of its own tree: the bureaus of a district are roots of theirs.
    """
    given: list[Any] = [at] if inside is None else [at, list(inside)]
    condition = "u.tree <> 'ENTERPRISE'" if inside is None else "f.path && %s::bigint[]"
    with connection.cursor() as cursor:
        cursor.execute(f"{UNITS} WHERE {condition} {IN_ORDER}", given)
        nodes = [_node(row) for row in cursor.fetchall()]
    by_id = {node.pk: node for node in nodes}
    roots: dict[str, list[Node]] = {tree.value: [] for tree in Tree}
    for node in nodes:
        above = (by_id[pk] for pk in reversed(node.path[:-1]) if pk in by_id and by_id[pk].tree == node.tree)
        parent = next(above, None)
        (roots[node.tree] if parent is None else parent.below).append(node)
    for tree in roots.values():
        for root in tree:
            root.sum_up()
    return roots


def around(unit_id: int, path: Sequence[int], at: datetime) -> tuple[list[Node], list[Node]]:
    """Return the units above one (root first) and those directly below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{UNITS} WHERE u.id = ANY(%s::bigint[]) OR f.parent_id = %s {IN_ORDER}", [at, list(path[:-1]), unit_id]
        )
        nodes = [_node(row) for row in cursor.fetchall()]
    for node in nodes:
        node.sum_up()
    above = [node for node in nodes if node.pk in path]
    return above, [node for node in nodes if node.pk not in path]


def enterprises(at: datetime, *, words: str = "", after: str = "", size: int = 50) -> Enterprises:
    """Return one page of the living enterprises whose name, pinyin or code contains the words, behind the cursor."""
    key, _comma, last = after.rpartition(",")
    like = f"%{words.replace('%', '').replace('_', '')}%"
    behind = row_number(last) or 0
    given: list[Any] = [words, like, like.lower(), like, key, behind]
    with connection.cursor() as cursor:
        cursor.execute(PAGE_OF_ENTERPRISES, [at, *given, size + 1])
        rows = cursor.fetchall()
    found = [row for row in rows if row[0] is not None]
    nodes = [_node(row) for row in found[:size]]
    for node in nodes:
        node.sum_up()
    further = f"{found[size - 1][7]},{found[size - 1][0]}" if len(found) > size else ""
    return Enterprises(nodes, rows[0][8], further)


def _node(row: Sequence[Any]) -> Node:
    pk, name, tree, rank, path, people, vacant = row[:7]
    return Node(pk, name, tree, rank, tuple(path), frozenset(people), vacant)


# --- Search ------------------------------------------------------------------------------------------------------
SEARCH = f"""
WITH i AS (SELECT %(at)s::timestamptz AS now),
seat AS (
    SELECT p.id AS post_id, p.title, u.id AS unit_id, u.name AS unit, a.person_id, n.name AS person, n.sort_key,
           sn.name AS for_whom
    FROM i JOIN responsibility_post p ON true
    JOIN responsibility_unit u ON u.id = p.unit_id AND {ALIVE.format("u")}
    LEFT JOIN responsibility_appointment a ON a.post_id = p.id AND {ALIVE.format("a")}
    LEFT JOIN responsibility_person n ON n.id = a.person_id
    LEFT JOIN responsibility_appointment s ON s.id = a.stands_in_for_id
    LEFT JOIN responsibility_person sn ON sn.id = s.person_id)
(SELECT 'unit', u.id, u.name, '' AS about FROM i JOIN responsibility_unit u ON {ALIVE.format("u")}
 WHERE u.name LIKE %(like)s OR u.sort_key LIKE %(low)s OR u.code = %(words)s ORDER BY u.sort_key, u.id LIMIT %(most)s)
UNION ALL
(SELECT 'person', person_id, person, string_agg(unit || ' ' || title, '、' ORDER BY unit, title) FROM seat
 WHERE person LIKE %(like)s OR sort_key LIKE %(low)s GROUP BY person_id, person ORDER BY person_id LIMIT %(most)s)
UNION ALL
(SELECT 'seat', unit_id, unit || ' ' || title, COALESCE(string_agg(person, '、' ORDER BY person_id), '') FROM seat
 WHERE title LIKE %(like)s GROUP BY post_id, unit_id, unit, title ORDER BY unit, post_id LIMIT %(most)s)
"""
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a search shows: units, persons with their seats, seats with who holds them. `pk` of a seat is its unit's."""

    kind: str
    pk: int
    name: str
    about: str


def search(words: str, at: datetime) -> list[Found]:
    """Return living units, persons in seats, and seats whose name or pinyin contains the words; at most 20 of each."""
    like = f"%{words.replace('%', '').replace('_', '')}%"
    given: dict[str, Any] = {"at": at, "like": like, "low": like.lower(), "words": words, "most": MOST_FOUND}
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, given)
        return [Found(*row) for row in cursor.fetchall()]
