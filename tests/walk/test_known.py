"""The shortest roads to what the law doesn't keep yet (tests/walk/known.py)."""

import pytest
from django.utils.timezone import localtime

from hazards.enums import Level, State
from hazards.verification import verify
from tests.cast import Cast
from tests.conftest import TestClock
from tests.walk.beginnings import PLACE, along
from tests.walk.crowd import crowd
from tests.walk.invariants import broken
from tests.walk.known import unknown
from tests.walk.life import Life
from tests.walk.moves import variants
from workflow.engine import Fired

REQUESTS = (
    ("ask_transfer", "消一"),
    ("grant_transfer", "应长"),
    ("submit_result", "企"),
    ("pass_verification", "消一"),
)
STOPPED = (("propose_measure", "消一"), ("order_measure", "消二"), ("ask_shelve", "消一"), ("shelve", "应长"))


@pytest.fixture
def cast(db: None) -> Cast:
    return crowd()


@pytest.mark.xfail(strict=True, reason="the host's head rules, and makes his own bureau the rectifier or the lead")
@pytest.mark.parametrize("variant", [3, 4], ids=["rectifier", "lead"])
def test_nobody_rules_that_his_own_bureau_rectifies_or_leads(cast: Cast, variant: int) -> None:
    hazard = cast.hazard_in(State.CONSULTING, place=PLACE)

    answer = cast.act("rule", hazard, "应长", **variants(cast, "rule", hazard, "应长")[variant])

    assert not isinstance(answer, Fired)


@pytest.mark.xfail(strict=True, reason="a transfer that was granted outlives the write-off")
def test_a_transfer_that_nobody_signed_lapses_with_the_write_off(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, *REQUESTS, ("write_off", "消长"))(cast)

    assert broken(Life(hazard.pk)) == []


@pytest.mark.xfail(strict=True, reason="what keeps a major hazard safe expires while it is set aside")
def test_a_major_hazard_set_aside_stays_stopped(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, *STOPPED, ("expire_measure", "消长"), level=Level.MAJOR)(cast)

    assert broken(Life(hazard.pk)) == []


@pytest.mark.xfail(strict=True, reason="a ruling moves the demand, and not the clock that runs to it")
def test_the_clock_runs_to_the_demand_that_a_ruling_sets(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, ("rerule", "委"))(cast)

    assert localtime(hazard.due_at).date() >= hazard.demand_on


def test_who_has_signed_may_conclude_the_round(clock: TestClock, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_VERIFICATION)
    committed_cast.do("sign_opinion", hazard, "消一")
    committed_cast.do("pass_verification", hazard, "消一")

    assert [f.invariant for tally in verify(hazard.number).tallies for f in tally.findings] == []


def test_what_is_known_is_the_invariants_own_words(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, *REQUESTS, ("write_off", "消长"))(cast)

    found = broken(Life(hazard.pk))

    assert found
    assert unknown(found) == []
