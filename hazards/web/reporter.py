"""查看上报人: the reason first, then the identity once; who has looked is shown to all who may look."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hazards.access import Standing, get_hazard_for
from hazards.models import Hazard
from hazards.services import reporters
from hazards.web import acts
from hazards.web.context import standing, user_of
from hazards.web.due import say_instant
from hazards.web.forms import AREA
from workflow.refusals import RefusedError

MOST = 50


class LookForm(forms.Form):
    """Why it must be known."""

    required_css_class = "is-required"
    reason = forms.CharField(
        label=lazy("查看的理由"),
        help_text=lazy("例如：回访核实、发放举报奖励。理由和您的姓名会留下记录"),
        widget=forms.Textarea(AREA),
        max_length=500,
        error_messages={"required": lazy("请写明查看的理由")},
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """One look that somebody has taken."""

    who: str
    seat: str
    when: str
    reason: str


def looks(hazard: Hazard, who: Standing) -> list[Looked]:
    """Return who has looked at the reporter, newest first."""
    rows = hazard.reporter_looks.order_by("-pk")[:MOST]
    return [Looked(row.person_name, row.seat, say_instant(row.at, who.at), row.reason) for row in rows]


def count_of_looks(hazard: Hazard, who: Standing) -> int | None:
    """Return how often the reporter was looked at, for those who may look themselves; None for all others."""
    return hazard.reporter_looks.count() if reporters.may_look(who.positions, hazard) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then show the identity: in this one answer, which no browser keeps."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    may = reporters.may_look(who.positions, hazard)
    form = LookForm(request.POST if request.method == "POST" else None)
    identity, reasons, status = None, [], 200 if may else 403
    if form.is_bound and (form.is_valid() or not may):
        try:
            reason = form.cleaned_data.get("reason", "")
            identity = reporters.look_at_reporter(hazard.pk, actor=who.actor, reason=reason)
        except RefusedError as error:
            reasons, status = list(error.reasons), error.refused.status
    elif form.is_bound:
        status = 422
    context = {
        "hazard": hazard,
        "form": form,
        "identity": identity,
        "may": may,
        "looks": looks(hazard, who) if may else [],
        "reasons": acts.whys(reasons),
    }
    return render(request, "reporter.html", context, status=status)
