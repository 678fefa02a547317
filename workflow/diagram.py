"""Draw a law: its state diagram in Mermaid, and its tables in Markdown. It knows no domain: whoever draws names things.

Nothing is said here that the law doesn't say; where a law names itself only in code (columns, branches), the caller
gives the words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from responsibility.enums import PostKind
from responsibility.relations import Exclusion, Named, PeopleOf, Relation, Seats, ThePersons
from workflow.lifecycle import Branch, Guard, Kind, Lifecycle, Transition

KINDS = {Kind.PERSON: "person", Kind.STEP: "state", Kind.MATERIAL: "thing"}
NOBODY = "–"
USES = ("turn", "by", "told")


@dataclass(frozen=True, slots=True)
class Names:
    """The words that a law needs and doesn't hold: of its states, of its subject's columns, of its branches."""

    states: Mapping[str, str]
    column: Callable[[str], str]
    # For each branch, what leads to which of its states.
    branches: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


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
def state_words(state: str, names: Names) -> str:
    """Return a state as the tables write it."""
    return f"`{state}` {names.states[state]}"


def transitions_table(law: Lifecycle, names: Names) -> str:
    """Return one line a transition: what it does, who may, what is asked of the thing, whom it tells."""
    titles = ("transition", "动作", "from → to", "by", "guards", "clock", "told")
    rows = []
    for row in law.rows.values():
        by = relation_words(row.by) if row.by else "anyone"
        guards = ", ".join(f"`{guard.name}`" for guard in row.guards)
        told = ", ".join(relation_words(relation) for relation in row.told)
        rows.append((f"`{row.name}`", str(row.label), _way(row), by, guards, row.clock.value, told))
    return table(titles, rows)


def _way(row: Transition) -> str:
    sources = ", ".join(f"`{source}`" for source in row.sources) or "∅"
    if row.target is None:
        return f"{sources} ="
    targets = " or ".join(f"`{target}`" for target in row.targets)
    return f"{sources} → {targets}"


def guards_table(law: Lifecycle) -> str:
    """Return one line a guard: what it asks, of what, and which transitions ask it; its docstring speaks for it."""
    users: dict[str, list[str]] = {}
    guards: dict[str, Guard] = {}
    for row in law.rows.values():
        for guard in row.guards:
            guards[guard.name] = guard
            users.setdefault(guard.name, []).append(f"`{row.name}`")
    rows = [
        (f"`{name}`", first_line(guard.check), _about(guard), ", ".join(users[name])) for name, guard in guards.items()
    ]
    return table(("guard", "holds when", "about", "asked by"), rows)


def _about(guard: Guard) -> str:
    about = f"{KINDS[guard.kind]} ({guard.kind.value})"
    return f"{about}, what is filled in" if guard.reads_input else about


def first_line(documented: object) -> str:
    """Return the first line of a docstring."""
    text = (documented.__doc__ or "").strip()
    return text.splitlines()[0] if text else ""


def edges_table(law: Lifecycle) -> str:
    """Return every edge of the state graph, as the database's trigger knows it."""
    rows = [(f"`{name}`", f"`{source}`" if source else "∅", f"`{target}`") for name, source, target in law.edges()]
    return table(("transition", "from", "to"), rows)


# --- Relations ---------------------------------------------------------------------------------------------------
def relation_words(relation: Relation) -> str:
    """Return a relation as the tables write it; a union's parts joined by "or"."""
    parts = []
    for one in relation.alternatives:
        name = one.name.partition("|")[0]
        states = f" (in {', '.join(f'`{state}`' for state in one.states)})" if one.states else ""
        when = "".join(f" ({words})" for words in condition_words(one))
        parts.append(f"`{name}` {one.label}{states}{when}")
    return " or ".join(dict.fromkeys(parts))


def condition_words(relation: Relation) -> list[str]:
    """Return the column values with which a relation exists: "if `urgent`", "if `level` is `MAJOR`"."""
    return [f"if `{column}`" if value is True else f"if `{column}` is `{value}`" for column, value in relation.when]


def relations_table(law: Lifecycle, names: Names) -> str:
    """Return one line a relation that the law names: its seats, without whom, where it passes when empty."""
    uses: dict[Relation, set[str]] = {}
    for use, relation in _used(law):
        for one in relation.alternatives:
            plain = replace(one, name=one.name.partition("|")[0], states=(), when=())
            uses.setdefault(plain, set()).add(use)
    rows = [
        (
            f"`{one.name}`",
            str(one.label),
            _seats(one.seats, names),
            _without(one, names),
            _upward(one, names),
            ", ".join(use for use in USES if use in used),
        )
        for one, used in sorted(uses.items(), key=lambda item: item[0].name)
    ]
    return table(("relation", "中文", "seats", "without, and the words", "when empty it passes to", "used as"), rows)


def _used(law: Lifecycle) -> Iterable[tuple[str, Relation]]:
    for turn in law.turns.values():
        if turn.relation:
            yield "turn", turn.relation
    for row in law.rows.values():
        if row.by:
            yield "by", row.by
        yield from (("told", relation) for relation in row.told)


def looks_table(looks: Relation, names: Names) -> str:
    """Return who may look: one line for each part of the union."""
    rows = [(f"`{one.name.partition('|')[0]}`", str(one.label), _seats(one.seats, names)) for one in looks.alternatives]
    return table(("relation", "中文", "seats"), rows)


def _seats(seats: Sequence[Seats | Named], names: Names) -> str:
    return "; ".join(seat_words(one, names) for one in seats)


def seat_words(seat: Seats | Named, names: Names) -> str:
    """Return seats, or the person named, as the tables write them."""
    if isinstance(seat, Named):
        return f"the person named in {names.column(seat.column)}"
    kinds = ", ".join(f"{PostKind(kind).label}" for kind in seat.kinds)
    inside = " and the units inside it" if seat.inside else ""
    licensed = ", with a valid licence" if seat.licensed else ""
    return f"{kinds} of {names.column(seat.unit)}{inside}{licensed}"


def _without(relation: Relation, names: Names) -> str:
    return "; ".join(f"{exclusion_words(one, names)}: “{one.words}”" for one in relation.exclusions)


def exclusion_words(exclusion: Exclusion, names: Names) -> str:
    """Return whom an exclusion strikes, as the tables write it."""
    column = names.column(exclusion.column)
    if isinstance(exclusion, PeopleOf):
        return f"everybody of {column} and of the units inside it"
    many = isinstance(exclusion, ThePersons)
    return f"{'all persons' if many else 'the person'} named in {column}"


def _upward(relation: Relation, names: Names) -> str:
    return " → ".join(seat_words(seats, names) for seats in relation.upward)
