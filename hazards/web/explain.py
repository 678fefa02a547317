"""Who can do what, and why not: about one hazard, and about one person. For those who run the product and audit it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from hazards import explaining, selectors
from hazards.access import (
    Standing,
    get_hazard_to_explain,
    may_explain,
    seen_by_seats,
    standing_of_person,
    visible_to,
)  # fmt: skip
from hazards.enums import State
from hazards.explaining import Act, Member
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.my_turn import my_turn
from hazards.sealing import Answers
from hazards.stages import OPEN
from hazards.web import due
from hazards.web.acts import ANSWERS, BY_PEOPLE, Why, whys
from hazards.web.context import standing, user_of
from hazards.web.due import Chip
from hazards.web.paging import cursor_behind, page_of
from responsibility.models import Person
from responsibility.positions import Position, positions_of
from workflow.refusals import Reason

PAGE = 20
FOUND = 20
"""How many persons, and how many hazards, a search shows."""


def _words(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


def _admit(request: HttpRequest) -> None:
    if not may_explain(user_of(request)):
        raise PermissionDenied


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find the person, or the hazard, that is asked about."""
    _admit(request)
    words, who = _words(request, "q"), standing(request)
    persons = selectors.persons_called(words, FOUND + 1) if words else []
    seats: dict[int, list[Position]] = {person.pk: [] for person in persons}
    for seat in positions_of(seats, who.at) if persons else ():
        seats[seat.person_id].append(seat)
    hazards = selectors.numbered_like(words, FOUND + 1) if words else []
    context = {
        "words": words,
        "persons": [(person, seats[person.pk]) for person in persons[:FOUND]],
        "hazards": hazards[:FOUND],
        "is_cut": len(persons) > FOUND or len(hazards) > FOUND,
    }
    return render(request, "explain.html", context)


# --- One hazard -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Refused:
    """Those who can't, and why, as the page shows them."""

    whys: list[Why]
    members: list[Member]
    is_everybody: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One transition as the page shows it."""

    act: Act
    sources: list[Any]
    targets: list[Any]
    refused: list[Refused]
    # How many persons that is.
    count: int


@dataclass(slots=True)
class Part:
    """A part of the page: what somebody can do, what nobody can, what this state has no room for, the machine's."""

    key: str
    acts: list[Shown] = field(default_factory=list)


@require_safe
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """谁现在能办什么，为什么不能: everybody of one hazard's chain, every transition of the law."""
    who = standing(request)
    found = get_hazard_to_explain(user_of(request), pk, standing=who)
    everybody = explaining.members_of(found, who.at)
    asked, name, only = _words(request, "person"), _words(request, "act"), request.GET.get("only") == "1"
    chosen = [member for member in everybody if member.key == asked] if asked else everybody
    is_unknown = bool(asked and not chosen) or bool(name and not _is_asked_for(name))
    acts = [] if is_unknown else explaining.explain(found, chosen, [name] if name else None)
    context = {
        "hazard": found,
        "chip": due.chip_of(found, who.at),
        "held": selectors.held_by(found, who.at),
        "may_look": visible_to(user_of(request), standing=who).filter(pk=pk).exists(),
        "members": everybody,
        "asked": asked,
        "chosen": chosen[0] if asked and chosen else None,
        "name": name,
        "only": only,
        "rows": [row for row in LIFECYCLE.rows.values() if row.sources],
        "is_unknown": is_unknown,
        "parts": _parts(acts, len(chosen), only),
        "now": due.say_date(who.at, due.calendar_of(None), who.at),
    }
    return render(request, "explain_hazard.html", context)


def _is_asked_for(name: str) -> bool:
    return name in LIFECYCLE.rows and bool(LIFECYCLE[name].sources)


def _parts(acts: Iterable[Act], count: int, only: bool) -> list[Part]:
    parts = {key: Part(key) for key in ("can", "nobody", "system", "other")}
    for act in acts:
        if only and not act.can:
            continue
        parts[_part(act)].acts.append(_shown(act, count, only))
    return [part for part in parts.values() if part.acts]


