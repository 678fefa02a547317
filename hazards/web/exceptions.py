"""例外查看: who may look at a hazard without a seat in its chain; give such a look and end it, by plain forms."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from hazards import by_exception
from hazards.access import Standing, get_hazard_for
from hazards.enums import ExceptionKind
from hazards.models import ExceptionLook, Hazard, HazardException, UnitException
from hazards.services.exceptions import end_exception, give_exception, kinds_to_give
from hazards.web import acts
from hazards.web.context import standing, user_of
from hazards.web.due import say_instant
from hazards.web.forms import AREA, REQUIRED, date_input, text_input
from responsibility.models import User
from workflow.refusals import RefusedError

INVALID = 422
Counts = dict[tuple[int | None, int | None], int]


@dataclass(frozen=True, slots=True)
class Shown:
    """One exception as the page shows it."""

    pk: int
    person: str
    kind: str
    giver: str
    reason: str
    since: str
    until: str
    # The unit by which it covers this hazard, when it isn't given on the hazard itself.
    unit: str
    # How often an auditor has looked by it.
    looks: int
    can_end: bool


def shown(hazard: Hazard, who: Standing, kinds: list[ExceptionKind]) -> list[Shown]:
    """Return the living exceptions on this hazard; `kinds` are those that this person may end here."""
    living = by_exception.on(hazard, who.at)
    if not living:
        return []
    looks = ExceptionLook.objects.filter(hazard=hazard).values("hazard_exception", "unit_exception")
    counted = looks.annotate(n=Count("pk"))
    counts: Counts = {(one["hazard_exception"], one["unit_exception"]): one["n"] for one in counted}
    return [_shown(one, counts, kinds, who.at) for one in living]


def _shown(
    one: HazardException | UnitException,
    counts: Counts,
    kinds: list[ExceptionKind],
    at: datetime,
) -> Shown:
    is_own = isinstance(one, HazardException)
    return Shown(
        pk=one.pk,
        person=one.user.person.name,
        kind=one.kind_label,
        giver=one.giver_name,
        reason=one.reason,
        since=say_instant(one.from_at, at),
        until=say_instant(one.until_at, at),
        unit="" if isinstance(one, HazardException) else one.content_object.name,
        looks=counts.get((one.pk, None) if is_own else (None, one.pk), 0),
        can_end=is_own and one.kind in kinds,
    )


class GiveForm(forms.Form):
    """To whom, of which kind, until when, why."""

    required_css_class = "is-required"
    person = forms.CharField(
        label=lazy("给谁"), help_text=lazy("姓名或用户名；此人须已有账号"), widget=text_input(), max_length=150
    )
    kind = forms.ChoiceField(label=lazy("种类"), widget=forms.Select({"class": "bh-input"}))
    until_on = forms.DateField(
        label=lazy("看到哪一天"), help_text=lazy("到这一天 23:59 为止，最长一年"), widget=date_input()
    )
    reason = forms.CharField(
        label=lazy("理由"), help_text=lazy("页面上会写明"), widget=forms.Textarea(AREA), max_length=1000
    )

    def __init__(self, data: Any = None, *, kinds: list[ExceptionKind]) -> None:
        super().__init__(data)
        choice: Any = self.fields["kind"]
        choice.choices = [(kind.value, kind.label) for kind in kinds]
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED

    def clean_person(self) -> User:
        """Find the one person whom the words name; of several accounts the oldest stands for him."""
        words = self.cleaned_data["person"].strip()
        found = User.objects.filter(Q(username=words) | Q(person__name=words), is_active=True).order_by("pk")
        accounts = list(found.select_related("person")[:10])
        if not accounts:
            raise forms.ValidationError(_("没有叫“%(words)s”的账号") % {"words": words})
        if len({account.person_id for account in accounts}) > 1:
            raise forms.ValidationError(_("不止一个人叫“%(words)s”，请填用户名") % {"words": words})
        return accounts[0]

    def clean_until_on(self) -> datetime:
        """The last minute of that day, where the district lies."""
        return make_aware(datetime.combine(self.cleaned_data["until_on"], time(23, 59)))


@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: HttpRequest, pk: int) -> HttpResponse:
    """The exceptions on one hazard, and the form to give another: for those who may give some."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    kinds = kinds_to_give(hazard, who.positions, who.at)
    if request.method != "POST":
        form = GiveForm(kinds=kinds)
        return _page(request, hazard, form, [], status=200 if kinds else 403)
    if not kinds:
        # Not even looked at: what is wrong with a name tells who has an account.
        return _page(request, hazard, GiveForm(kinds=kinds), [], status=403)
    form = GiveForm(request.POST, kinds=kinds)
    if not form.is_valid():
        return _page(request, hazard, form, [], status=INVALID)
    given = form.cleaned_data
    try:
        give_exception(
            hazard,
            actor=who.actor,
            user=given["person"],
            kind=ExceptionKind(given["kind"]),
            reason=given["reason"],
            until_at=given["until_on"],
        )
    except RefusedError as error:
        return _page(request, hazard, form, list(error.reasons), status=error.refused.status)
    return redirect("exceptions", pk=pk)


@require_POST
def end(request: HttpRequest, pk: int, exception: int) -> HttpResponse:
    """End one exception on this hazard now."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    given = HazardException.objects.select_related("content_object").filter(pk=exception, content_object=hazard).first()
    if given is None:
        raise Http404
    try:
        end_exception(given, actor=who.actor, reason=request.POST.get("reason", "").replace("\0", "")[:1000])
    except RefusedError as error:
        form = GiveForm(kinds=kinds_to_give(hazard, who.positions, who.at))
        return _page(request, hazard, form, list(error.reasons), status=error.refused.status)
    return redirect("exceptions", pk=pk)


def _page(request: HttpRequest, hazard: Hazard, form: GiveForm, reasons: list[Any], *, status: int) -> HttpResponse:
    who = standing(request)
    kinds = kinds_to_give(hazard, who.positions, who.at)
    context = {
        "hazard": hazard,
        "form": form,
        "exceptions": shown(hazard, who, kinds),
        "can_give": bool(kinds),
        "reasons": acts.whys(reasons),
    }
    return render(request, "exceptions.html", context, status=status)
