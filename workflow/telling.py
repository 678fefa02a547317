"""Tell who is who in a law, for readers who have never seen it: the cast, whom it strikes, where it passes upward."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from responsibility.relations import Exclusion, Relation
from workflow.diagram import table
from workflow.lifecycle import Lifecycle, Transition
from workflow.relation_words import (
    Names,
    barred_words,
    bound_words,
    condition_words,
    exclusion_words,
    plain_name,
    seats_words,
    state_words,
    upward_words,
)

EFFECTS = ("act", "pressure", "letters")
# With so many conditions a cell is no longer read.
MANY = 2


@dataclass(slots=True)
class Part:
    """What one relation does in a law: the same seats under the same name, with what each set of exclusions may do."""

    relation: Relation
    turns: list[str] = field(default_factory=list)
    acts: dict[tuple[Exclusion, ...], list[str]] = field(default_factory=dict)
    # What passes upward, and the relation that says where: the act, as a turn only the pressure, or only letters.
    passes: dict[str, Relation] = field(default_factory=dict)


# --- The cast ---------------------------------------------------------------------------------------------------
def cast(law: Lifecycle, names: Names) -> str:
    """Return one paragraph a relation: who holds it, what he does, who never does it, whether it passes upward."""
    parts = [part for part in _parts(law, names) if not part.relation.of_before]
    return "\n".join(_sentence(part, names) for part in sorted(parts, key=lambda part: part.relation.name))


def _parts(law: Lifecycle, names: Names) -> list[Part]:
    parts: dict[tuple[object, ...], Part] = {}

    def part_of(one: Relation) -> Part:
        key = (plain_name(one), str(one.label), one.seats, one.of_before)
        return parts.setdefault(key, Part(one))

    for state, turn in law.turns.items():
        for one in turn.relation.alternatives if turn.relation else ():
            part = part_of(one)
            part.turns.append(state_words(state, names) + _if(one, names))
            part.acts.setdefault(one.exclusions, [])
            _note(part, "pressure", one)
    for row in law.rows.values():
        for one in row.by.alternatives if row.by else ():
            part, act = part_of(one), _act(row, one, names)
            if act:
                part.acts.setdefault(one.exclusions, []).append(act)
                _note(part, "act", one)
        for one in (single for relation in row.told for single in relation.alternatives):
            _note(part_of(one), "letters", one)
    return list(parts.values())


def _note(part: Part, effect: str, relation: Relation) -> None:
    if relation.upward:
        part.passes.setdefault(effect, relation)


def _if(relation: Relation, names: Names) -> str:
    words = condition_words(relation, names)
    return f" ({'; '.join(words)})" if words else ""


def _act(row: Transition, relation: Relation, names: Names) -> str:
    """An act as the cast names it, with the states and values in which this relation takes it; empty: in none."""
    bound = bound_words(relation, names, row.sources)
    return "" if bound is None else f"{row.label} `{row.name}`{bound}"


def _sentence(part: Part, names: Names) -> str:
    one = part.relation
    sentence = [f"- **{one.label}** `{plain_name(one)}`: {_who(one, names)}."]
    if part.turns:
        sentence.append(f" Has the turn in {', '.join(part.turns)}.")
    for exclusions, acts in part.acts.items():
        may = f" May: {', '.join(dict.fromkeys(acts))}" if acts else ""
        struck = "; nor ".join(exclusion_words(exclusion, names) for exclusion in exclusions)
        never = f"{';' if may else ''} never {struck}" if struck else ""
        sentence.append(f"{may}{never}." if may or never else "")
    return "".join(sentence)


def _who(one: Relation, names: Names) -> str:
    if one.system:
        return "the machine itself, which holds no seat"
    seats = seats_words(one.seats, names) if one.seats else "whoever has the turn, whatever the state"
    return seats + barred_words(one, names)


def looks_table(looks: Relation, names: Names) -> str:
    """Return who may look: one line for each part of the union."""
    rows = [
        (f"`{plain_name(one)}`", str(one.label), seats_words(one.seats, names), _since(one))
        for one in looks.alternatives
    ]
    return table(("relation", "中文", "seats", "in"), rows)


def _since(one: Relation) -> str:
    return f"all states from `{one.states[0]}` on" if one.states else "all states"


# --- Who never does ---------------------------------------------------------------------------------------------
def struck_table(law: Lifecycle, names: Names) -> str:
    """Return one line for each kind of person that is struck: from which acts, with which words."""
    acts: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for row in law.rows.values():
        every = row.by.alternatives if row.by else ()
        for exclusion in dict.fromkeys(x for one in every for x in one.exclusions):
            whom = exclusion_words(exclusion, names)
            acts.setdefault(whom, []).append(_from(row, every, whom, names))
            words.setdefault(whom, []).append(f"“{exclusion.words}”")
    rows = [(whom, ", ".join(dict.fromkeys(acts[whom])), " · ".join(dict.fromkeys(words[whom]))) for whom in acts]
    return table(("who is struck", "from", "words"), rows)


def _from(row: Transition, every: Iterable[Relation], whom: str, names: Names) -> str:
    """The act; where only some of its relations strike him, with which, or when."""
    striking = [one for one in every if whom in [exclusion_words(x, names) for x in one.exclusions]]
    if striking == list(every):
        return f"`{row.name}`"
    said = dict.fromkeys(bound_words(one, names, row.sources) or f" (as `{plain_name(one)}`)" for one in striking)
    if len(said) > MANY:
        return f"`{row.name}` (at times: see the cast)"
    return ", ".join(f"`{row.name}`{bound}" for bound in said)


# --- Where it passes --------------------------------------------------------------------------------------------
def passing_table(law: Lifecycle, names: Names) -> str:
    """Return one line for each way upward: for whom the act passes, for whom only the pressure, or only letters."""
    ways: dict[str, dict[str, list[str]]] = {}
    for part in _parts(law, names):
        effect = next((one for one in EFFECTS if one in part.passes), None)
        if effect and not part.relation.of_before:
            way = upward_words(part.passes[effect], names)
            ways.setdefault(way, {}).setdefault(effect, []).append(f"`{plain_name(part.relation)}`")
    rows = [
        (way, *(", ".join(sorted(set(whose.get(effect, ())))) for effect in EFFECTS)) for way, whose in ways.items()
    ]
    return table(("passes, lowest first, to", "the act itself", "only the pressure", "only letters"), rows)
