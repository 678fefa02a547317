"""The grammar of a law: turns, transitions, guards, facts. A law is two tables; this file says what a row means."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

import django_fsm as fsm
from django.utils.functional import Promise

from responsibility.relations import Relation

Words = str | Promise


class Clock(Enum):
    """What a transition does to the stage clock."""

    START = "START"
    KEEP = "KEEP"
    STOP = "STOP"


class Kind(Enum):
    """What a refusal is about: the person, the step (state or lost race), or the material. The value is HTTP's."""

    PERSON = 403
    STEP = 409
    MATERIAL = 422


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the thing: a pure function of the case and its facts that returns words of refusal, or None.

    `reads_input` marks a guard on what the actor fills in; it is not asked before he has filled it in.
    """

    name: str
    check: Callable[[Any, Any], str | None]
    kind: Kind
    reads_input: bool


def guard(kind: Kind = Kind.MATERIAL, *, reads_input: bool = False) -> Callable[[Callable[..., str | None]], Guard]:
    """Make a Guard of a function `(case, facts) -> words of refusal or None`, named after it."""

    def decorate(check: Callable[[Any, Any], str | None]) -> Guard:
        return Guard(name=check.__name__, check=check, kind=kind, reads_input=reads_input)

    return decorate


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the gate reads under the lock: one SQL sub-select that yields JSON for the case `c.id`."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A target that the case itself decides; `states` are all it may be."""

    name: str
    states: tuple[str, ...]
    decide: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A state: whose turn it is, and whether its limit is the policy's or a date of the case's own.

    `dated` names the column that holds that date; while it is empty the policy's limit counts.
    `silent` names the transition that the machine takes when the limit passes, instead of that rung of the ladder.
    """

    state: str
    relation: Relation | None
    dated: str | None = None
    silent: str | None = None

    @property
    def is_open(self) -> bool:
        """An open state is somebody's turn; an ended one nobody's."""
        return self.relation is not None


@dataclass(frozen=True, slots=True)
class Timer:
    """A clock beside the stage's, that runs across states while `runs` says so: the whole case, a request that waits.

    Its limit is that of the policy of the state `kind`. While the column `dated` holds a date, it is that of
    `<kind>_DATED`, counted from the end of that day. `since` names the column with the instant from which it is
    counted; left out, it is counted from the record that starts it. When a column of `reads` changes it is set anew,
    from the same beginning.
    """

    kind: str
    runs: Callable[[Any], bool]
    since: str | None = None
    dated: str | None = None
    reads: tuple[str, ...] = ()

    def date_of(self, case: Any) -> Any:
        """Return the date that the case holds for it, None when the limit counts from its beginning."""
        return getattr(case, self.dated) if self.dated else None


@dataclass(frozen=True, slots=True)
class Then:
    """A transition that the machine takes in the same transaction, after another one.

    On the same case it is tried: its guards say whether it is due. On other cases (`of`) it must be taken: what two
    cases have between them is written to both or to none.

    `of` gives, from the case and what the record says, the ids of the cases on which it is tried; left out, the same
    case. `given` gives what its method is called with.
    """

    name: str
    of: Callable[[Any, Mapping[str, Any]], list[int]] | None = None
    given: Callable[[Any], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a law. `sources` empty: it makes the case. `target` None: the case keeps its state."""

    name: str
    label: Words
    sources: tuple[str, ...]
    target: str | Branch | None
    by: Relation | None
    guards: tuple[Guard, ...] = ()
    needs: tuple[Fact, ...] = ()
    clock: Clock = Clock.START
    told: tuple[Relation, ...] = ()
    then: tuple[Then, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """All states this row may lead to; for a row that keeps the state, its sources."""
        if self.target is None:
            return self.sources
        return self.target.states if isinstance(self.target, Branch) else (self.target,)

    def edges(self) -> Iterable[tuple[str, str, str]]:
        """Yield (name, source, target) for every edge of the state graph; the source of a birth is ''."""
        for source in self.sources or ("",):
            for target in (source,) if self.target is None else self.targets:
                yield self.name, source, target


@dataclass
class Lifecycle:
    """A law: its turns, its transitions, its timers, by name and in the order written."""

    turns: Mapping[str, Turn]
    rows: dict[str, Transition] = field(default_factory=dict)
    timers: tuple[Timer, ...] = ()
    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    registry: ClassVar[list["Lifecycle"]] = []

    def __init__(self, turns: Iterable[Turn], *rows: Transition, timers: tuple[Timer, ...] = ()) -> None:
        self.turns = {turn.state: turn for turn in turns}
        self.rows = {row.name: row for row in rows}
        self.timers = timers
        self.methods = {}
        if len(self.rows) != len(rows):
            raise ValueError("two rows of a law bear the same name")
        Lifecycle.registry.append(self)

    def __getitem__(self, name: str) -> Transition:
        return self.rows[name]

    def edges(self) -> list[tuple[str, str, str]]:
        """Return every edge of the law, sorted."""
        return sorted({edge for row in self.rows.values() for edge in row.edges()})

    def transition(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Bind a model's method to the row of its name; a misspelt name dies at import.

        The method sets fields on self and nothing else. Only the engine calls it.
        """
        row = self.rows[method.__name__]
        target: Any = row.target
        if isinstance(row.target, Branch):
            branch = row.target
            target = fsm.GET_STATE(lambda case, **_: branch.decide(case), states=list(branch.states))
        bound: Callable[..., Any] = fsm.transition(
            "state", source=list(row.sources) or "+", target=target, custom={"row": row}
        )(method)
        self.methods[row.name] = bound
        return bound
