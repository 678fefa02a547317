"""台账: every hazard that a person may look at, narrowed as he asks, in the order in which it is due."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hazards import selectors
from hazards.access import visible_to
from hazards.enums import Level, State
from hazards.models import Hazard
from hazards.services.ledgers import scopes
from hazards.stages import OPEN
from hazards.web import rows
from hazards.web.context import shell_of, standing, user_of
from hazards.web.ledger.filters import LedgerFilter, address
from hazards.web.paging import cursor_behind, page_of

# A page of so many rows is written in the time that its aim allows (docs/performance.md); most people look at one.
PAGE = 30
ENDED = tuple(state for state in State if state not in OPEN)


def asked_for(request: HttpRequest) -> tuple[LedgerFilter, str]:
    """Return the conditions of an address over what the person may look at, and the state it asks for."""
    who = standing(request)
    asked = LedgerFilter(
        request.GET.dict(), visible_to(user_of(request), standing=who), who.at, is_open="more" in request.GET
    )
    return asked, request.GET.get("state", "open")


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show one page of the ledger, what it was narrowed by, and how many there are of each state."""
    conditions, state = asked_for(request)
    found = conditions.found
    asked = conditions.asked
    counts = selectors.counts(found)
    states: Counter[str] = Counter()
    for (of_state, _level), count in counts.items():
        states[of_state] += count
    shell = shell_of(request)
    chosen = in_state(found, state, shell.mine)
    listed = page_of(chosen, request.GET.get("after", ""), PAGE)
    shown = listed[:PAGE]
    at = shell.standing.at
    context = {
        "rows": rows.ledger_rows(shown, selectors.holders_in_seats(shown, at), at),
        "pills": _pills(counts, state, asked, shell.count_mine),
        "states": [(address(s, asked), State(s).label, states[s], s == state) for s in OPEN if states[s]],
        "conditions": conditions,
        "chips": conditions.chips(state),
        "saved": user_of(request).saved_filters,
        "in_force": address(state, asked),
        "opened": address(state, asked, more="1"),
        "may_import": bool(scopes(shell.standing)),
        "words": asked.get("q", ""),
        "state": state,
        "total": states.total(),
        "next": address(state, asked, after=cursor_behind(shown[-1])) if len(listed) > PAGE else "",
        "is_first": not request.GET.get("after"),
        "without": address(state, {}),
    }
    return render(request, "ledger/page.html", context)


def in_state(found: "QuerySet[Hazard]", state: str, mine: list[tuple[int, bool]]) -> "QuerySet[Hazard]":
    """Narrow to a pill of the page, or to one state; anything unknown means everything open."""
    if state in State.values:
        return found.filter(state=state)
    match state:
        case "all":
            return found
        case "mine":
            return found.filter(pk__in=[pk for pk, _asked in mine])
        case "major":
            return found.filter(state__in=OPEN, level=Level.MAJOR)
        case "ended":
            return found.filter(state__in=ENDED)
        case _:
            return found.filter(state__in=OPEN)


def _pills(counts: dict[tuple[str, str], int], state: str, asked: dict[str, str], mine: str) -> list[dict[str, Any]]:
    total_open = sum(count for (of_state, _level), count in counts.items() if of_state in OPEN)
    major = sum(count for (s, level), count in counts.items() if s in OPEN and level == Level.MAJOR)
    total = sum(counts.values())
    choices = (
        ("open", _("在办"), total_open),
        ("mine", _("轮到我"), "" if asked else mine or 0),
        ("major", _("重大在办"), major),
        ("ended", _("已办结"), total - total_open),
        ("all", _("全部"), total),
    )
    return [
        {"label": label, "count": count, "current": state == key, "url": address(key, asked)}
        for key, label, count in choices
    ]
