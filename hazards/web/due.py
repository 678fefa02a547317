"""Time in words: how long is left, how late it is, since when. Reads a calendar, asks no clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hazards.enums import Level, TimerKind
from hazards.models import Hazard, HazardTimer
from workflow.calendar import Kind, WorkingCalendar, local_date
from workflow.durations import WEEKDAYS
from workflow.timing import load_calendar

DAY = timedelta(days=1)
HALF, MOST = 0.5, 0.8
VERY_LATE = 3
SHORT_TERM = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """The deadline chip: colour, shape and words say the same thing three times."""

    late: str
    icon: str
    words: str
    date: str
    short_date: str
    provisional: bool = False


@lru_cache(maxsize=8)
def calendar_of(calendar_id: int | None) -> WorkingCalendar:
    """Return one published calendar; published ones never change."""
    return load_calendar(calendar_id)


def chip_of(hazard: Hazard, at: datetime) -> Chip | None:
    """Return the chip of a hazard's running clock, None when it has stopped."""
    clock = hazard.clock if hasattr(hazard, "clock") else None
    if hazard.due_at is None or clock is None:
        return None
    calendar = calendar_of(clock.calendar_id)
    dated = hazard.lifecycle.turns[hazard.state].dated
    is_dated = dated is not None and getattr(hazard, dated) is not None
    late = lateness(clock.started_at, hazard.due_at, at, calendar, major=hazard.level == Level.MAJOR)
    return Chip(
        late=late,
        icon={"": "pie0", "blue": "pie50", "yellow": "pie80", "orange": "late", "red": "verylate"}[late],
        words=until(hazard.due_at, at, calendar, calendar_days=is_dated),
        date=say_date(hazard.due_at, calendar, at),
        short_date=say_short(hazard.due_at, at),
        provisional=clock.provisional,
    )


def timers_of(hazard: Hazard, at: datetime) -> list[tuple[str, str]]:
    """Return the clocks that run across stages as (what is timed, until when and how long yet); one query."""
    running = hazard.timers.order_by("due_at")
    return [(str(TimerKind(timer.kind).label), _timed(timer, timer.due_at, at)) for timer in running if timer.due_at]


def _timed(timer: HazardTimer, due: datetime, at: datetime) -> str:
    calendar = calendar_of(timer.calendar_id)
    return _("%(date)s，%(left)s") % {"date": say_date(due, calendar, at), "left": until(due, at, calendar)}


def lateness(start: datetime, due: datetime, at: datetime, calendar: WorkingCalendar, *, major: bool = False) -> str:
    """Return how late it is: "", blue (half used), yellow (80 % or the last working day), orange, red.

    Terms under a day are measured in hours, longer ones in office hours. "The last working day" is said of terms
    of three working days or more: of shorter ones it would be true from the start.
    """
    begun, ends, today = local_date(start), local_date(due), local_date(at)
    if at >= due:
        return "red" if major or calendar.working_days_between(ends, today) >= VERY_LATE else "orange"
    whole = calendar.working_time_between(start, due) if due - start >= DAY else due - start
    used = calendar.working_time_between(start, at) if due - start >= DAY else at - start
    share = used / whole if whole else 1.0
    last_day = calendar.working_days_between(begun, ends) >= SHORT_TERM and (
        calendar.working_days_between(today, ends) <= 1
    )
    if share >= MOST or last_day:
        return "yellow"
    return "blue" if share >= HALF else ""


def until(due: datetime, at: datetime, calendar: WorkingCalendar, *, calendar_days: bool = False) -> str:
    """Return 剩 … or 逾期 …: hours within a day, else working days, or days where the demand is a plain date."""
    left = due - at
    text = span(abs(left)) if abs(left) < DAY else _days_between(due, at, calendar, calendar_days)
    return (_("剩 %(span)s") if left > timedelta() else _("逾期 %(span)s")) % {"span": text}


def _days_between(due: datetime, at: datetime, calendar: WorkingCalendar, calendar_days: bool) -> str:
    first, last = sorted((local_date(at), local_date(due)))
    n = calendar.working_days_between(first, last)
    if n == 0 or (calendar_days and due > at):
        days = (last - first).days
        return ngettext("%(n)d 个自然日", "%(n)d 个自然日", days) % {"n": days}
    return ngettext("%(n)d 个工作日", "%(n)d 个工作日", n) % {"n": n}


def span(length: timedelta) -> str:
    """Return a length of time in two units at most: 8 天 19 小时, 1 小时 10 分, 50 分钟."""
    minutes = int(length.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(d)d 天 %(h)d 小时") % {"d": days, "h": hours} if hours else _("%(d)d 天") % {"d": days}
    if hours:
        return _("%(h)d 小时 %(m)d 分") % {"h": hours, "m": rest} if rest else _("%(h)d 小时") % {"h": hours}
    return _("%(m)d 分钟") % {"m": rest}


def say_day(day: date | None, at: datetime) -> str:
    """Return a named day as 10月15日 周四, with the year when it isn't this one's; empty for none."""
    if day is None:
        return ""
    text = _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
    if day.year != local_date(at).year:
        text = _("%(year)d年%(date)s") % {"year": day.year, "date": text}
    return f"{text} {WEEKDAYS[day.weekday()]}"


def say_date(when: datetime, calendar: WorkingCalendar, at: datetime) -> str:
    """Return 10月10日 周六（补班）17:30, with the year when it isn't this one's."""
    day = local_date(when)
    text = say_day(day, at)
    if calendar.kind_of(day) in (Kind.MAKE_UP, Kind.HOLIDAY):
        text = _("%(day)s（%(name)s）") % {"day": text, "name": calendar.name_of(day)}
    return f"{text} {localtime(when):%H:%M}"


def say_short(when: datetime, at: datetime) -> str:
    """Return 10-10 周六, as tables have it."""
    day = local_date(when)
    year = "" if day.year == local_date(at).year else f"{day.year}-"
    return f"{year}{day.month}-{day.day:02d} {WEEKDAYS[day.weekday()]}"


def say_instant(when: datetime, at: datetime) -> str:
    """Return 10月8日 09:00, with the year when it isn't this one's."""
    day = local_date(when)
    text = _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
    if day.year != local_date(at).year:
        text = _("%(year)d年%(date)s") % {"year": day.year, "date": text}
    return f"{text} {localtime(when):%H:%M}"
