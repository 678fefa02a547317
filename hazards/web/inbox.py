"""消息: the letters to this person. The inbox is the legal notice; opening a letter is what counts as read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hazards import selectors
from hazards.access import Standing, visible_to
from hazards.letters import TURN
from hazards.lifecycle import LIFECYCLE
from hazards.models import HazardRecord
from hazards.web.context import standing, user_of
from hazards.web.due import say_day, say_instant
from notifications.models import Letter
from responsibility.cursors import row_number
from workflow.calendar import DAY, local_date

PAGE = 50
# A letter to whoever's turn its record made it asks for something; the others only tell.
TURNS = [When(target=turn.state, then=Value(turn.relation.name)) for turn in LIFECYCLE.turns.values() if turn.relation]
MADE_IT = HazardRecord.objects.filter(pk=OuterRef("record_id")).annotate(turn=Case(*TURNS, output_field=CharField()))
ASKS = Q(relation=TURN) | Q(Exists(MADE_IT.filter(turn=OuterRef("relation"))))
# What stands in no row of the law was written by the ladder.
CLIMBED = Exists(HazardRecord.objects.filter(pk=OuterRef("record_id")).exclude(name__in=list(LIFECYCLE.rows)))


@dataclass(frozen=True, slots=True)
class Line:
    """One letter of the list: what kind it is in a word, and when it was written."""

    letter: Letter
    kind: str
    time: str


@dataclass(slots=True)
class Day:
    """The letters of one day."""

    title: str
    lines: list[Line] = field(default_factory=list)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The letters, newest first, by day; a page at a time, each behind the last letter of the one before."""
    who = standing(request)
    everything, only = selectors.letters_of(who), request.GET.get("only", "")
    found = _only(everything, only)
    if (last := row_number(request.GET.get("before", ""))) is not None:
        found = found.filter(pk__lt=last)
    listed = list(found.annotate(asks=ASKS, climbed=CLIMBED).order_by("-pk")[: PAGE + 1])
    unread = everything.filter(read_at__isnull=True)
    context = {
        "days": _days(listed[:PAGE], who),
        "filters": [
            ("", _("全部"), "", only not in ("unread", "asks", "climbed")),
            ("unread", _("未读"), unread.count(), only == "unread"),
            ("asks", _("要我办，未读"), unread.filter(ASKS).count(), only == "asks"),
            ("climbed", _("升级"), "", only == "climbed"),
        ],
        "only": only,
        "next": listed[PAGE - 1].pk if len(listed) > PAGE else None,
    }
    return render(request, "inbox.html", context)


def _only(letters: QuerySet[Letter], only: str) -> QuerySet[Letter]:
    match only:
        case "unread":
            return letters.filter(read_at__isnull=True)
        case "asks":
            return letters.filter(ASKS, read_at__isnull=True)
        case "climbed":
            return letters.filter(CLIMBED)
        case _:
            return letters


def _days(letters: Sequence[Letter], who: Standing) -> list[Day]:
    today = local_date(who.at)
    named = {today: _("今天"), today - DAY: _("昨天")}
    return [
        Day(named.get(day) or say_day(day, who.at), [_line(letter) for letter in letters_of_day])
        for day, letters_of_day in groupby(letters, key=lambda letter: local_date(letter.written_at))
    ]


def _line(letter: Letter) -> Line:
    asks, climbed = letter.asks, letter.climbed  # type: ignore[attr-defined]  # annotated
    kind = _("升级") if climbed else _("要您办") if asks else _("知会")
    return Line(letter, kind, f"{localtime(letter.written_at):%H:%M}")


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was written; the first opening is its reading."""
    who = standing(request)
    found = get_object_or_404(selectors.letters_of(who), pk=pk)
    if found.read_at is None:
        found.read_at = who.at
        selectors.letters_of(who).filter(pk=pk, read_at__isnull=True).update(read_at=who.at)
    about = visible_to(user_of(request), standing=who).filter(pk=found.case_id).first()
    context = {
        "letter": found,
        "about": about,
        "written": say_instant(found.written_at, who.at),
        "read": say_instant(found.read_at, who.at),
    }
    return render(request, "letter.html", context)
