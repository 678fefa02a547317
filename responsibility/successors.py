"""Who stands in a unit's place once it has ended: its successor, or that one's successor, down to a living one."""

from collections.abc import Iterable
from datetime import datetime

from responsibility.models import Unit

# A unit is left behind only when it has ended by then, so a living unit succeeds itself. UNION (not UNION ALL) ends the
# walk even if somebody who owns the database had closed a circle.
LIVING_SUCCESSORS = """
WITH RECURSIVE walk (origin, id) AS (
    SELECT u.id, u.id FROM responsibility_unit u WHERE u.id = ANY(%s::bigint[])
    UNION
    SELECT w.origin, u.successor_id FROM walk w JOIN responsibility_unit u ON u.id = w.id
    WHERE u.until_at <= %s AND u.successor_id IS NOT NULL
)
SELECT u.*, w.origin FROM walk w JOIN responsibility_unit u ON u.id = w.id
WHERE u.from_at <= %s AND (u.until_at IS NULL OR u.until_at > %s)
"""


def living_successor(unit_id: int, at: datetime) -> Unit | None:
    """Return the living unit in whose hands lies what this unit held: itself while it lives; None when there is none.

    One query, however long the chain of successors.
    """
    return living_successors([unit_id], at).get(unit_id)


def living_successors(unit_ids: Iterable[int], at: datetime) -> dict[int, Unit]:
    """Return the living unit for each of these units that has one; one query."""
    found = Unit.objects.raw(LIVING_SUCCESSORS, [list(unit_ids), at, at, at])
    return {unit.origin: unit for unit in found}  # type: ignore[attr-defined]
