"""System checks: a law whose tables, methods and states don't agree stops the process at start."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import Error, register

from workflow.lifecycle import Lifecycle


@register()
def check_laws(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Check every law that is loaded."""
    return [Error(words, id="workflow.E001") for law in Lifecycle.registry for words in faults(law)]


def faults(law: Lifecycle) -> Iterable[str]:
    """Yield what is wrong with a law: rows without method or state, states nobody reaches or can leave."""
    states = set(law.turns)
    for row in law.rows.values():
        if row.name not in law.methods:
            yield f"the transition {row.name} has no method on the model"
        for state in {*row.sources, *row.targets} - states:
            yield f"the transition {row.name} names the state {state}, which has no turn"
        for then in row.then:
            if not _is_systems(law, then.name):
                yield f"after the transition {row.name} the machine can't take {then.name}"
    edges = law.edges()
    yield from (f"no transition leads to {state}" for state in sorted(states - _reach(edges, "")))
    ended = {state for state, turn in law.turns.items() if not turn.is_open}
    for state in sorted(states - ended):
        if not _reach(edges, state) & ended:
            yield f"from {state} no end can be reached"


def _is_systems(law: Lifecycle, name: str) -> bool:
    by = law.rows[name].by if name in law.rows else None
    return by is not None and any(relation.system for relation in by.alternatives)


def _reach(edges: list[tuple[str, str, str]], start: str) -> set[str]:
    reached: set[str] = set()
    frontier = [start]
    while frontier:
        here = frontier.pop()
        for _, source, target in edges:
            if source == here and target not in reached:
                reached.add(target)
                frontier.append(target)
    return reached
