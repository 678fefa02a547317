"""Working days of a district: Monday to Friday, corrected by the State Council's yearly notice (放假与调休).

A calendar is a plain value. Whoever keeps calendars (tables, files, tests) builds one with `from_rows` and passes
it in; nothing here reads a clock, a database or a library of holidays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The zone in which dates are counted, whatever zone an instant arrives in."""

DAY: Final = timedelta(days=1)

# The notice for a year has moved days of the December before it: 2006-12-30, 2007-12-29, 2011-12-31 and 2018-12-29
# were made working Saturdays and Sundays, 2007-12-31 and 2018-12-31 were Mondays off. Never a day before the 29th.
# So the last three days of a year are certain only when the next year is arranged, too.
SPILL: Final = timedelta(days=3)


class Kind(StrEnum):
    """What a day is on a page that counts days. START and DUE are places in a count, the others in the calendar."""

    START = "start"
    DUE = "due"
    WORKING = "working"
    MAKE_UP = "make_up"
    HOLIDAY = "holiday"
    REST = "rest"


def local_date(at: datetime) -> date:
    """Return the date of the instant `at` in the district. Raises ValueError when `at` has no zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """One published state of the calendar and the office hours of a district.

    `exceptions` holds the days that a notice names: True for a make-up working day (补班), False for a day off (放假);
    weekends inside a holiday are among them. `names` says after which holiday. `years` are the years arranged by a
    notice; any other year counts Monday to Friday and everything counted in it is *provisional*.

    Office hours are the district's own ("业务时间", 民法典 art. 203): the default 08:30–17:30 is a proposal [P].
    The noon break is not taken out: it moves no deadline, only reminders within a day.
    """

    version: str
    exceptions: Mapping[date, bool] = field(hash=False)
    names: Mapping[date, str] = field(hash=False)
    years: frozenset[int]
    opens: time = time(8, 30)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        """Take private copies, so that a value once used cannot change. Raises ValueError for odd office hours."""
        if not self.opens < self.closes:
            raise ValueError("an office opens before it closes")
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))

    @classmethod
    def from_rows(
        cls,
        version: str,
        rows: Iterable[tuple[date, bool, str]],
        *,
        opens: time = time(8, 30),
        closes: time = time(17, 30),
    ) -> Self:
        """Build a calendar from rows (day, working, name), such as those of one calendar version.

        A year is arranged when its 1 January is among the rows. Every notice names that day, while a district's
        single closing day, or a December day moved by the next year's notice, must not make a year look known.
        """
        rows = list(rows)
        return cls(
            version=version,
            exceptions={day: working for day, working, _ in rows},
            names={day: name for day, _, name in rows},
            years=frozenset(day.year for day, _, _ in rows if (day.month, day.day) == (1, 1)),
            opens=opens,
            closes=closes,
        )

    def is_working_day(self, day: date) -> bool:
        """True when offices work on `day`. In a year not arranged: Monday to Friday."""
        named = self.exceptions.get(day)
        return day.weekday() < 5 if named is None else named

    def kind_of(self, day: date) -> Kind:
        """Return what `day` is: WORKING, MAKE_UP, HOLIDAY (named by a notice) or REST (a plain weekend)."""
        if self.is_working_day(day):
            return Kind.MAKE_UP if day.weekday() >= 5 else Kind.WORKING
        return Kind.HOLIDAY if day in self.exceptions else Kind.REST

    def name_of(self, day: date) -> str:
        """Return what people call `day`, in the reader's language: 国庆节, 周末, 补班; empty for an ordinary day."""
        match self.kind_of(day):
            case Kind.HOLIDAY:
                return self.names.get(day) or _("放假")
            case Kind.MAKE_UP:
                return _("补班")
            case Kind.REST:
                return _("周末")
            case _:
                return ""

    def is_provisional(self, first: date, last: date | None = None) -> bool:
        """True when a notice still to come can change whether `first` (or a day up to `last`, included) is worked."""
        until = (last or first) + SPILL
        return any(year not in self.years for year in range(first.year, until.year + 1))

    def add_working_days(self, start: date, n: int) -> date:
        """Return the `n`-th working day after `start`; `start` itself for 0. Raises ValueError when n is negative.

        The start day is not counted, whether worked or not (当日不计: 民法典 art. 201). Working days leave out
        weekends and statutory holidays and include make-up days (行政处罚法 art. 85, 行政强制法 art. 69).
        """
        if n < 0:
            raise ValueError("working days are counted forwards")
        day = start
        while n:
            day += DAY
            n -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` comes first.

        It is the inverse of `add_working_days`: "at least 15 working days before the end" means a result of 15.
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))

    def working_day_from(self, day: date) -> date:
        """Return `day` when it is worked, else the first working day after it.

        A period whose last day is a day off ends on the next day (民法典 art. 203; 民事诉讼法 art. 85).
        """
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def closing(self, day: date) -> datetime:
        """Return the end of the office hours of `day`, at which its periods end.

        民法典 art. 203: the last day ends at 24:00 or, where there are business hours, when business stops.
        """
        return datetime.combine(day, self.closes, ZONE)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the office hours lies between two instants; zero when `end` is not later."""
        last = local_date(end)
        day, total = local_date(start), timedelta()
        while day <= last:
            opened, closed = self._office_hours(day)
            total += max(min(end, closed) - max(start, opened), timedelta())
            day += DAY
        return total

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """Return the earliest instant by which `amount` of office hours has passed since `start`."""
        day, left = local_date(start), amount
        if left <= timedelta():
            return start.astimezone(ZONE)
        while True:
            opened, closed = self._office_hours(day)
            began = max(start, opened)
            if closed - began >= left:
                return (began + left).astimezone(ZONE)
            left -= max(closed - began, timedelta())
            day += DAY

    def _office_hours(self, day: date) -> tuple[datetime, datetime]:
        """Return when the offices open and close on `day`: the same instant twice on a day off."""
        closed = self.closing(day)
        return (datetime.combine(day, self.opens, ZONE) if self.is_working_day(day) else closed), closed