def _part(act: Act) -> str:
    if act.can:
        return "can"
    if not act.by_people:
        return "system"
    return "nobody" if act.in_step else "other"


def _shown(act: Act, count: int, only: bool) -> Shown:
    groups = [] if only else act.cannot
    return Shown(
        act=act,
        sources=[State(state).label for state in act.row.sources],
        targets=[State(state).label for state in act.row.targets] if act.row.target is not None else [],
        refused=[Refused(whys(group.reasons), group.members, len(group.members) == count) for group in groups],
        count=sum(len(group.members) for group in groups),
    )


# --- One person -----------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Line:
    """One open hazard: what he can do, by which seat, and what he can't although it is his unit's turn."""

    hazard: Hazard
    chip: Chip | None
    is_his_turn: bool
    # The seat, where it passed upward from, and the acts.
    can: list[tuple[Position | None, str, list[Any]]]
    cannot: list[tuple[list[Why], list[Any]]]


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """此人今天能办什么: his seats, and the open hazards he has to do with, in the order in which they are due."""
    _admit(request)
    asked = get_object_or_404(Person, pk=pk)
    who = standing_of_person(asked.pk, asked.name)
    mine = [pk for pk, _asked in my_turn(who)]
    only = request.GET.get("show") == "turn"
    found = Hazard.objects.filter(pk__in=mine) if only else seen_by_seats(who) | Hazard.objects.filter(pk__in=mine)
    cursor = _words(request, "after")
    listed = page_of(found.filter(state__in=OPEN), cursor, PAGE)
    shown = listed[:PAGE]
    context = {
        "person": asked,
        "seats": [(seat, _day(seat.from_at), _day(seat.until_at)) for seat in who.positions],
        "lines": _lines(shown, who, set(mine)),
        "count_mine": len(mine),
        "only": only,
        "is_first": not cursor,
        "next": _next(shown, only) if len(listed) > PAGE else "",
        "now": due.say_date(who.at, due.calendar_of(None), who.at),
    }
    return render(request, "explain_person.html", context)


def _next(shown: Sequence[Hazard], only: bool) -> str:
    return "?" + urlencode({"show": "turn" if only else "all", "after": cursor_behind(shown[-1])})


def _day(instant: str) -> str:
    """The date of an instant as PostgreSQL writes it; a seat bears its term so."""
    at = parse_datetime(instant) if instant else None
    return f"{localtime(at):%Y-%m-%d}" if at else ""


def _lines(hazards: Sequence[Hazard], who: Standing, mine: set[int]) -> list[Line]:
    answers = explaining.can_do(hazards, who.actor) if hazards else {}
    units = explaining.names_of_units(hazards, {pk: [found] for pk, found in answers.items()})
    return [_line(hazard, who, answers[hazard.pk], units, is_his_turn=hazard.pk in mine) for hazard in hazards]


def _line(hazard: Hazard, who: Standing, answers: Answers, units: Mapping[int, str], *, is_his_turn: bool) -> Line:
    can: dict[tuple[Position | None, str], list[Any]] = {}
    cannot: dict[tuple[Reason, ...], list[Any]] = {}
    is_his_units = is_his_turn or explaining.is_his_units_turn(hazard, who.positions)
    for name, verdict in answers.items():
        label = LIFECYCLE[name].label
        if not verdict.reasons:
            way = verdict.seat, explaining.passed_from(verdict, hazard, units)
            can.setdefault(way, []).append(label)
        elif is_his_units and name in BY_PEOPLE and (name not in ANSWERS or hazard.request_person_id is not None):
            cannot.setdefault(tuple(verdict.reasons), []).append(label)
    return Line(
        hazard=hazard,
        chip=due.chip_of(hazard, who.at),
        is_his_turn=is_his_turn,
        can=[(seat, passed, labels) for (seat, passed), labels in can.items()],
        cannot=[(whys(reasons), labels) for reasons, labels in cannot.items()],
    )
