"""Random walks over the real gate: whoever may, does; time passes, the machine moves; nothing that must hold breaks."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards.enums import Level, State
from hazards.models import Hazard
from hazards.succession import follow_ended_units
from hazards.sweeping import sweep_hazards
from hazards.verification import verify
from tests.cast import Cast
from tests.conftest import TestClock
from tests.inputs import fitting
from tests.walk.invariants import INVARIANTS, broken
from workflow import engine
from workflow.engine import Fired

WALKERS = ("赵", "李", "周", "消长", "消一", "消二", "城长", "城一", "应长", "委", "企", "安", "民", "查")
# A walk from the report alone seldom comes far.
STARTS = (
    *(State.REPORTED, State.DISPATCHED, State.CLAIMABLE, State.CONSULTING, State.RECTIFYING, State.SHELVED),
    *(State.AWAITING_VERIFICATION, State.AWAITING_WRITE_OFF, State.WRITTEN_OFF),
)
STEPS = 14
DONE = {"steps": 0, "fired": 0, "swept": 0}
REACHED: set[str] = set()
NAMES: set[str] = set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def _walk(cast: Cast, clock: TestClock, seed: int) -> None:
    draw = random.Random(seed)  # the walk of a seed is always the same; small numbers alone would not come far
    choices = [draw.randrange(10**6) for _ in range(STEPS)]
    start = STARTS[choices[0] % len(STARTS)]
    # What is set aside as major must be stopped first: that road begins elsewhere.
    level = Level.MAJOR if choices[1] % 3 == 0 and start != State.SHELVED else Level.GENERAL
    hazard = cast.hazard_in(start, level=level, place="二号楼")
    for choice in choices:
        DONE["steps"] += 1
        if choice % 7 == 0:
            clock.forward(timedelta(days=choice % 5 + 1, hours=choice % 11))
            DONE["swept"] += sweep_hazards().fired + follow_ended_units()
        else:
            DONE["fired"] += step(cast, hazard, choice)
        hazard.refresh_from_db()
        REACHED.add(hazard.state)
        assert broken(hazard) == [], f"{hazard} {[record.name for record in hazard.records.order_by('sequence')]}"
    NAMES.update(hazard.records.values_list("name", flat=True))


def step(cast: Cast, hazard: Hazard, choice: int) -> bool:
    """One of the acts that some walker may take now, as far as can be told before anything is filled in."""
    actors = {cast[name].person_id: name for name in WALKERS}
    answers = engine.verdicts(Hazard, [hazard], actors=[cast[name] for name in WALKERS], in_step=True)
    able = sorted(
        (name, actors[person])
        for (_case, person), verdicts in answers.items()
        for name, verdict in verdicts.items()
        if not verdict.reasons and name not in ("urge", "amend", "state_objection")
    )
    if not able:
        return False
    name, by = able[choice // 7 % len(able)]
    return isinstance(cast.act(name, hazard, by, **({"note": "写明"} | fitting(cast, name, hazard))), Fired)


@pytest.mark.timeout(300)
def test_whatever_is_done_in_whatever_order_what_must_hold_holds(
    committed_cast: Cast, clock: TestClock, capsys: pytest.CaptureFixture[str]
) -> None:
    _walk(committed_cast, clock)

    findings = [finding for tally in verify().tallies for finding in tally.findings if tally.id != "CLOCK"]
    with capsys.disabled():
        print(f"\nwalk: {DONE}, {len(INVARIANTS)} invariants, {len(REACHED)} states, {len(NAMES)} names of records")
    assert findings == []
    assert DONE["fired"] > DONE["steps"] // 3
    assert len(REACHED) > len(State) // 2


def test_after_a_year_of_silence_each_resting_hazard_is_still_somebodys_turn(
    committed_cast: Cast, clock: TestClock
) -> None:
    states = [
        State.REPORTED, State.AWAITING_APPROVAL, State.CLAIMABLE, State.DISPATCHED, State.CONSULTING, State.RECTIFYING,
        State.SHELVED, State.AWAITING_VERIFICATION, State.AWAITING_WRITE_OFF,
    ]  # fmt: skip
    resting = {
        State.CLAIMABLE: State.CONSULTING,
        State.DISPATCHED: State.RECTIFYING,
        State.SHELVED: State.RECTIFYING,
    }
    cases = {state: committed_cast.hazard_in(state) for state in states}

    for _month in range(13):
        clock.forward(timedelta(days=30))
        sweep_hazards()

    for state, hazard in cases.items():
        hazard.refresh_from_db()
        assert hazard.state == resting.get(state, state)
        assert broken(hazard) == []
