"""上报隐患: the page, its sending, and what its scripts ask while somebody is still filling it in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hazards import duplicates
from hazards.enums import PhotoRole
from hazards.models import Hazard
from hazards.services import reporting
from hazards.web.context import shell_of, standing
from hazards.web.often import too_often
from hazards.web.photo_fields import PhotoForm
from hazards.web.report_form import MOST_FOUND, ReportForm, salt_of
from records.clock import now
from responsibility.near import places_called, places_near
from workflow.refusals import RefusedError

INVALID, TOO_OFTEN = 422, 429
NEAR_METRES, MOST_NEAR = 300, 4
# In ten minutes, by one person: as one types, and as one photographs.
MOST_LOOKS, MOST_SNAPS, MOST_HINTS = 300, 90, 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """One form, then the new hazard's page. The page's script asks for JSON and is told where to go on."""
    who = standing(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(*sent, standing=who)
    if request.method != "POST":
        return _page(request, form)
    if "look" in request.POST:
        form.is_valid()  # takes the photographs in: nobody sends them twice
        form.look_up()
        return _page(request, form)
    if not form.is_valid():
        return _sent_back(request, form)
    given = form.cleaned_data
    try:
        hazard = reporting.report_hazard(
            actor=who.actor,
            street=given["street"],
            community=form.community,
            place=form.picked,
            description=given["description"],
            place_text=given["place_text"],
            urgent=given["urgent"],
            source=form.source,
            identity=form.identity(),
            photos=form.evidence(stated_at=now(), place=form.spoken_place, located=False),
            key=f"web:{who.person_id}:{given['key']}" if given["key"] else None,
        )
    except (RefusedError, reporting.NoDistrictError) as error:
        return _sent_back(request, form, str(error))
    return _taken(request, hazard)


def _page(request: HttpRequest, form: ReportForm, error: str = "", *, status: int = 200) -> HttpResponse:
    context = {"form": form, "error": error, "looking": "look" in request.POST}
    return render(request, "report.html", context, status=status)


def _sent_back(request: HttpRequest, form: ReportForm, error: str = "") -> HttpResponse:
    """Say what is missing; all that was typed and photographed stays."""
    if not _asks_for_json(request):
        return _page(request, form, error, status=INVALID)
    said = [error] if error else [str(text) for texts in form.errors.values() for text in texts]
    return JsonResponse({"errors": said}, status=INVALID)


def _taken(request: HttpRequest, hazard: Hazard) -> HttpResponse:
    if _asks_for_json(request):
        answer = {"number": hazard.number, "url": reverse("hazard", args=[hazard.pk])}
        if request.headers.get("X-Watching") == "yes":  # somebody goes on to the hazard's page at once
            messages.success(request, _("已上报，编号 %(number)s") % {"number": hazard.number})
        return JsonResponse(answer, status=201)
    messages.success(request, _("已上报，编号 %(number)s") % {"number": hazard.number})
    return redirect("hazard", pk=hazard.pk)


def _asks_for_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whose session this is and give a token: asked before a kept report is sent."""
    return JsonResponse({"account": shell_of(request).account, "token": get_token(request)})


@never_cache
@require_POST
def snap(request: HttpRequest) -> JsonResponse:
    """Take one photograph in while its report is still being written; the answer is a receipt for it."""
    who = standing(request)
    if too_often("snap", who.person_id, most=MOST_SNAPS):
        return JsonResponse({"errors": [_("照片太多了，请过几分钟再试")]}, status=TOO_OFTEN)
    form = PhotoForm(request.POST, request.FILES)
    form.ask_for({PhotoRole.BEFORE: True}, of=salt_of(who))
    if not form.is_valid():
        return JsonResponse({"errors": [str(said) for texts in form.errors.values() for said in texts]}, status=INVALID)
    return JsonResponse({"kept": form.data["kept"]})


class AskedPlace(forms.Form):
    """Words, or where somebody stands. Sent in the body: neither shall stand in a log of addresses."""

    q = forms.CharField(max_length=100, required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False)


@never_cache
@require_POST
def places(request: HttpRequest) -> JsonResponse:
    """The places of the register near somebody, or of this name. Where he stands is looked up and forgotten."""
    who = standing(request)
    asked = AskedPlace(request.POST)
    if not asked.is_valid() or too_often("places", who.person_id, most=MOST_LOOKS):
        return JsonResponse({"places": []}, status=TOO_OFTEN if asked.is_valid() else INVALID)
    given = asked.cleaned_data
    if given["latitude"] is not None and given["longitude"] is not None:
        e7 = round(given["latitude"] * 1e7), round(given["longitude"] * 1e7)
        found = places_near(*e7, who.at, metres=NEAR_METRES, most=MOST_NEAR)
    else:
        found = places_called(given["q"], who.at, most=MOST_FOUND)
    return JsonResponse({"places": [_told(one) for one in found]})


def _told(one: Any) -> dict[str, Any]:
    return {
        "id": one.place.pk,
        "name": one.place.name,
        "address": one.place.address,
        "where": one.where,
        "street": one.street.name if one.street else "",
        "metres": _("%(n)s 米") % {"n": one.metres} if one.metres is not None else "",
    }


@never_cache
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """What resembles the report being written, as a piece of the page; nothing where there is nothing."""
    who = standing(request)
    form = ReportForm(request.POST, standing=who)
    form.is_valid()
    words = request.POST.get("description", "")[:2000]
    if len(words) < 4 or too_often("similar", who.person_id, most=MOST_HINTS):
        return HttpResponse()
    return render(request, "_similar.html", {"hint": duplicates.hint(words, form.where, who)})
