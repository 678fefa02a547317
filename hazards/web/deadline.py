"""期限是怎么数的: the running clock of one hazard, counted day by day, and what happens when it passes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hazards.access import get_hazard_for
from hazards.letters import TURN, VOCABULARY
from hazards.models import Hazard, HazardClock
from hazards.web import due
from hazards.web.context import standing, user_of
from responsibility.relations import Relation
from workflow import durations
from workflow.calendar import Kind, WorkingCalendar, local_date
from workflow.durations import Due
from workflow.models import CalendarVersion, ClockPolicy
from workflow.timing import rung_at

MOST_DAYS = 93
"""A longer term isn't drawn day by day: nobody counts a year on a page; its sentence says it."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the weeks that are drawn; `mark` is the CSS class that says what it is."""

    label: str
    words: str
    count: str
    mark: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at an instant of the clock: the chip's colour, icon and words, when, and who hears of it."""

    late: str
    icon: str
    words: str
    when: str
    what: str
    people: str
    is_future: bool


@require_safe
def deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """How the date of one hazard was counted, by which rule and calendar, and what follows when it passes."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    clock: HazardClock | None = getattr(hazard, "clock", None)
    if clock is None or clock.due_at is None:
        return render(request, "deadline.html", {"hazard": hazard})
    policy = ClockPolicy.objects.filter(pk=clock.policy_id or 0).first()
    calendar = due.calendar_of(clock.calendar_id)
    counted = _counted(hazard, clock, policy, calendar)
    context = {
        "hazard": hazard,
        "chip": due.chip_of(hazard, who.at),
        "until": due.say_date(clock.due_at, calendar, who.at),
        "sentence": counted.explanation,
        "is_named": counted.duration is None,
        "squares": list(_squares(counted, who.at)),
        "weekdays": [str(day)[-1:] for day in durations.WEEKDAYS],
        "steps": list(_steps(hazard, clock, policy, calendar, who.at)),
        "limit": counted.duration,
        "policy": policy,
        "basis": _basis(policy) if policy else "",
        "calendar": CalendarVersion.objects.filter(pk=clock.calendar_id or 0).first(),
        "hours": f"{calendar.opens:%H:%M}–{calendar.closes:%H:%M}",
        "provisional": clock.provisional,
        "timers": due.timers_of(hazard, who.at),
        "demand": due.say_day(hazard.demand_on, who.at),
        "first_demand": due.say_day(hazard.first_demand_on, who.at),
    }
    return render(request, "deadline.html", context)


def _counted(hazard: Hazard, clock: HazardClock, policy: ClockPolicy | None, calendar: WorkingCalendar) -> Due:
    """Count it once more, by the rule and the calendar that the clock was started with."""
    dated = hazard.lifecycle.turns[hazard.state].dated
    own = getattr(hazard, dated) if dated else None
    if own is not None or policy is None:
        return durations.end_of(own or local_date(clock.due_at or clock.started_at), calendar)
    return durations.parse(policy.limit).due(clock.started_at, calendar)


def _squares(counted: Due, at: datetime) -> Iterator[Square]:
    """Yield the days, from the Monday of the first week; blanks before the start have no label."""
    days = counted.days
    if not days or len(days) > MOST_DAYS:
        return
    yield from (Square("", "", "", "is-blank", is_today=False) for _blank in range(days[0].date.weekday()))
    today = local_date(at)
    for day in days:
        yield Square(
            label=f"{day.date.month}-{day.date.day}",
            words=_words_of(day, counted),
            count=_count(day.counted_index),
            mark=_mark(day),
            is_today=day.date == today,
        )


def _count(index: int | None) -> str:
    return "" if index is None else CIRCLED[index - 1] if index <= len(CIRCLED) else str(index)


def _mark(day: durations.Day) -> str:
    if day.kind is Kind.DUE:
        return "is-due"
    return "is-counted" if day.counted_index else "is-start" if day.kind is Kind.START else "is-off"


def _words_of(day: durations.Day, counted: Due) -> str:
    if day.kind is Kind.START:
        begun = f"{localtime(counted.start):%H:%M}"
        return _("起点 %(time)s") % {"time": begun}
    return day.name or (_("工作日") if counted.calendar.is_working_day(day.date) else "")


def _steps(
    hazard: Hazard, clock: HazardClock, policy: ClockPolicy | None, calendar: WorkingCalendar, at: datetime
) -> Iterator[Step]:
    """Yield the start, what silence leads to, and each rung of the ladder: as it came, or as it will."""
    assert clock.due_at is not None, "asked of running clocks only"
    turn = hazard.lifecycle.turns[hazard.state]
    whose, since = _people([turn.relation], hazard, at), due.say_instant(clock.started_at, at)
    yield Step("", "pie0", _("开始"), since, _("轮到"), whose, is_future=False)
    if turn.silent:
        what = _("无人办理的，系统%(act)s") % {"act": hazard.lifecycle[turn.silent].label}
        yield _step(clock.due_at, what, "", at, calendar, clock, fired=None)
    fired = {rung.level: rung.fired_at for rung in hazard.rungs.filter(kind="", run=clock.run)}
    for level, rung in enumerate(policy.ladder if policy else ()):
        planned = rung_at(policy, level, clock.due_at, calendar)
        # Where silence acts, the ladder waits behind it: it climbs only when the act itself was refused.
        if planned is not None and (not turn.silent or level + 1 in fired):
            told = [turn.relation if name == TURN else VOCABULARY.get(name) for name in rung["told"]]
            what = _("%(rung)s，告知") % {"rung": rung["name"]}
            yield _step(planned, what, _people(told, hazard, at), at, calendar, clock, fired=fired.get(level + 1))


def _step(
    planned: datetime,
    what: str,
    people: str,
    at: datetime,
    calendar: WorkingCalendar,
    clock: HazardClock,
    *,
    fired: datetime | None,
) -> Step:
    assert clock.due_at is not None, "asked of running clocks only"
    late = calendar.working_days_between(local_date(clock.due_at), local_date(planned))
    words = _("到期") if planned == clock.due_at else due.until(clock.due_at, planned, calendar)
    color, icon = ("red", "verylate") if late >= due.VERY_LATE else ("orange", "late")
    when = due.say_instant(fired or planned, at)
    return Step(color, icon, words, when, what, people, is_future=fired is None and planned > at)


def _people(relations: Iterable[Relation | None], hazard: Hazard, at: datetime) -> str:
    """Who sits there now, each once: the ladder always finds whoever sits there then."""
    held = {seat.person_id: seat for relation in relations if relation for seat in relation.holders(hazard, at)}
    names = [f"{seat.person_name} {seat.title}".strip() for seat in held.values()]
    return "、".join(names[:3]) + (_("等 %(n)d 人") % {"n": len(names)} if len(names) > 3 else "")


def _basis(policy: ClockPolicy) -> str:
    """Where the limit comes from; what no source gives is a proposal that the district may change."""
    return policy.basis.replace("[P]", _("（建议值，可由区调整）")).strip()
