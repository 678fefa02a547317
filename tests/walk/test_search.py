"""The search: every state and every row of the law is reached, no state is a trap, silence leads nowhere but to duty.

A small bound in every run; `make search` sets a large one (minutes).
"""

import os
import time
from collections import Counter
from collections.abc import Hashable

import pytest

from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from tests.cast import assemble
from tests.conftest import TestClock
from tests.walk.beginnings import BEGINNINGS
from tests.walk.crowd import crowd
from tests.walk.life import ENDED
from tests.walk.searching import Found, Search

LARGE = bool(os.environ.get("BIHUAN_SEARCH"))


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_every_state_and_row_is_reached_and_from_everywhere_the_work_leads_to_the_write_off(clock: TestClock) -> None:
    cast = crowd(assemble())
    faults: dict[str, str] = {}
    states: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    edges: set[tuple[str, str, str]] = set()
    rested: set[tuple[str, str]] = set()
    led_on: set[Hashable] = set()
    for beginning in BEGINNINGS:
        began = time.monotonic()
        search = Search(cast, clock, beginning, led_on)
        found = search.run(beginning.large if LARGE else beginning.small, rested)
        print(figures(beginning.name, found, time.monotonic() - began))
        states, rows, edges = states + found.states, rows + found.rows, edges | found.edges
        faults |= {f"{beginning.name}: {words}": path for words, path in found.faults.items()}
    print(f"in all: {sum(states.values())} hazards, {len(states)} states, {len(rows)} rows, {len(edges)} edges")

    for words, path in faults.items():
        print(f"{words} | {path}")
    assert faults == {}
    assert set(states) == set(State.values)
    assert set(rows) - {"raise_level"} == set(LIFECYCLE.rows)
    assert len(rested) >= len([state for state in State.values if state not in ENDED])


def figures(name: str, found: Found, seconds: float) -> str:
    return (
        f"{name}: {len(found.seen)} states met, {found.gone_on} gone on from, depth {found.depth}, "
        f"{len(found.edges)} edges, {found.fired} fired, {found.refused} refused, {found.struck} struck tried, "
        f"{found.finished} finished, {seconds:.1f} s"
    )
