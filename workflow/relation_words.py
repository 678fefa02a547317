"""A relation in words: its seats, whom it strikes, with which values it exists, where it passes when it is empty.

Nothing is said here that the law doesn't say; where a law names itself only in code (columns, branches, values), the
caller gives the words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from responsibility.enums import PostKind
from responsibility.relations import (
    Exclusion,
    Named,
    NamedAmong,
    PeopleOf,
    PeopleOfAny,
    PeopleOfGuest,
    Relation,
    Seats,
    SeatsAmong,
)


@dataclass(frozen=True, slots=True)
class Names:
    """The words that a law needs and doesn't hold: of its states, of its subject's columns, of its branches."""

    states: Mapping[str, str]
    column: Callable[[str], str]
    # For each branch, what leads to which of its states.
    branches: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    # Unions with a name of their own, whose parts bear different labels.
    titles: Mapping[str, str] = field(default_factory=dict)
    # A column's value in words: ("listed", False) is "not listed".
    values: Mapping[tuple[str, Any], str] = field(default_factory=dict)
    # In which states alone a column can have a value.
    only_in: Mapping[tuple[str, Any], Sequence[str]] = field(default_factory=dict)
    # What else makes the machine take an act, beside silence and what follows another act.
    machine: Mapping[str, str] = field(default_factory=dict)
    # What a guard's closed list holds.
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)


def first_line(documented: object) -> str:
    """Return the first line of a docstring."""
    text = (documented.__doc__ or "").strip()
    return text.splitlines()[0] if text else ""


def state_words(state: str, names: Names) -> str:
    """Return a state as the tables write it."""
    return f"`{state}` {names.states[state]}"


def plain_name(relation: Relation) -> str:
    """Return the relation's name; of a union without one of its own, its first part's."""
    return relation.name.partition("|")[0]


# --- Who holds it -----------------------------------------------------------------------------------------------
def seat_words(seat: Seats | Named, names: Names) -> str:
    """Return seats, or the person that a column names; a kind of its own speaks by its docstring."""
    if type(seat) not in (Seats, SeatsAmong, Named, NamedAmong):
        words = first_line(type(seat)).rstrip(".")
        return words[:1].lower() + words[1:]
    if isinstance(seat, Named):
        return names.column(seat.column)
    inside = " and the units inside it" if seat.inside else ""
    licensed = ", with a valid licence" if seat.licensed else ""
    return f"{_kinds(seat)} of {names.column(seat.unit)}{inside}{licensed}"


def _kinds(seat: Seats) -> str:
    return ", ".join(str(PostKind(kind).label) for kind in seat.kinds)


def seats_words(seats: Sequence[Seats | Named], names: Names) -> str:
    """Return several seats, any of which will do."""
    return "; or ".join(seat_words(one, names) for one in seats)


def upward_words(relation: Relation, names: Names) -> str:
    """Return the seats to which an empty relation passes, lowest first; the kind of seat once where it is the same."""
    if len({one.kinds for one in relation.upward}) > 1:
        return " → ".join(seat_words(one, names) for one in relation.upward)
    units = " → ".join(names.column(one.unit) for one in relation.upward)
    return f"{_kinds(relation.upward[0])} of {units}"


# --- Who never does ---------------------------------------------------------------------------------------------
def exclusion_words(exclusion: Exclusion, names: Names) -> str:
    """Return whom an exclusion strikes, and when it does only at times; a person by his column."""
    column = names.column(exclusion.column)
    if isinstance(exclusion, PeopleOfGuest):
        parties = ", ".join(names.column(one) for one in exclusion.parties)
        return (
            f"anybody of {column}, but only while {names.column(exclusion.host)} is {parties},"
            f" or among {names.column(exclusion.among)}"
        )
    if isinstance(exclusion, PeopleOf):
        units = "those units" if isinstance(exclusion, PeopleOfAny) else "it"
        return f"anybody of {column} and of the units inside {units}"
    return column


def barred_words(relation: Relation, names: Names) -> str:
    """Return while who can sign in nobody holds the relation; empty: nothing bars it."""
    return "".join(f", but only while no {seat_words(one.seats, names)} can sign in" for one in relation.barred_by)


# --- When it exists ---------------------------------------------------------------------------------------------
def condition_words(relation: Relation, names: Names) -> list[str]:
    """Return the values of columns with which a relation exists, each in words; empty words are the ordinary case."""
    words = [_condition(column, value, names) for column, value in relation.when]
    return [one for one in words if one]


def _condition(column: str, value: Any, names: Names) -> str:
    if isinstance(value, tuple):
        return " or ".join(_condition(column, one, names) for one in value)
    if (column, value) in names.values:
        return names.values[column, value]
    if value is None:
        return f"`{column}` unknown"
    return f"`{column}`" if value is True else f"`{column}` is `{value}`"


def possible_states(relation: Relation, names: Names, states: Iterable[str]) -> list[str]:
    """Return those of `states` in which a single relation can exist."""
    left = [state for state in states if not relation.states or state in relation.states]
    for column, value in relation.when:
        values = value if isinstance(value, tuple) else (value,)
        if all((column, one) in names.only_in for one in values):
            left = [state for state in left if any(state in names.only_in[column, one] for one in values)]
    return left


def bound_words(relation: Relation, names: Names, states: Sequence[str]) -> str | None:
    """Return when a single relation exists among `states`: " (in `A`; listed)", empty when always, None when never."""
    left = possible_states(relation, names, states or relation.states)
    if not left and (states or relation.states):
        return None
    said = [_in_states(left, states)] if len(left) < len(states) or (not states and left) else []
    said += condition_words(relation, names)
    return f" ({'; '.join(said)})" if said else ""


def _in_states(left: Sequence[str], states: Sequence[str]) -> str:
    """Say in which of `states`, or in which not, where that is shorter."""
    others = [state for state in states if state not in left]
    if others and len(others) < len(left):
        return f"not in {', '.join(f'`{state}`' for state in others)}"
    return f"in {', '.join(f'`{state}`' for state in left)}"


# --- All of it --------------------------------------------------------------------------------------------------
def relation_words(relation: Relation, names: Names, states: Sequence[str] = (), *, label: bool = True) -> str:
    """Return who it is, as the tables write it, asked about in `states`; the parts of a union are joined by "or".

    A union with a name of its own is written by that name: the cast tells its parts.
    """
    if relation.others and "|" not in relation.name and _titled(relation, names):
        return f"`{relation.name}` {_titled(relation, names)}" if label else f"`{relation.name}`"
    parts = []
    for one in relation.alternatives:
        bound = bound_words(one, names, states)
        if bound is not None:
            parts.append(f"`{plain_name(one)}`{f' {one.label}' if label else ''}{bound}")
    return " or ".join(dict.fromkeys(parts))


def _titled(relation: Relation, names: Names) -> str:
    labels = {str(one.label) for one in relation.alternatives}
    return names.titles.get(relation.name, "") or (labels.pop() if len(labels) == 1 else "")
