"""The shortest roads to what the searches found the law not to keep; it keeps them now."""

import pytest

from hazards.enums import Level, State
from hazards.verification import verify
from tests import inputs
from tests.cast import Cast
from tests.conftest import TestClock
from tests.walk.beginnings import PLACE, along
from tests.walk.crowd import crowd
from tests.walk.invariants import broken
from tests.walk.life import Life
from tests.walk.moves import variants
from workflow.refusals import Refused

REQUESTS = (
    ("ask_transfer", "消一"),
    ("grant_transfer", "应长"),
    ("submit_result", "企"),
    ("pass_verification", "消一"),
)
STOPPED = (("propose_measure", "消一"), ("order_measure", "消二"), ("ask_shelve", "消一"), ("shelve", "应长"))


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return crowd(cast)


@pytest.mark.parametrize("variant", [3, 4], ids=["rectifier", "lead"])
def test_nobody_rules_that_his_own_bureau_rectifies_or_leads(cast: Cast, variant: int) -> None:
    hazard = cast.hazard_in(State.CONSULTING, place=PLACE)

    answer = cast.act("rule", hazard, "应长", **variants(cast, "rule", hazard, "应长")[variant])

    assert isinstance(answer, Refused)
    assert answer.words == ["裁定人所在单位将牵头或整改的，请提请安委会裁定"]


def test_what_the_office_refers_the_committee_rules(cast: Cast) -> None:
    hazard = cast.hazard_in(State.CONSULTING, place=PLACE)
    cast.do("refer_ruling", hazard, "应长")
    host = cast.units["YJJ"].pk

    ruled = {"lead": host, "verifying_unit": host}
    by_the_office = cast.act("rule", hazard, "应长", **(inputs.fitting(cast, "rule", hazard) | ruled))
    cast.do("rule", hazard, "委", **ruled)

    assert isinstance(by_the_office, Refused)
    assert (hazard.state, hazard.lead_id) == (State.RECTIFYING, host)


def test_what_was_extended_stays_extended_when_a_transfer_is_signed(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, ("ask_extend", "企"), ("extend", "消长"))(cast)
    for name, by in (("ask_transfer", "消一"), ("grant_transfer", "应长"), ("sign_transfer", "应长")):
        cast.do(name, hazard, by)

    assert list(hazard.requests.order_by("serial").values_list("kind", "state")) == [
        ("EXTEND", "GRANTED"),
        ("TRANSFER", "SIGNED"),
    ]


def test_a_transfer_that_nobody_signed_lapses_with_the_write_off(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, *REQUESTS, ("write_off", "消长"))(cast)

    assert broken(Life(hazard.pk)) == []


def test_a_major_hazard_set_aside_stays_stopped(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING, *STOPPED, level=Level.MAJOR)(cast)

    answer = cast.act("expire_measure", hazard, "消长", **inputs.fitting(cast, "expire_measure", hazard))

    assert isinstance(answer, Refused)
    assert answer.words == ["重大隐患挂账期间须保持停产停用或隔离，请先恢复整改"]
    assert broken(Life(hazard.pk)) == []


def test_a_ruling_at_work_keeps_the_demand_and_the_clock_that_runs_to_it(cast: Cast) -> None:
    (hazard,) = along(State.RECTIFYING)(cast)
    demand, due = hazard.demand_on, hazard.due_at

    cast.do("rerule", hazard, "委")

    assert (hazard.demand_on, hazard.due_at, hazard.rulings.get().demand_on) == (demand, due, demand)


def test_who_has_signed_may_conclude_the_round(clock: TestClock, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_VERIFICATION)
    committed_cast.do("sign_opinion", hazard, "消一")
    committed_cast.do("pass_verification", hazard, "消一")

    assert [f.invariant for tally in verify(hazard.number).tallies for f in tally.findings] == []
