"""Draw a law: its state diagram in Mermaid, its guards and its edges as Markdown tables. It knows no domain."""

from collections.abc import Iterable, Sequence

from workflow.lifecycle import Branch, Guard, Kind, Lifecycle, Transition
from workflow.relation_words import Names, first_line

KINDS = {Kind.PERSON: "person", Kind.STEP: "state", Kind.MATERIAL: "thing"}
NOBODY = "–"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") or NOBODY for cell in line) + " |" for line in lines)


# --- The diagram -------------------------------------------------------------------------------------------------
def mermaid(law: Lifecycle, names: Names) -> str:
    """Return the law as a Mermaid state diagram; transitions that keep the state are not drawn."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{names.states[state]} {state}" as {state}' for state in law.turns]
    lines += [f"    state {branch.name} <<choice>>" for branch in _branches(law)]
    drawn: dict[tuple[str, str], list[str]] = {}
    for row in law.rows.values():
        for arrow in _arrows(row):
            drawn.setdefault(arrow, []).append(str(row.label))
    lines += [f"    {source} --> {target}: {' · '.join(labels)}" for (source, target), labels in drawn.items()]
    for branch in _branches(law):
        lines += [f"    {branch.name} --> {state}: {words}" for words, state in names.branches[branch.name]]
    lines += [f"    {state} --> [*]" for state, turn in law.turns.items() if not turn.is_open]
    return "\n".join(["```mermaid", *lines, "```"])


def _branches(law: Lifecycle) -> list[Branch]:
    found = {row.target.name: row.target for row in law.rows.values() if isinstance(row.target, Branch)}
    return list(found.values())


def _arrows(row: Transition) -> Iterable[tuple[str, str]]:
    """Yield what is drawn of a row: to a branch one arrow, to the same state none."""
    if row.target is None:
        return
    target = row.target.name if isinstance(row.target, Branch) else str(row.target)
    for source in row.sources or ("[*]",):
        if source != target:
            yield str(source), target


# --- The tables --------------------------------------------------------------------------------------------------
def guards_table(law: Lifecycle, names: Names) -> str:
    """Return one line a guard: what it asks, with its closed list, and of what; its docstring speaks for it."""
    guards = {guard.name: guard for row in law.rows.values() for guard in row.guards}
    rows = [(f"`{name}`", guard_words(guard, names), _about(guard)) for name, guard in guards.items()]
    return table(("guard", "holds when", "about"), rows)


def guard_words(guard: Guard, names: Names) -> str:
    """Return what a guard asks, in words."""
    listed = names.lists.get(guard.name)
    return first_line(guard.check) + (f" The list: {', '.join(listed)}." if listed else "")


def _about(guard: Guard) -> str:
    about = f"{KINDS[guard.kind]} {guard.kind.value}"
    return f"{about}, filled in" if guard.reads_input else about


def edges_table(law: Lifecycle) -> str:
    """Return every edge of the state graph, as the database's trigger knows it."""
    rows = [(f"`{name}`", f"`{source}`" if source else "∅", f"`{target}`") for name, source, target in law.edges()]
    return table(("transition", "from", "to"), rows)
