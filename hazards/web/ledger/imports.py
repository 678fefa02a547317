"""导入台账: hand a workbook in; look at what it would do, row by row; answer what it asks, once; let it be done."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hazards.ledger.match import LEAVE, NEW, AnswersFaultError
from hazards.ledger.rows import Problem, Severity
from hazards.models import ImportState, LedgerImport
from hazards.selectors import names_of_units
from hazards.services import ledgers
from hazards.services.ledgers import Scope, scopes
from hazards.web import due
from hazards.web.context import standing
from responsibility.web.fields import workbook_field

PAST = 20
MOST_ASKED = 200
# How long a browser waits before it asks again how far the worker is, in seconds.
ASK_AGAIN = "2"
LATER = ""


class FileForm(forms.Form):
    """The workbook, and for which street where a person sits in several."""

    file = workbook_field(lazy("台账（.xlsx、.xls、.ods）"))
    street = forms.TypedChoiceField(label=lazy("街道（镇）"), coerce=int, widget=forms.Select({"class": "bh-input"}))

    def __init__(self, *args: Any, offered: list[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(offered) == 1:
            del self.fields["street"]
        else:
            names = names_of_units(one.street_id for one in offered if one.street_id)
            self.fields["street"].choices = list(names.items())  # type: ignore[attr-defined]  # it is a choice

    def clean_file(self) -> Any:
        """Refuse what is too big before anything of it is kept."""
        file = self.cleaned_data["file"]
        if file.size > settings.LEDGER_MAX_FILE_MB * 2**20:
            raise forms.ValidationError(_("文件超过 %(most)d MB") % {"most": settings.LEDGER_MAX_FILE_MB})
        return file


def _offered(request: HttpRequest) -> list[Scope]:
    offered = scopes(standing(request))
    if not offered:
        raise PermissionDenied
    return offered


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The page where a ledger is handed in, and what was handed in before. Raises PermissionDenied without a seat."""
    offered = _offered(request)
    who = standing(request)
    form = FileForm(request.POST or None, request.FILES or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data.get("street", offered[0].street_id)
        scope = next(one for one in offered if one.street_id == wanted)
        file = form.cleaned_data["file"]
        try:
            one = ledgers.hand_in(file.read(), file.name, standing=who, scope=scope)
            return HttpResponseRedirect(reverse("import", args=[one.pk]))
        except ledgers.TooManyWaitingError as error:
            form.add_error("file", str(error))
    mine = LedgerImport.objects.filter(person_id=who.person_id).defer("content", "answers").order_by("-pk")[:PAST]
    past = [(one, due.say_instant(one.handed_in_at, who.at)) for one in mine]
    context = {"form": form, "past": past, "most_mb": settings.LEDGER_MAX_FILE_MB}
    return render(request, "ledger/imports.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is; checked, what it would do and what it asks; sent, it is carried out.

    Raises Http404 for anybody else's, PermissionDenied when its seat has ended since it was handed in.
    """
    found = _mine(request, pk)
    fault = ""
    if request.method == "POST":
        if not ledgers.is_for(found, standing(request)):
            raise PermissionDenied
        try:
            ledgers.answer(found, _answers(request, ledgers.said_by(found).open_units))
            return HttpResponseRedirect(reverse("import", args=[pk]))
        except AnswersFaultError as error:
            fault = str(error)
    answer = render(request, "ledger/import.html", _context(found, request, fault), status=422 if fault else 200)
    if found.is_moving:
        answer["Refresh"] = ASK_AGAIN
    return answer


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an import before it is confirmed."""
    ledgers.drop(_mine(request, pk))
    return HttpResponseRedirect(reverse("imports"))


def _mine(request: HttpRequest, pk: int) -> LedgerImport:
    _offered(request)
    return get_object_or_404(LedgerImport.objects.defer("content"), pk=pk, person_id=standing(request).person_id)


def _answers(request: HttpRequest, asked: list[str]) -> dict[str, str]:
    """Return what is said about each name in question: the number in its field's name is its place in the list."""
    given: dict[str, str] = {}
    for number, name in enumerate(asked[:MOST_ASKED]):
        choice = request.POST.get(f"unit-{number}", LATER)
        code = request.POST.get(f"code-{number}", "").replace("\0", "").strip()[:50]
        # Whoever has written a code means it, even where he chose nothing.
        given[name] = choice if choice in (NEW, LEAVE) else code
    return given


def _context(found: LedgerImport, request: HttpRequest, fault: str) -> dict[str, Any]:
    said = ledgers.said_by(found)
    asked = said.open_units
    problems = [
        Problem(**{**each, "severity": Severity(each["severity"])}) for each in found.result.get("problems", ())
    ]
    return {
        "one": found,
        "fault": fault,
        "result": found.result,
        "state": ImportState(found.state).label,
        "is_asking": found.state == ImportState.ASKING,
        "is_done": found.state == ImportState.DONE,
        "problems": problems,
        "unlisted": found.result.get("bad", 0) - len(problems),
        "asked": [
            (number, name, request.POST.get(f"unit-{number}", LATER), request.POST.get(f"code-{number}", ""))
            for number, name in enumerate(asked[:MOST_ASKED])
        ],
        "unasked": max(0, len(asked) - MOST_ASKED),
        "persons": said.open_persons,
    }
