"""The pages that change something: each form makes one call and leads on."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hazards.access import Standing, get_hazard_for, standing_of
from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.web import acts, due, timeline
from hazards.web.context import standing, user_of
from hazards.web.forms import ActForm, form_for
from workflow import engine
from workflow.lifecycle import Kind
from workflow.refusals import Reason, RefusedError

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One act on one hazard: its form, then the gate's answer."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    row = LIFECYCLE.rows.get(name)
    if row is None or not row.sources:
        raise Http404
    if request.method != "POST":
        form = form_for(name, hazard=hazard, standing=who)
        reasons = engine.refusals(Hazard, hazard, actor=who.actor, names=[name])[name]
        return _page(request, form, who, reasons, status=acts.status_of(reasons))
    if request.FILES:
        # Files of who has acted already, or can't act anyhow, are not even looked at.
        if acts.is_done(hazard, name, actor=who.actor, sent=request.POST.get("key", "")):
            return _done(request, hazard, str(row.label))
        reasons = engine.refusals(Hazard, hazard, actor=who.actor, names=[name])[name]
        if any(reason.kind is Kind.PERSON for reason in reasons) or hazard.state not in row.sources:
            form = form_for(name, request.POST, hazard=hazard, standing=who)
            return _page(request, form, who, reasons, status=acts.status_of(reasons))
    form = form_for(name, request.POST, request.FILES, hazard=hazard, standing=who)
    if not form.is_valid():
        return _page(request, form, who, [], status=INVALID)
    try:
        acts.perform(form, actor=who.actor)
    except RefusedError as error:
        return _refused(request, form, list(error.reasons), error.refused.status)
    return _done(request, hazard, form.label)


def _done(request: HttpRequest, hazard: Hazard, label: str) -> HttpResponse:
    messages.success(request, _("已办：%(act)s") % {"act": label})
    return redirect("hazard", pk=hazard.pk)


def _refused(request: HttpRequest, form: ActForm, reasons: list[Reason], status: int) -> HttpResponse:
    """Show why nothing was written. What was typed stays, the version becomes today's: a second press is knowing."""
    who = standing_of(user_of(request))
    hazard = get_hazard_for(user_of(request), form.hazard.pk, standing=who)
    typed = request.POST.copy()
    typed["version"] = str(hazard.version)
    if form.taken:
        typed["kept"] = form.data["kept"]
    fresh = form_for(form.row.name, typed, hazard=hazard, standing=who)
    return _page(request, fresh, who, reasons, status=status)


def _page(request: HttpRequest, form: ActForm, who: Standing, reasons: list[Reason], *, status: int) -> HttpResponse:
    hazard = form.hazard
    is_lost = request.method == "POST" and any(reason.kind is Kind.STEP for reason in reasons)
    # What speaks against it before anything is filled in, no form can help with.
    against = Kind.PERSON, *(() if form.is_bound else (Kind.STEP, Kind.MATERIAL))
    is_possible = hazard.state in form.row.sources and all(reason.kind not in against for reason in reasons)
    context = {
        "hazard": hazard,
        "form": form,
        "row": form.row,
        "chip": due.chip_of(hazard, who.at),
        "demand": due.say_day(hazard.demand_on, who.at),
        "reasons": acts.whys(reasons),
        "answered": _answered(form, who),
        "is_lost": is_lost,
        "is_possible": is_possible,
        "is_final": form.row.name in acts.FINAL,
        "targets": [State(state).label for state in form.row.targets] if form.row.target else [],
        "told": _labels(relation for relation in form.row.told if relation.exists_for(hazard)),
    }
    return render(request, "act.html", context, status=status)


def _answered(form: ActForm, who: Standing) -> timeline.Entry | None:
    """What the act answers to, as the history tells it."""
    wanted = acts.answered_by(form.row.name)
    return timeline.last_of(timeline.entries(form.hazard.records.all(), who), wanted) if wanted else None


def _labels(relations: Iterable[object]) -> list[str]:
    """Return the names of relations, each once."""
    return list(dict.fromkeys(str(relation.label) for relation in relations))  # type: ignore[attr-defined]
