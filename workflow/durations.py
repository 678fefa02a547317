"""Limits with their units: clock hours, working days, calendar days; when each ends, and how that was counted.

Which unit applies is the legal act's choice and stands in the policy rows as a compact text ("2h", "3wd", "10d"):
short periods of 行政处罚法 (art. 85: 2, 3, 5, 7 日) and 行政强制法 (art. 69: up to 10 日) are working days, longer ones
calendar days; the 24 hours of 安全生产法 art. 70 are clock hours.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from workflow.calendar import DAY, ZONE, Kind, WorkingCalendar, local_date

MOST: Final = 3660
"""The longest limit, ten years in days: a slip of the keyboard in a policy must not become a date in the year 9999."""


class Unit(StrEnum):
    """The unit of a limit; the value is its mark in the compact text."""

    HOUR = "h"
    WORKING_DAY = "wd"
    DAY = "d"
    STRICT_DAY = "d!"
    END_OF_DAY = "eod"


LABELS: Final = {
    Unit.HOUR: ngettext_lazy("%(n)d小时", "%(n)d小时", "n"),
    Unit.WORKING_DAY: ngettext_lazy("%(n)d个工作日", "%(n)d个工作日", "n"),
    Unit.DAY: ngettext_lazy("%(n)d个自然日", "%(n)d个自然日", "n"),
    Unit.STRICT_DAY: ngettext_lazy("%(n)d个自然日（不顺延）", "%(n)d个自然日（不顺延）", "n"),
    Unit.END_OF_DAY: gettext_lazy("当日下班前"),
}

WEEKDAYS: Final = (
    *(gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四")),
    *(gettext_lazy("周五"), gettext_lazy("周六"), gettext_lazy("周日")),
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A limit of `n` units. Equal when written alike; `compact()` and `parse` are each other's inverse."""

    unit: Unit
    n: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a limit that nobody can have meant."""
        least = 0 if self.unit in (Unit.HOUR, Unit.END_OF_DAY) else 1
        most = 0 if self.unit is Unit.END_OF_DAY else MOST
        if not least <= self.n <= most:
            raise ValueError(f"not a limit: {self.n} {self.unit}")

    def __str__(self) -> str:
        """Return the limit in words, in the reader's language."""
        return str(LABELS[self.unit] % {"n": self.n})

    def compact(self) -> str:
        """Return the text kept in policy rows, e.g. "3wd"."""
        return self.unit.value if self.unit is Unit.END_OF_DAY else f"{self.n}{self.unit}"

    def due(self, start: datetime, calendar: WorkingCalendar) -> "Due":
        """Return when the limit that began at `start` ends. Raises ValueError when `start` has no time zone."""
        begun = local_date(start)
        if self.unit is Unit.HOUR:
            # Added in UTC: an hour is an hour, also over the summer time of 1986–1991. Art. 201: from the instant on.
            at = (start.astimezone(UTC) + timedelta(hours=self.n)).astimezone(ZONE)
            return Due(at, False, self, start, calendar)
        day = self._last_day(start, begun, calendar)
        return Due(calendar.closing(day), self._is_provisional(begun, day, calendar), self, start, calendar)

    def point(self, start: datetime, fraction: float, calendar: WorkingCalendar) -> datetime:
        """Return when `fraction` (0 to 1) of the limit is used, for reminders such as "80 %".

        Of a limit in working days, office hours are used; of any other, clock time. A proposal [P], no law.
        """
        end = self.due(start, calendar).at
        if self.unit in (Unit.WORKING_DAY, Unit.END_OF_DAY):
            return calendar.add_working_time(start, calendar.working_time_between(start, end) * fraction)
        begin = start.astimezone(UTC)
        return (begin + (end - begin) * fraction).astimezone(ZONE)

    def _last_day(self, start: datetime, begun: date, calendar: WorkingCalendar) -> date:
        """Return the day on which a limit in days ends.

        The start day is not counted (民法典 art. 201). A last day off gives way to the next working day (art. 203),
        except for limits on the authority itself, such as 30 days of sealing (行政强制法 art. 25): those are strict.
        """
        match self.unit:
            case Unit.WORKING_DAY:
                return calendar.add_working_days(begun, self.n)
            case Unit.END_OF_DAY:
                missed = start >= calendar.closing(begun)
                return calendar.working_day_from(begun + DAY if missed else begun)
            case Unit.STRICT_DAY:
                return begun + self.n * DAY
            case _:
                return calendar.working_day_from(begun + self.n * DAY)

    def _is_provisional(self, begun: date, last: date, calendar: WorkingCalendar) -> bool:
        """True when a notice still to come could move the end: only days that were looked at matter."""
        match self.unit:
            case Unit.WORKING_DAY:
                return calendar.is_provisional(begun + DAY, last)
            case Unit.STRICT_DAY:
                return False
            case _:
                return calendar.is_provisional(begun + self.n * DAY, last)


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends. `provisional`: a year on the way is not arranged yet, and the page must say so.

    `duration` and `calendar.version` say by which rule and calendar it was counted; keep them beside the date.
    `duration` is None for a date that a person named.
    """

    at: datetime
    provisional: bool
    duration: Duration | None
    start: datetime
    calendar: WorkingCalendar = field(repr=False)

    @property
    def days(self) -> list["Day"]:
        """Return how it was counted, day by day. Worked out when asked for: sweeps never ask."""
        return explain(self.start, self.duration, self.calendar) if self.duration else []

    @property
    def explanation(self) -> str:
        """Return how it was counted in one sentence, in the reader's language."""
        return _sentence(self, self.days)


