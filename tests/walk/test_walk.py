"""The walk: the whole cast tries whatever it likes, and after every step the law's invariants hold."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hazards.enums import Level, State
from hazards.models import Hazard, Photo
from hazards.services import splitting
from hazards.succession import follow_ended_units
from hazards.sweeping import sweep_hazards
from hazards.verification import OF_A_HAZARD, verify
from hazards.verification.beside import ROWS
from records.clock import now
from responsibility import services
from tests.cast import REGISTRAR, Cast, assemble
from tests.conftest import TestClock
from tests.walk.crowd import crowd
from tests.walk.invariants import broken
from tests.walk.life import District, Life
from tests.walk.moves import variants
from workflow import engine
from workflow.engine import Fired
from workflow.refusals import RefusedError
from workflow.verification import Present, examine, files

START = datetime.fromisoformat("2026-10-09T10:20:00+08:00")
ROWS_THAT_MOVE = sorted(name for name, row in Hazard.lifecycle.rows.items() if row.sources)
MOVING = sorted(name for name in ROWS_THAT_MOVE if Hazard.lifecycle.rows[name].target is not None)
OF_ONE_LEVEL = {State.PLANNING: Level.MAJOR, State.SHELVED: Level.GENERAL, State.VOIDED: Level.GENERAL}
BEGINNINGS = [
    (state, level)
    for state in State
    for level in (Level.GENERAL, Level.MAJOR)
    if state != State.IMPORTED_CLOSED and OF_ONE_LEVEL.get(state, level) == level
]
STEPS = [timedelta(hours=3), timedelta(days=1), timedelta(days=5), timedelta(days=40)]
SEVERAL = 3
STEPS_OF_ONE = 40


class Walk(RuleBasedStateMachine):
    """One transaction, rolled back at the end; the clock is set back with it."""

    figures: Counter[str] = Counter()

    def __init__(self, cast: Cast, clock: TestClock) -> None:
        super().__init__()
        self.cast, self.clock = cast, clock
        self.hazards: list[int] = []
        self.has_ended = False
        self.figures["examples"] += 1
        self.whole = transaction.atomic()
        self.whole.__enter__()

    # --- who does what ----------------------------------------------------------------------------------------
    @initialize(beginning=st.sampled_from(BEGINNINGS), reporter=st.sampled_from(["民", "赵", "安"]))
    def somebody_reported(self, beginning: tuple[str, str], reporter: str) -> None:
        state, level = beginning
        try:
            hazard = self.cast.hazard_in(state, level=level, reporter=reporter, place="五金厂二楼")
        except AssertionError:  # 赵 approves nothing that he reported: from there somebody else goes on
            hazard = Hazard.objects.latest("pk")
        self.hazards.append(hazard.pk)

    @precondition(lambda self: len(self.hazards) < SEVERAL)
    @rule(who=st.sampled_from(["民", "李", "消一", "企"]), urgent=st.booleans())
    def report(self, who: str, urgent: bool) -> None:
        self.hazards.append(self.cast.report(who, place_text="五金厂二楼", urgent=urgent).pk)

    @rule(data=st.data(), which=st.integers(0, SEVERAL - 1))
    def who_may_moves_it_on(self, data: st.DataObject, which: int) -> None:
        self.of_those_who_may(data, self.hazard(which), MOVING)

    @rule(data=st.data(), which=st.integers(0, SEVERAL - 1))
    def who_may_acts(self, data: st.DataObject, which: int) -> None:
        self.of_those_who_may(data, self.hazard(which), ROWS_THAT_MOVE)

    @rule(data=st.data(), which=st.integers(0, SEVERAL - 1))
    def who_may_acts_beside_it(self, data: st.DataObject, which: int) -> None:
        self.of_those_who_may(data, self.hazard(which), sorted(set(ROWS_THAT_MOVE) - set(MOVING)))

    @rule(data=st.data(), which=st.integers(0, SEVERAL - 1), act=st.sampled_from(ROWS_THAT_MOVE))
    def anybody_tries(self, data: st.DataObject, which: int, act: str) -> None:
        who = data.draw(st.sampled_from(sorted(self.cast.people)), label="who")
        self.act(data, self.hazard(which), act, who, breaks=data.draw(st.booleans(), label="broken"))

    @precondition(lambda self: len(self.hazards) < SEVERAL)
    @rule(which=st.integers(0, SEVERAL - 1), who=st.sampled_from(["李", "应长", "消一"]))
    def split(self, which: int, who: str) -> None:
        try:
            part = splitting.split_off(self.hazard(which), "灭火器过期", actor=self.cast[who])
        except RefusedError:
            self.figures["refused"] += 1
        else:
            self.hazards.append(part.pk)

    # --- what happens by itself -------------------------------------------------------------------------------
    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step: timedelta) -> None:
        self.clock.forward(step)

    @rule()
    def the_machine_sweeps(self) -> None:
        self.clock.forward(timedelta(minutes=1))
        swept = sweep_hazards()
        self.figures["swept"] += swept.fired
        assert swept.failed == 0

    @precondition(lambda self: not self.has_ended)
    @rule(code=st.sampled_from(["CGJ", "XFJ", "LYJ"]), succeeded=st.booleans())
    def a_bureau_ends(self, code: str, succeeded: bool) -> None:
        self.clock.forward(timedelta(minutes=1))
        successor = self.cast.units["SJJ"] if succeeded else None
        services.end_unit(self.cast.units[code], actor=REGISTRAR, reason="机构改革", successor=successor)
        follow_ended_units()
        self.has_ended = True

    # --- what holds -------------------------------------------------------------------------------------------
    @invariant()
    def the_law_holds(self) -> None:
        district = District()
        found = [words for pk in self.hazards for words in broken(Life(pk, district))]
        assert found == []

    def teardown(self) -> None:
        """Verify what was written, then forget it."""
        try:
            sweep_hazards()
            follow_ended_units()
            tallies: dict[str, Any] = {}
            present = Present(now())
            for file in files(Hazard, {**ROWS, "photos": Photo}, None):
                examine(file, present, OF_A_HAZARD, tallies)
            found = [(f.invariant, f.words, self.road(f.subject)) for t in tallies.values() for f in t.findings]
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)
            self.clock.set(START)
        assert found == []

    # --- inside -----------------------------------------------------------------------------------------------
    def hazard(self, which: int) -> Hazard:
        return Hazard.objects.get(pk=self.hazards[which % len(self.hazards)])

    def road(self, number: str) -> str:
        return " → ".join(Hazard.objects.get(number=number).records.order_by("sequence").values_list("name", flat=True))

    def of_those_who_may(self, data: st.DataObject, hazard: Hazard, names: list[str]) -> None:
        people = [self.cast[name] for name in sorted(self.cast.people)]
        verdicts = engine.verdicts(Hazard, [hazard], actors=people, names=names, in_step=True)
        may = {
            (act, who.name)
            for who in people
            for act, one in verdicts[hazard.pk, who.person_id].items()
            if not one.reasons
        }
        if may:
            act = data.draw(st.sampled_from(sorted({act for act, _who in may})), label="act")
            who = data.draw(st.sampled_from(sorted(who for one, who in may if one == act)), label="who")
            self.act(data, hazard, act, who)

    def act(self, data: st.DataObject, hazard: Hazard, act: str, who: str, *, breaks: bool = False) -> None:
        ways = variants(self.cast, act, hazard, who)
        way = data.draw(st.integers(0, len(ways) - 1), label="variant")
        given = ways[way]
        if breaks:
            left_out = data.draw(st.sampled_from([*sorted(given), ""]), label="left out")
            given = {name: value for name, value in given.items() if name != left_out}
        self.clock.forward(timedelta(minutes=1))
        answer = self.cast.act(act, hazard, who, **given)
        self.figures["fired" if isinstance(answer, Fired) else "refused"] += 1
        self.figures["steps"] += 1
        self.figures[f"· {act}"] += isinstance(answer, Fired)


@pytest.mark.hypothesis
@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_whoever_tries_whatever_the_invariants_of_the_law_hold(clock: TestClock) -> None:
    cast = crowd(assemble())
    Walk.figures.clear()

    # Not shrunk: what broke says by which road it came there.
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    run_state_machine_as_test(
        lambda: Walk(cast, clock), settings=settings(phases=phases, stateful_step_count=STEPS_OF_ONE)
    )

    rows = sum(1 for name, n in Walk.figures.items() if name.startswith("· ") and n)
    said = {name: n for name, n in Walk.figures.items() if not name.startswith("· ")}
    print(f"the walk: {said}, {rows} rows of the law fired")
    assert Walk.figures["fired"] > Walk.figures["examples"]
    # What the rolled-back examples say of single cases, one that stays says of the whole database.
    cast.hazard_in(State.WRITTEN_OFF, level=Level.MAJOR)
    clock.link.execute("DELETE FROM clock_override")
    assert [f.words for tally in verify().tallies for f in tally.findings] == []
