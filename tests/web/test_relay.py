"""The relay: whose turn it was on which days. What is drawn comes from the records, and adds up to the hazard's age."""

from datetime import timedelta

import pytest

from hazards.enums import State
from hazards.models import Hazard
from hazards.web.relay import Relay, _rounded, relay
from records.clock import now
from tests.cast import Cast
from tests.conftest import TestClock
from workflow.clocks import sweep

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def drawn(hazard: Hazard) -> Relay:
    made = relay(list(hazard.records.order_by("sequence")), now())
    assert made is not None
    return made


def walked(cast: Cast, clock: TestClock, *waits: timedelta) -> Hazard:
    """Along the straight road, each party taking so long before it acts."""
    hazard = cast.report()
    for (name, by, given), wait in zip(cast.road("GENERAL", {}), waits, strict=False):
        clock.forward(wait)
        cast.do(name, hazard, by, **given)
    return hazard


def test_each_party_is_told_how_long_it_had_the_turn(clock: TestClock, committed_cast: Cast) -> None:
    hazard = walked(committed_cast, clock, 2 * HOUR, HOUR, 5 * HOUR)
    clock.forward(DAY)

    made = drawn(hazard)

    assert [(lane.label, lane.sum, lane.is_holder) for lane in made.lanes] == [
        ("属地", "3 小时", False),
        ("牵头单位", "5 小时", False),
        ("整改单位", "1 天", True),
    ]
    assert made.total == "1 天 8 小时"


def test_what_lasted_longer_than_its_limit_is_hatched(clock: TestClock, committed_cast: Cast) -> None:
    hazard = walked(committed_cast, clock, HOUR, HOUR, HOUR, DAY)
    clock.forward(10 * DAY)

    made = drawn(hazard)

    assert made.is_late
    assert [bar.mark for bar in made.bars][-2:] == ["seg now", "seg over"]
    assert "待复查 超过时限" in made.bars[-1].title


def test_a_rung_of_the_ladder_parts_nothing(clock: TestClock, committed_cast: Cast) -> None:
    hazard = walked(committed_cast, clock, HOUR, HOUR, HOUR)
    clock.forward(8 * DAY)
    assert sweep(Hazard).fired

    after = drawn(hazard)

    assert [bar.mark for bar in after.bars] == ["seg", "seg", "seg", "seg now", "seg over"]
    assert after.lanes[2].sum == "8 天"


def test_what_has_ended_has_no_now_and_no_date(cast: Cast) -> None:
    made = drawn(cast.hazard_in(State.WRITTEN_OFF))

    assert (made.here, made.due) == ("", "")
    assert not any(lane.is_holder for lane in made.lanes)


def test_the_office_has_a_line_only_when_it_had_the_turn(cast: Cast) -> None:
    plain, consulted = cast.hazard_in(State.RECTIFYING), cast.hazard_in(State.CONSULTING)

    assert [lane.label for lane in drawn(plain).lanes] == ["属地", "牵头单位", "整改单位"]
    assert [lane.label for lane in drawn(consulted).lanes][-1] == "统筹协调办公室"


def test_a_report_that_nobody_touched_has_nothing_to_tell_apart(cast: Cast) -> None:
    hazard = cast.report()

    assert relay(list(hazard.records.all()), now()) is None


@pytest.mark.parametrize(
    "minutes",
    [
        [1, 59, 60],
        [25, 25, 25, 5],
        [1439, 1, 1440],
        [0, 0, 3],
        [90] * 17,
    ],
)
def test_sums_printed_together_add_up(minutes: list[int]) -> None:
    lengths = [timedelta(minutes=one, seconds=30) for one in minutes]
    unit = HOUR if sum(lengths, timedelta()) >= DAY else timedelta(minutes=1)

    rounded = _rounded(lengths)

    assert sum(rounded, timedelta()) == sum(lengths, timedelta()) // unit * unit
    assert all(abs(one - other) < unit for one, other in zip(rounded, lengths, strict=True))


def test_the_drawing_stays_within_its_frame(clock: TestClock, committed_cast: Cast) -> None:
    made = drawn(walked(committed_cast, clock, DAY, DAY, DAY, 3 * DAY))

    ends = [float(bar.x[:-1]) + float(bar.width[:-1]) for bar in (*made.bars, *made.off)]
    assert max(ends) < 101
    assert min(float(bar.x[:-1]) for bar in (*made.bars, *made.off)) >= 0