def end_of(day: date, calendar: WorkingCalendar) -> Due:
    """Return the end of a date that a person named, as in an order "改正于10月12日前".

    It stands as written, also on a day off: art. 203 moves periods that are counted, not dates that are named.
    """
    at = calendar.closing(day)
    return Due(at, False, None, at, calendar)


def hours(n: int) -> Duration:
    """Return a limit of `n` clock hours, by night and on holidays too (安全生产法 art. 70: 24 h)."""
    return Duration(Unit.HOUR, n)


def working_days(n: int) -> Duration:
    """Return a limit of `n` working days, ending at closing time of the last one."""
    return Duration(Unit.WORKING_DAY, n)


def calendar_days(n: int, *, strict: bool = False) -> Duration:
    """Return a limit of `n` days of any kind; its last day moves off a day off unless `strict`."""
    return Duration(Unit.STRICT_DAY if strict else Unit.DAY, n)


def end_of_day() -> Duration:
    """Return the limit "today before closing"; begun after closing or on a day off: the next working day [P]."""
    return Duration(Unit.END_OF_DAY)


def parse(text: str) -> Duration:
    """Return the limit written as `text`, e.g. "2h", "3wd", "10d", "30d!", "eod". Raises ValueError otherwise."""
    if text == Unit.END_OF_DAY:
        return end_of_day()
    found = re.fullmatch(r"(0|[1-9][0-9]{0,3})(h|wd|d!?)", text)
    if found is None:
        raise ValueError(f"not a limit: {text!r}")
    return Duration(Unit(found[2]), int(found[1]))


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the way to a due date; `counted_index` from 1, None when it does not count."""

    date: date
    counted_index: int | None
    kind: Kind
    name: str


def explain(start: datetime, duration: Duration, calendar: WorkingCalendar) -> list[Day]:
    """Return every day from the start day to the due day, numbered as they count. Limits in hours count no days."""
    begun = local_date(start)
    last = local_date(duration.due(start, calendar).at)
    days, index = [], 0
    for ahead in range((last - begun).days + 1):
        day = begun + ahead * DAY
        counts = ahead > 0 and _counts(duration, ahead, calendar.is_working_day(day))
        index += counts
        kind = Kind.DUE if day == last else Kind.START if day == begun else calendar.kind_of(day)
        days.append(Day(day, index if counts else None, kind, calendar.name_of(day)))
    return days


def _counts(duration: Duration, ahead: int, is_working: bool) -> bool:
    """True when the day `ahead` days after the start is one of the days of the limit."""
    if duration.unit is Unit.WORKING_DAY:
        return is_working
    return duration.unit in (Unit.DAY, Unit.STRICT_DAY) and ahead <= duration.n


def _sentence(due: Due, days: list[Day]) -> str:
    """Return the count as a person would read it out."""
    end = {"day": _label(due.at, due, year=due.duration is None), "time": f"{due.at.astimezone(ZONE):%H:%M}"}
    if due.duration is None:
        return _("按写明的日期，%(day)s %(time)s 到期。") % end
    begin = {"day": _label(due.start, due, year=True), "time": f"{due.start.astimezone(ZONE):%H:%M}"}
    parts = [_("%(day)s %(time)s 起算 %(limit)s") % {**begin, "limit": due.duration}]
    counted = [day for day in days if day.counted_index]
    if counted:
        parts.append(_("当日不计"))
    if due.duration.unit is Unit.WORKING_DAY:
        off = Counter(day.name for day in days[1:] if not day.counted_index)
        parts += [_("%(name)s %(n)d 天不计") % {"name": name, "n": n} for name, n in off.items()]
    elif counted and counted[-1] != days[-1]:
        parts.append(_("末日逢%(name)s，顺延") % {"name": counted[-1].name})
    parts.append(_("%(day)s %(time)s 到期") % end)
    if due.provisional:
        parts.append(_("有年份的放假安排尚未发布，此期限为暂定"))
    return "，".join(parts) + "。"


def _label(at: datetime, due: Due, *, year: bool) -> str:
    """Return a date as people write it, 10月10日 周六（补班）; with its year when asked or unlike the start's."""
    day, name = local_date(at), due.calendar.name_of(local_date(at))
    text = _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
    if year or day.year != local_date(due.start).year:
        text = _("%(year)d年%(date)s") % {"year": day.year, "date": text}
    # A weekday says "weekend" by itself.
    told = "" if due.calendar.kind_of(day) is Kind.REST else name
    return f"{text} {WEEKDAYS[day.weekday()]}" + (f"（{told}）" if told else "")
