"""通知书和二维码: issue a notice to who answers for the rectifier, print it this once, revoke it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hazards.access import Standing, get_hazard_for
from hazards.door import DoorState, state_of
from hazards.enums import DoorEventKind
from hazards.models import DoorLink, Hazard
from hazards.services import notices
from hazards.services.notices import Issued, Newcomer
from hazards.web import acts, door_page
from hazards.web.context import standing, user_of
from hazards.web.door_words import LAW, LAW_NAME
from hazards.web.due import say_day, say_instant
from hazards.web.forms import REQUIRED, date_input, text_input
from hazards.web.qr import code_of
from responsibility.positions import positions_of
from workflow.calendar import local_date
from workflow.refusals import RefusedError

INVALID = 422


@dataclass(frozen=True, slots=True)
class Shown:
    """The notice that counts, as the hazard's page shows it."""

    link: DoorLink
    state: Any
    is_open: bool
    issued: str
    until: str
    # When it was opened on how many devices, and how often somebody was wrong about the number.
    opened: str
    devices: int
    wrong: int
    ended: str
    reason: str
    # How many were issued before it; none of them opens.
    former: int


def shown(hazard: Hazard, who: Standing) -> Shown | None:
    """Return the hazard's last notice; None without any."""
    links = list(hazard.door_links.select_related("person").order_by("-serial"))
    if not links:
        return None
    link = links[0]
    state = state_of(link, hazard, positions_of([link.person_id], who.at), who.at)
    events = list(link.events.order_by("pk"))
    opened = [one for one in events if one.kind == DoorEventKind.OPENED]
    end = next((one for one in events if one.kind == DoorEventKind.REVOKED), None)
    return Shown(
        link=link,
        state=state.label,
        is_open=state is DoorState.OPEN,
        issued=say_instant(link.issued_at, who.at),
        until=say_instant(link.until_at, who.at),
        opened=say_instant(opened[-1].at, who.at) if opened else "",
        devices=len(opened),
        wrong=sum(one.kind == DoorEventKind.WRONG for one in events),
        ended=f"{say_instant(end.at, who.at)} {end.person_name}" if end else "",
        reason=end.reason if end else "",
        former=len(links) - 1,
    )


def _phone(label: Any, **more: Any) -> forms.RegexField:
    wrong = {"required": REQUIRED, "invalid": lazy("请填电话号码，如 0571-88880000")}
    box = text_input(inputmode="tel", autocomplete="off")
    return forms.RegexField(r"^[0-9+()\- ]{5,40}$", label=label, widget=box, error_messages=wrong, **more)


class NoticeForm(forms.Form):
    """To whom, whom he may call, until when the link opens."""

    required_css_class = "is-required"
    to = forms.TypedChoiceField(label=lazy("送给谁"), coerce=int, widget=forms.RadioSelect({"class": "bh-tick"}))
    name = forms.CharField(label=lazy("单位负责人姓名"), max_length=100, widget=text_input(autocomplete="off"))
    phone = _phone(lazy("单位负责人电话"))
    contact_phone = _phone(lazy("您的联系电话"), help_text=lazy("印在通知书上，对方有事打给您"))
    until_on = forms.DateField(label=lazy("链接有效到哪一天"), widget=date_input())

    def __init__(self, data: Any = None, *, hazard: Hazard, who: Standing) -> None:
        super().__init__(data)
        seats = notices.addressees(hazard, who.at)
        self.is_newcomer = notices.takes_newcomer(hazard, who.at)
        chosen: Any = self.fields["to"]
        chosen.choices = [(seat.appointment_id, f"{seat.person_name}　{seat.title}") for seat in seats]
        for name in ("to",) if self.is_newcomer else ("name", "phone"):
            del self.fields[name]
        if not self.is_newcomer and seats:
            self.initial["to"] = seats[0].appointment_id
        self.latest: date = notices.latest_end(hazard, who.at)
        self.initial["until_on"] = self.latest
        last = _("最迟 %(day)s；办结、换负责人或作废时随即失效") % {"day": say_day(self.latest, who.at)}
        self.fields["until_on"].help_text = last
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED

    def addressee(self) -> int | Newcomer:
        """Return to whom it goes."""
        given = self.cleaned_data
        return Newcomer(given["name"].strip(), given["phone"].strip()) if self.is_newcomer else given["to"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; then, in the one answer that holds its secrets, the notice itself."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    may = notices.may_issue(hazard, who.positions)
    form = NoticeForm(request.POST if request.method == "POST" else None, hazard=hazard, who=who)
    if request.method != "POST" or (may and not form.is_valid()):
        return _page(request, hazard, form, [], status=INVALID if form.is_bound else 200 if may else 403)
    try:
        issued = notices.issue_notice(
            hazard.pk,
            actor=who.actor,
            to=form.addressee() if may else 0,
            contact_phone=form.cleaned_data["contact_phone"].strip() if may else "",
            until_on=form.cleaned_data["until_on"] if may else None,
        )
    except RefusedError as error:
        return _page(request, hazard, form, list(error.reasons), status=error.refused.status)
    return render(request, "notice.html", _printed(request, hazard, issued, who))


def _printed(request: HttpRequest, hazard: Hazard, issued: Issued, who: Standing) -> dict[str, Any]:
    link, at = issued.link, who.at
    url = request.build_absolute_uri(reverse("door-link", args=[issued.token]))
    return {
        "hazard": hazard,
        "link": link,
        "url": url,
        "code": code_of(url),
        "number": f"{issued.number[:3]} {issued.number[3:]}",
        "demand": say_day(hazard.demand_on, at),
        "counted": door_page.counted(hazard, who),
        "until": say_instant(link.until_at, at),
        "today": local_date(at),
        "clauses": door_page.clauses_of(hazard),
        "law": (LAW, LAW_NAME),
    }


@require_POST
def revoke(request: HttpRequest, pk: int, serial: int) -> HttpResponse:
    """Let a notice's link open nothing any more."""
    who = standing(request)
    hazard = get_hazard_for(user_of(request), pk, standing=who)
    link = get_object_or_404(hazard.door_links, serial=serial)
    try:
        notices.revoke_notice(link, actor=who.actor, reason=request.POST.get("reason", "").replace("\0", "")[:1000])
    except RefusedError as error:
        form = NoticeForm(hazard=hazard, who=who)
        return _page(request, hazard, form, list(error.reasons), status=error.refused.status)
    return redirect("notice", pk=pk)


def _page(request: HttpRequest, hazard: Hazard, form: NoticeForm, reasons: list[Any], *, status: int) -> HttpResponse:
    who = standing(request)
    context = {
        "hazard": hazard,
        "form": form,
        "may": notices.may_issue(hazard, who.positions),
        "has_nobody": not form.is_newcomer and not notices.addressees(hazard, who.at),
        "notice": shown(hazard, who),
        "reasons": acts.whys(reasons),
    }
    return render(request, "notice_form.html", context, status=status)
