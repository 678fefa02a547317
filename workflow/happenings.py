"""Tell what can happen in a law: in each state, by silence, by the machine; what is asked of an act, who is told."""

from collections.abc import Iterable, Iterator, Sequence

from workflow.diagram import table
from workflow.lifecycle import Branch, Lifecycle, Transition, Turn
from workflow.relation_words import Names, relation_words, state_words

SAME = "="
# A group of states that many acts share, in words, and the states.
Group = tuple[str, Sequence[str]]


# --- State by state ---------------------------------------------------------------------------------------------
def states_table(law: Lifecycle, names: Names, groups: Sequence[Group] = ()) -> str:
    """Return one line for each act that is possible in each state: who takes it, and what the state is then.

    What is possible in all states of a group is said once, for the group. In a state, those come first whose turn it
    is, the machine last.
    """
    shared: list[list[Sequence[str]]] = [[] for _group in groups]
    left: dict[str, list[Transition]] = {state: [] for state in law.turns}
    for row in law.rows.values():
        states = _where(row)
        for number, (_words, group) in enumerate(groups):
            if set(group) <= set(states):
                shared[number].append((groups[number][0], *_happening(row, group, names)))
                states = tuple(state for state in states if state not in group)
        for state in states:
            left[state].append(row)
    rows = [line for lines in shared for line in lines]
    for state, turn in law.turns.items():
        own = sorted(left[state], key=lambda row: _rank(row, turn, state))
        rows += [(state_words(state, names), *_happening(row, (state,), names)) for row in own]
    return table(("in state", "can happen", "by", "then the state is"), _said_once(rows))


def _where(row: Transition) -> tuple[str, ...]:
    """The states in which it can happen; a birth from a case that stands in a state is listed there."""
    bound = (state for one in row.by.alternatives for state in one.states) if row.by else ()
    return row.sources or tuple(dict.fromkeys(bound))


def _rank(row: Transition, turn: Turn, state: str) -> int:
    by = [one for one in row.by.alternatives if not one.states or state in one.states] if row.by else []
    seats = {one.seats for one in turn.relation.alternatives} if turn.relation else set()
    if by and all(one.system for one in by):
        return 2
    return 0 if any(one.seats in seats for one in by) else 1


def _happening(row: Transition, states: Sequence[str], names: Names) -> tuple[str, str, str]:
    by = relation_words(row.by, names, states) if row.by else "anyone"
    then = _then(row, names) if row.sources else f"{SAME}; the new one: {_then(row, names)}"
    return f"{row.label} `{row.name}`", by, then


def _then(row: Transition, names: Names) -> str:
    if row.target is None:
        return SAME
    if isinstance(row.target, Branch):
        return "; ".join(f"{words}: {state_words(to, names)}" for words, to in names.branches[row.target.name])
    return state_words(row.target, names)


def _said_once(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Leave a state's name out of all but its first line."""
    last = ""
    for first, *rest in rows:
        yield (" " if first == last else first, *rest)
        last = first


# --- What is asked, and who is told -----------------------------------------------------------------------------
def acts_table(law: Lifecycle, names: Names) -> str:
    """Return one line a transition: its way, what is asked of the thing, what its clock does, whom it tells."""
    rows = []
    for row in law.rows.values():
        guards = ", ".join(f"`{guard.name}`" for guard in row.guards)
        told = ", ".join(
            relation_words(one, names, row.sources if one.of_before else row.targets, label=False) for one in row.told
        )
        rows.append((f"`{row.name}`", str(row.label), _way(row), guards, row.clock.value, told))
    return table(("act", "动作", "from → to", "guards", "clock", "told"), rows)


def _way(row: Transition) -> str:
    sources = ", ".join(f"`{source}`" for source in row.sources) or "∅"
    if row.target is None:
        return f"{sources} {SAME}"
    return f"{sources} → {' or '.join(f'`{target}`' for target in row.targets)}"


# --- Silence, and the machine -----------------------------------------------------------------------------------
def silence_words(law: Lifecycle, state: str, names: Names) -> str:
    """Say what the machine does of itself when the limit of `state` passes and nobody has acted."""
    silent = law.turns[state].silent
    if silent is None:
        return "the state stays"
    row = law.rows[silent]
    held = ", ".join(f"`{guard.name}`" for guard in row.guards)
    guarded = f" if {held}, else the state stays" if held else ""
    return f"the machine takes {row.label} `{row.name}`{guarded}; then {_then(row, names)}"


def machine_table(law: Lifecycle, names: Names) -> str:
    """Return one line for each act that the machine takes: from where, what makes it, whereto."""
    rows = [
        (f"{row.label} `{row.name}`", "; ".join(_causes(law, row, names)), _then(row, names))
        for row in law.rows.values()
        if row.by and any(one.system for one in row.by.alternatives)
    ]
    return table(("act", "taken when", "then the state is"), rows)


def _causes(law: Lifecycle, row: Transition, names: Names) -> Iterator[str]:
    silent = [state_words(state, names) for state, turn in law.turns.items() if turn.silent == row.name]
    if silent:
        yield f"nobody has acted in {', '.join(silent)} by the limit"
    for after in law.rows.values():
        for then in after.then:
            if then.name == row.name:
                yield f"at once after `{after.name}`" + (" on what it concerns" if then.of else "")
    if row.name in names.machine:
        yield names.machine[row.name]
