"""The pages that are looked at: workbench, one hazard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hazards import selectors
from hazards.access import get_hazard_for, may_explain_one, visible_to
from hazards.enums import MeasureState
from hazards.models import Hazard
from hazards.services.exceptions import kinds_to_give
from hazards.services.notices import may_issue
from hazards.stages import ACCEPTED
from hazards.web import acts, chain, due, exceptions, notice, pictures, relay, reporter, rows, timeline
from hazards.web.context import shell_of, standing, user_of
from responsibility.web.proposals import waiting_for

HANDLED = ACCEPTED


@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for me, in the order in which it is due, and whom I wait for."""
    shell = shell_of(request)
    who = shell.standing
    asked = dict(shell.mine)
    sections = rows.sections(selectors.rows_of(asked), asked, who.at)
    others = selectors.waited_for(who, but=[pk for pk, is_request in shell.mine if not is_request])
    waiting = [(first, due.chip_of(first, who.at)) for first in others]
    pickable = sum(part.pickable for part in sections)
    context = {
        "sections": sections,
        "pickable": pickable,
        "waiting": waiting,
        "proposals": waiting_for(request),
        "now": due.say_date(who.at, due.calendar_of(None), who.at),
    }
    return render(request, "workbench.html", context)


@require_safe
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard: whose turn, where it is, what I may do, what happened."""
    who = standing(request)
    found = get_hazard_for(user_of(request), pk, standing=who)
    return render(request, "hazard.html", hazard_context(found, request))


def hazard_context(found: Hazard, request: HttpRequest) -> dict[str, Any]:
    """Return everything the hazard's page shows."""
    who = standing(request)
    held = selectors.held_by(found, who.at)
    is_mine = held is not None and any(seat.person_id == who.person_id for seat in held.holders)
    records = list(found.records.order_by("sequence"))
    clock = getattr(found, "clock", None)
    handler = _handler(found)
    told = timeline.entries(records, who)
    offer = acts.offer(found, who, is_my_turn=is_mine)
    pending = selectors.open_request(found)
    kinds = kinds_to_give(found, who.positions, who.at)
    return {
        "hazard": found,
        "held": held,
        "is_mine": is_mine,
        "chip": due.chip_of(found, who.at),
        "timers": due.timers_of(found, who.at),
        "since": due.span(who.at - clock.started_at) if clock and not clock.stopped_at else "",
        "rung_at": due.say_instant(clock.next_rung_at, who.at) if clock and clock.next_rung_at else "",
        "parties": chain.baton(found, selectors.chain_of(found, who.at), held, handler),
        "stations": chain.line(found, records),
        "relay": relay.relay(records, who.at),
        "may_explain": may_explain_one(user_of(request), found, who),
        "offer": offer,
        "answered": timeline.last_of(told, acts.answered_by(offer.expected.row.name)) if offer.expected else None,
        "photos": pictures.pair(found, who.at),
        "history": timeline.history(told, request.GET.get("history", "")),
        "handler": handler,
        "pending": pending,
        "asked": timeline.last_of(told, acts.REQUESTS) if pending else None,
        "measures": [(one, MeasureState(one.state).label) for one in selectors.measures_standing(found)],
        "kin": selectors.kin(found, visible_to(user_of(request), standing=who)),
        "exceptions": exceptions.shown(found, who, kinds),
        "can_give": bool(kinds),
        "notice": notice.shown(found, who),
        "can_issue": may_issue(found, who.positions),
        "looks": reporter.count_of_looks(found, who),
        "reported": due.say_instant(found.reported_at, who.at),
        "demand": due.say_day(found.demand_on, who.at),
        "first_demand": due.say_day(found.first_demand_on, who.at),
    }


def _handler(found: Hazard) -> str:
    """The name of who handles it for the lead, from the acceptance to the write-off."""
    if found.state not in HANDLED or not found.handler_person_id:
        return ""
    return selectors.names_of_persons([found.handler_person_id]).get(found.handler_person_id, "")
