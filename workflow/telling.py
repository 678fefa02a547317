"""Tell a law in sentences, for readers who have never seen it: who is who, and what can happen in each state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from responsibility.relations import Relation
from workflow.diagram import (
    Names,
    condition_words,
    exclusion_words,
    relation_words,
    seat_words,
    state_words,
    table,
)
from workflow.lifecycle import Branch, Lifecycle, Transition


@dataclass(slots=True)
class Part:
    """What one relation does in a law. The same seats under the same name are one part, wherever it passes."""

    relation: Relation
    turns: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    # Where the act passes when nobody permitted is left; where, as a turn, only the pressure; where only letters.
    act_passes: Relation | None = None
    turn_passes: Relation | None = None
    told_passes: Relation | None = None


def cast(law: Lifecycle, names: Names, *, late: Iterable[tuple[Relation, str]] = ()) -> str:
    """Return one paragraph a relation: who holds it, without whom, where it passes, what it does and is told.

    `late` are the relations that are told when a state outlasts its limit, each with the state.
    """
    parts = _parts(law, late)
    return "\n".join(_sentence(part, names) for part in sorted(parts, key=lambda part: part.relation.name))


def _parts(law: Lifecycle, late: Iterable[tuple[Relation, str]]) -> list[Part]:
    parts: dict[tuple[object, ...], Part] = {}

    def part_of(one: Relation) -> Part:
        name = one.name.partition("|")[0]
        return parts.setdefault((name, str(one.label), one.seats, one.exclusions, one.of_before), Part(one))

    for state, turn in law.turns.items():
        for one in turn.relation.alternatives if turn.relation else ():
            part = part_of(one)
            part.turns.append(state)
            part.turn_passes = one if one.upward else part.turn_passes
    for row in law.rows.values():
        for one in row.by.alternatives if row.by else ():
            part = part_of(one)
            part.acts.append(_act(row, one))
            part.act_passes = one if one.upward else part.act_passes
        for one in (single for relation in row.told for single in relation.alternatives):
            part = part_of(one)
            part.told.append(_act(row, one))
            part.told_passes = one if one.upward else part.told_passes
    for one, state in late:
        part = part_of(one)
        part.late.append(state)
        part.told_passes = one if one.upward else part.told_passes
    return list(parts.values())


def _act(row: Transition, relation: Relation) -> str:
    """An act as the cast names it; where the relation exists only in some of its states, those are said."""
    left = [state for state in relation.states if state in row.sources]
    bound = f" (in {', '.join(f'`{state}`' for state in left)})" if left and len(left) < len(row.sources) else ""
    when = "".join(f" ({words})" for words in condition_words(relation))
    return f"{row.label} `{row.name}`{bound}{when}"


def _sentence(part: Part, names: Names) -> str:
    one = part.relation
    sentence = [f"- **{one.label}** `{one.name.partition('|')[0]}`: {_who(one, names)}"]
    if one.exclusions:
        struck = [f"{exclusion_words(x, names)} (“{x.words}”)" for x in one.exclusions]
        sentence.append("; except " + ", and ".join(struck))
    sentence.append(_passing(part, names) + ".")
    if part.turns:
        sentence.append(f" Has the turn in {', '.join(state_words(state, names) for state in part.turns)}.")
    if part.acts:
        sentence.append(f" May: {', '.join(dict.fromkeys(part.acts))}.")
    if part.told:
        sentence.append(f" Is told of: {', '.join(dict.fromkeys(part.told))}.")
    if part.late:
        late = ", ".join(state_words(state, names) for state in dict.fromkeys(part.late))
        sentence.append(f" Is told when these outlast their limit: {late}.")
    return "".join(sentence)


def _who(one: Relation, names: Names) -> str:
    if one.system:
        return "the machine itself, which holds no seat"
    if not one.seats:
        return "whoever has the turn, whatever the state"
    seats = "; or ".join(seat_words(seat, names) for seat in one.seats)
    return f"{seats}, as the case stood before the act" if one.of_before else seats


def _passing(part: Part, names: Names) -> str:
    if part.act_passes:
        return f"; when nobody permitted is left, it passes to {_levels(part.act_passes, names)}"
    if part.turn_passes:
        levels = _levels(part.turn_passes, names)
        return f"; when nobody permitted is left, the pressure, without the act, passes to {levels}"
    if part.told_passes:
        return f"; when nobody is left, letters go to {_levels(part.told_passes, names)}"
    return ""


def _levels(relation: Relation, names: Names) -> str:
    return ", then ".join(seat_words(seats, names) for seats in relation.upward)


# --- State by state ---------------------------------------------------------------------------------------------
def states_table(law: Lifecycle, names: Names) -> str:
    """Return one line for each act that is possible in each state: who takes it, and what the state is then."""
    rows = [
        (state_words(state, names), f"{row.label} `{row.name}`", _by(row, state), _then(row, state, names))
        for state in law.turns
        for row in law.rows.values()
        if state in row.sources
    ]
    return table(("in state", "can happen", "by", "then the state is"), _said_once(rows))


def _by(row: Transition, state: str) -> str:
    if row.by is None:
        return "anyone"
    here = [one for one in row.by.alternatives if not one.states or state in one.states]
    return " or ".join(dict.fromkeys(f"{one.label} `{one.name.partition('|')[0]}`" for one in here))


def _then(row: Transition, state: str, names: Names) -> str:
    if row.target is None:
        return "the same"
    if isinstance(row.target, Branch):
        return "; ".join(f"{words}: {state_words(to, names)}" for words, to in names.branches[row.target.name])
    return state_words(row.target, names)


def _said_once(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Leave a state's name out of all but its first line."""
    last = ""
    for first, *rest in rows:
        yield (" " if first == last else first, *rest)
        last = first


# --- Silence ----------------------------------------------------------------------------------------------------
def silence_words(law: Lifecycle, state: str, names: Names) -> str:
    """Say what the machine does of itself when the limit of `state` passes and nobody has acted."""
    silent = law.turns[state].silent
    if silent is None:
        return "the state stays, and the ladder is climbed"
    row = law.rows[silent]
    held = ", ".join(f"`{guard.name}`" for guard in row.guards)
    told = ", ".join(relation_words(relation) for relation in row.told)
    guarded = f" if {held} hold, else the ladder is climbed" if held else ""
    letters = f"; told: {told}" if told else ""
    return f"the system takes {row.label} `{row.name}`{guarded}; then {_then(row, state, names)}{letters}"
