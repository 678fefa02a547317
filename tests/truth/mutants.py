"""Mutants of the law: each lacks one guard, one exclusion, or asks nobody who he is. A good test notices each."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from hazards.lifecycle import LIFECYCLE
from responsibility.relations import Relation
from workflow.lifecycle import Transition

Mutation = Callable[[Transition], Transition]


def mutants() -> dict[str, tuple[str, Mutation]]:
    """Return every mutant: its name, the row that it changes, and how."""
    return {f"{row.name}: {what}": (row.name, change) for row in LIFECYCLE.rows.values() for what, change in _of(row)}


def _of(row: Transition) -> Iterator[tuple[str, Mutation]]:
    for guard in row.guards:
        kept = tuple(one for one in row.guards if one is not guard)
        yield f"without {guard.name}", lambda row, kept=kept: replace(row, guards=kept)  # type: ignore[misc]
    if row.by is None:
        return
    yield "by anybody", lambda row: replace(row, by=None)
    several = len(row.by.alternatives) > 1
    for number, way in enumerate(row.by.alternatives):
        named = f"{number + 1}. {way.name}" if several else way.name
        for exclusion in way.exclusions:
            kept_ways = [*row.by.alternatives]
            kept_ways[number] = replace(way, exclusions=tuple(one for one in way.exclusions if one is not exclusion))
            by = _union(kept_ways)
            yield f"although “{exclusion.words}” ({named}, {exclusion.column})", lambda row, by=by: replace(row, by=by)  # type: ignore[misc]


def _union(ways: list[Relation]) -> Relation:
    first, *others = ways
    return replace(first, others=tuple(others))


def apply(name: str) -> None:
    """Change the law of this process. Raises KeyError for an unknown mutant."""
    row, change = mutants()[name]
    LIFECYCLE.rows[row] = change(LIFECYCLE.rows[row])
