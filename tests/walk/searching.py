"""The bounded exhaustive search over the real gate: from a beginning, whatever anybody may do, breadth first.

What was reached before, up to abstraction, is not gone on from again. Each step is taken inside a savepoint and
undone; the way to where the search goes on is taken anew, so a state's trace is a shortest one.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from hazards.enums import State
from hazards.models import Hazard
from hazards.succession import follow_ended_units
from hazards.sweeping import sweep_hazards
from records.clock import now
from responsibility import services
from tests.cast import REGISTRAR, Cast
from tests.conftest import TestClock
from tests.walk.abstraction import abstract
from tests.walk.finishing import finish
from tests.walk.invariants import broken
from tests.walk.life import ENDED, District, Life
from tests.walk.moves import variants
from tests.walk.silence import after_a_year_of_silence
from workflow import engine
from workflow.engine import Fired

# Of those who may, the first few of this list try: one of each position, and those whom exclusions will strike.
PEOPLE = (
    *("李", "周", "赵", "钱", "消一", "消二", "消长", "城长", "城一", "企", "安", "应长", "委", "民", "查", "监长"),
    *("郑", "区长", "铺", "游", "许"),
)
# Where it matters later who did it.
WHO_MATTERS = {
    *("propose_assignment", "approve_assignment", "submit_result", "file_plan", "sign_opinion", "pass_verification"),
    *("ask_extend", "ask_shelve", "ask_void", "ask_transfer", "ask_downgrade", "claim", "disclaim", "rule", "reopen"),
    *("write_off", "refuse_write_off", "propose_measure", "order_measure", "report_stage", "recheck_listing"),
}
SILENCE, SUCCESSION = "(silence)", "(succession)"
SILENT = (State.CLAIMABLE, State.DISPATCHED, State.SHELVED)


@dataclass(frozen=True)
class Move:
    """One step: on which hazard, what, by whom, filled in how."""

    which: int
    act: str
    who: str = ""
    way: int = 0

    def __str__(self) -> str:
        return f"{self.which}:{self.act}({self.who}{self.way or ''})"


@dataclass(frozen=True)
class Beginning:
    """Where a search begins, and which acts it is about."""

    name: str
    make: Callable[[Cast], list[Hazard]]
    acts: tuple[str, ...]
    small: int = 6
    large: int = 50
    who_tries: int = 2


@dataclass
class Found:
    """What a search saw."""

    states: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    edges: set[tuple[str, str, str]] = field(default_factory=set)
    seen: dict[Hashable, tuple[Move, ...]] = field(default_factory=dict)
    resting: dict[tuple[str, str], tuple[Move, ...]] = field(default_factory=dict)
    gone_on: int = 0
    fired: int = 0
    refused: int = 0
    struck: int = 0
    finished: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return max(map(len, self.seen.values()), default=0)

    def fault(self, words: str, path: tuple[Move, ...]) -> None:
        self.faults.setdefault(words, " → ".join(map(str, path)))


class Search:
    """One search from one beginning."""

    def __init__(self, cast: Cast, clock: TestClock, beginning: Beginning, led_on: set[Hashable]) -> None:
        self.cast, self.clock, self.beginning = cast, clock, beginning
        # From which states it was shown, in this search or another one, that the work leads to the write-off.
        self.led_on = led_on
        self.found = Found()
        self.people = [name for name in PEOPLE if name in cast.people]
        self.world: list[int] = []

    def run(self, limit: int, rested: set[tuple[str, str]]) -> Found:
        """Go on from so many states; then let a year pass in each state and level where none has passed yet."""
        with self.undone():
            self.world = [hazard.pk for hazard in self.beginning.make(self.cast)]
            queue: deque[tuple[Move, ...]] = deque()
            self.meet((), queue)
            while queue and self.found.gone_on < limit:
                path = queue.popleft()
                self.found.gone_on += 1
                with self.undone():
                    for move in path:
                        self.take(move)
                    self.go_on(path, queue)
            for key, path in self.found.resting.items():
                if key not in rested and key[0] not in ENDED:
                    rested.add(key)
                    self.rest(path)
        return self.found

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens inside has not happened afterwards, and at no time."""
        at = now()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self.clock.set(at)

    def go_on(self, path: tuple[Move, ...], queue: deque[tuple[Move, ...]]) -> None:
        for move in self.moves():
            with self.undone():
                if self.take(move):
                    self.found.fired += 1
                    self.meet((*path, move), queue)
                else:
                    self.found.refused += 1

    def rest(self, path: tuple[Move, ...]) -> None:
        with self.undone():
            for move in path:
                self.take(move)
            for words in after_a_year_of_silence(self.world, self.clock):
                self.found.fault(words, path)

    def take(self, move: Move) -> bool:
        self.clock.forward(timedelta(minutes=1))
        hazard = Hazard.objects.get(pk=self.world[move.which])
        if move.act == SILENCE:
            if hazard.due_at is not None and hazard.due_at > now():
                self.clock.set(hazard.due_at + timedelta(minutes=1))
            return sweep_hazards().fired > 0
        if move.act == SUCCESSION:
            ended, successor = self.cast.units["LYJ"], self.cast.units["CGJ"] if move.way else None
            if ended.until_at is None and not type(ended).objects.get(pk=ended.pk).until_at:
                services.end_unit(ended, actor=REGISTRAR, reason="机构改革", successor=successor)
                return follow_ended_units() > 0
            return False
        given = variants(self.cast, move.act, hazard, move.who)[move.way]
        return isinstance(self.cast.act(move.act, hazard, move.who, **given), Fired)

    def moves(self) -> Iterator[Move]:
        """Every act of this search by a few of those who may; of those who are struck, one tries and must fail."""
        cases = list(Hazard.objects.filter(pk__in=self.world).order_by("pk"))
        actors = [self.cast[name] for name in self.people]
        names = [act for act in self.beginning.acts if not act.startswith("(")]
        verdicts = engine.verdicts(Hazard, cases, actors=actors, names=names, in_step=True)
        for which, case in enumerate(cases):
            for act in names:
                if case.state not in Hazard.lifecycle.rows[act].sources:
                    continue
                said = {name: verdicts[case.pk, self.cast[name].person_id][act] for name in self.people}
                may = [name for name in self.people if not said[name].reasons]
                self.found.refused += len(said) - len(may)
                self.struck_fail(which, case, act, [name for name in self.people if said[name].reasons])
                tries = self.beginning.who_tries if act in WHO_MATTERS else 1
                for who in may if act == "disclaim" else may[:tries]:
                    for way in range(len(variants(self.cast, act, case, who))):
                        yield Move(which, act, who, way)
            if SILENCE in self.beginning.acts and case.state in SILENT:
                yield Move(which, SILENCE)
            if SUCCESSION in self.beginning.acts:
                yield from (Move(which, SUCCESSION, way=way) for way in (0, 1))

    def struck_fail(self, which: int, case: Hazard, act: str, names: list[str]) -> None:
        """Whom a page tells that he can't, the gate refuses, whatever he fills in."""
        for name in names[:1] + [one for one in ("安", "应长") if one in names[1:]]:
            with self.undone():
                for given in variants(self.cast, act, case, name)[:1]:
                    answer = self.cast.act(act, case, name, **given)
                    self.found.struck += 1
                    if isinstance(answer, Fired):
                        self.found.fault(f"{act} was done by {name}, whom the page had told that he can't", ())

    def meet(self, path: tuple[Move, ...], queue: deque[tuple[Move, ...]]) -> None:
        """Look at where the last move led; go on from there once."""
        district = District()
        lives = [Life(pk, district) for pk in self.world]
        for life in lives:
            last = life.steps[-1]
            self.found.edges.add((last.source, last.name, last.target))
            self.found.rows.update({step.name for step in life.steps})
        key = tuple(abstract(life, self.cast) for life in lives)
        if key in self.found.seen:
            return
        self.found.seen[key] = path
        queue.append(path)
        for life in lives:
            self.found.states[life.state] += 1
            for words in broken(life):
                self.found.fault(words.split(" [")[0], path)
            self.found.resting.setdefault((life.state, str(life["level"])), path)
        for pk, life, one in zip(self.world, lives, key, strict=True):
            if life.state not in ENDED and one not in self.led_on:
                self.led_on.add(one)
                self.leads_on(pk, path)

    def leads_on(self, pk: int, path: tuple[Move, ...]) -> None:
        """No trap: from every open state the work alone leads to the write-off."""
        with self.undone():
            why = finish(self.cast, pk, self.people)
            self.found.finished += not why
            if why:
                self.found.fault(f"no way to the write-off by work alone: {why}", path)
            else:
                for words in broken(Life(pk)):
                    self.found.fault(words.split(" [")[0] + " (on the way to the write-off)", path)
