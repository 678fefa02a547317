"""接力: whose turn it was on which days, drawn from the records. Position says whose, hatching what was late."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from hazards.enums import State
from hazards.selectors import TURN_OF
from hazards.web import due
from hazards.web.chain import ROLES
from workflow.calendar import DAY, WorkingCalendar, local_date

# The lanes, from top to bottom, named as in the baton bar; the last only when it had the turn.
LANES = ("street", "lead", "rectifier", "coordinator")
# Who verifies for the lead, and who stands in while candidates are asked, run in its lane.
RUNS_FOR_LEAD = ("verifying_unit", "interim_lead")
LANE_OF = {state: "lead" if party in RUNS_FOR_LEAD else party for party, states in TURN_OF.items() for state in states}
LANE_HEIGHT, BAR, AXIS = 30, 18, 30
MOST_COLUMNS = 120
"""Days off are shaded up to so many days: beyond that a column is thinner than a line."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch in one state: whose lane, from when till when, and the part of it beyond its limit."""

    lane: str
    state: str
    begun: datetime
    ended: datetime
    late_from: datetime | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the drawing; `x` and `width` are percent of the whole, as SVG attributes have them."""

    x: str
    width: str
    y: int
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One party's line: its name, how long it had the turn in all, whether it has it now."""

    label: str
    sum: str
    is_holder: bool
    y: int


@dataclass(frozen=True, slots=True)
class Relay:
    """The whole drawing: all its lengths are of the time from the report to now, or to the date that is due."""

    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    off: tuple[Bar, ...]
    due: str
    here: str
    dates: tuple[tuple[str, str], ...]
    total: str
    height: int
    floor: int
    is_late: bool
    words: str


def relay(records: Sequence[Any], at: datetime) -> Relay | None:
    """Return the drawing of a hazard's records, in order, as of `at`; None while there is nothing to tell apart."""
    stays = list(_stays(records, at))
    if len(stays) < 2:
        return None
    begun, ended = stays[0].begun, stays[-1].ended
    due_at = _due_of(records[-1]) if stays[-1].is_now else None
    scale = _Scale(begun, max(ended, due_at or ended))
    shown = [lane for lane in LANES if lane != "coordinator" or any(stay.lane == lane for stay in stays)]
    tops = {lane: number * LANE_HEIGHT for number, lane in enumerate(shown)}
    sums = _rounded([sum((s.ended - s.begun for s in stays if s.lane == lane), timedelta()) for lane in shown])
    lanes = tuple(
        Lane(str(ROLES[lane][1]), due.span(length), stays[-1].is_now and stays[-1].lane == lane, tops[lane])
        for lane, length in zip(shown, sums, strict=True)
    )
    floor = len(shown) * LANE_HEIGHT
    return Relay(
        lanes=lanes,
        bars=tuple(bar for stay in stays for bar in _bars(stay, scale, tops[stay.lane])),
        off=tuple(_days_off(scale, due.calendar_of(_calendar_id(records)))),
        due=scale.x(due_at) if due_at else "",
        here=scale.x(at) if stays[-1].is_now else "",
        dates=tuple(_dates(scale)),
        total=due.span(sum(sums, timedelta())),
        height=floor + AXIS,
        floor=floor,
        is_late=any(stay.late_from for stay in stays),
        words=_("，").join(f"{lane.label} {lane.sum}" for lane in lanes),
    )


def _stays(records: Sequence[Any], at: datetime) -> Iterator[Stay]:
    """Yield the stretches of the open states; acts that keep state and limit don't part one."""
    begun: datetime | None = None
    late_at: datetime | None = None
    for record, following in pairwise([*records, None]):
        begun = begun or record.at
        late_at = _due_of(record) or late_at
        if following is not None and following.target == record.target:
            continue
        lane = LANE_OF.get(State(record.target))
        until = following.at if following is not None else at
        if lane is not None:
            late_from = max(begun, late_at) if late_at and late_at < until else None
            yield Stay(lane, record.target, begun, until, late_from, following is None)
        begun = late_at = None


def _due_of(record: Any) -> datetime | None:
    """When the stage was due by the clock that this record set; None when it set none."""
    due_at = _clock_of(record).get("due_at")
    return parse_datetime(due_at) if due_at else None


def _calendar_id(records: Sequence[Any]) -> int | None:
    """The calendar by which the last limit was counted."""
    return next(filter(None, (_clock_of(record).get("calendar_id") for record in reversed(records))), None)


def _clock_of(record: Any) -> dict[str, Any]:
    return json.loads(record.body).get("clock") or {}


class _Scale:
    """Turns instants into percent of the whole."""

    def __init__(self, begun: datetime, ended: datetime) -> None:
        self.begun, self.ended = begun, ended
        self.whole = max(ended - begun, timedelta(minutes=1))

    def x(self, instant: datetime) -> str:
        return f"{min(max((instant - self.begun) / self.whole, 0), 1) * 100:.2f}%"

    def width(self, begun: datetime, ended: datetime) -> str:
        return f"{max((ended - begun) / self.whole * 100, 0.4):.2f}%"


def _bars(stay: Stay, scale: _Scale, top: int) -> Iterator[Bar]:
    y, mark = top + (LANE_HEIGHT - BAR) // 2, "seg now" if stay.is_now else "seg"
    label = str(State(stay.state).label)
    in_time = stay.late_from or stay.ended
    if in_time > stay.begun:
        title = f"{label} {due.span(in_time - stay.begun)}"
        yield Bar(scale.x(stay.begun), scale.width(stay.begun, in_time), y, mark, title)
    if stay.late_from:
        title = _("%(state)s 超过时限 %(span)s") % {"state": label, "span": due.span(stay.ended - stay.late_from)}
        yield Bar(scale.x(stay.late_from), scale.width(stay.late_from, stay.ended), y, "seg over", title)


def _days_off(scale: _Scale, calendar: WorkingCalendar) -> Iterator[Bar]:
    first, last = local_date(scale.begun), local_date(scale.ended)
    days = (last - first) // DAY + 1
    for day in (first + ahead * DAY for ahead in range(days if days <= MOST_COLUMNS else 0)):
        if not calendar.is_working_day(day):
            begun = max(calendar.closing(day - DAY), scale.begun)  # from the evening on nobody expects an answer
            yield Bar(scale.x(begun), scale.width(begun, min(calendar.closing(day), scale.ended)), 0, "off", "")


def _dates(scale: _Scale) -> Iterator[tuple[str, str]]:
    """Yield (where, which day) for at most four days under the axis, none said twice."""
    said = ""
    for quarter in range(4):
        instant = scale.begun + scale.whole * quarter / 4
        day = local_date(instant)
        text = f"{day.month}-{day.day}"
        if text != said:
            yield scale.x(instant), text
        said = text


def _rounded(lengths: Sequence[timedelta]) -> list[timedelta]:
    """Round lengths that are printed together, so that what is printed adds up: to hours, under a day to minutes."""
    total = sum(lengths, timedelta())
    unit = timedelta(hours=1) if total >= DAY else timedelta(minutes=1)
    whole = [length // unit for length in lengths]
    short = total // unit - sum(whole)
    most = sorted(range(len(lengths)), key=lambda number: lengths[number] % unit, reverse=True)
    for number in most[:short]:
        whole[number] += 1
    return [count * unit for count in whole]
