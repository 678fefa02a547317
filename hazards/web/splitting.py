"""分拆: one defect of a report that names several becomes a hazard of its own, by a plain form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hazards.access import get_hazard_for
from hazards.branches import AS_PARENT
from hazards.models import Hazard
from hazards.services import splitting
from hazards.web import acts
from hazards.web.context import standing, user_of
from hazards.web.forms import SplitForm
from workflow.lifecycle import Kind
from workflow.refusals import RefusedError

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """One defect, then the new hazard's page; the same form sent twice splits it off once."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    if request.method != "POST":
        reasons = splitting.refusals(hazard, actor=who.actor)
        return _page(request, hazard, SplitForm(), reasons, status=acts.status_of(reasons))
    form = SplitForm(request.POST)
    if not form.is_valid():
        reasons = splitting.refusals(hazard, actor=who.actor)
        return _page(request, hazard, form, reasons, status=acts.status_of(reasons) if reasons else INVALID)
    given = form.cleaned_data
    key = f"web:split_off:{who.person_id}:{given['key']}" if given["key"] else None
    try:
        part = splitting.split_off(hazard, given["description"], actor=who.actor, note=given["note"], key=key)
    except RefusedError as error:
        return _page(request, hazard, _sent_anew(request), list(error.reasons), status=error.refused.status)
    messages.success(request, _("已分拆，新的一件编号 %(number)s") % {"number": part.number})
    return redirect("hazard", pk=part.pk)


def _sent_anew(request: HttpRequest) -> SplitForm:
    """What was typed, under a new key: who comes back to split off another defect has used the old one."""
    typed = request.POST.copy()
    typed["key"] = str(SplitForm().initial["key"])
    return SplitForm(typed)


def _page(request: HttpRequest, hazard: Hazard, form: SplitForm, reasons: list[Any], *, status: int) -> HttpResponse:
    is_possible = hazard.state in AS_PARENT.states and all(reason.kind is not Kind.PERSON for reason in reasons)
    context = {"hazard": hazard, "form": form, "reasons": acts.whys(reasons), "is_possible": is_possible}
    return render(request, "split.html", context, status=status)
