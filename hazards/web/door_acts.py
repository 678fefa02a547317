"""What an owner does through the door: the rectifier's own acts, judged by the same gate as everybody's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.services import door as doors
from hazards.services.door import Door
from hazards.web import acts, door_cookies, door_page, pictures
from hazards.web.door import INVALID, SeeOther, through
from hazards.web.door_page import Sheet, sheet_of
from hazards.web.door_words import ACTS
from hazards.web.forms import text_input
from responsibility.models import User
from responsibility.services import ActRefused
from workflow import engine
from workflow.lifecycle import Kind
from workflow.refusals import Reason, RefusedError


@through
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, found: Door, name: str) -> HttpResponse:
    """One act on this hazard: its form, then the gate's answer."""
    if name not in ACTS:
        raise Http404
    if request.method == "POST" and acts.is_done(
        found.hazard, name, actor=found.actor, sent=request.POST.get("key", "")
    ):
        return _done(request, found)
    reasons = engine.refusals(Hazard, found.hazard, actor=found.actor, names=[name])[name]
    if request.method != "POST":
        return _page(request, found, sheet_of(name, found), reasons, status=acts.status_of(reasons))
    if any(reason.kind is Kind.PERSON for reason in reasons) or found.hazard.state not in LIFECYCLE[name].sources:
        return _page(request, found, sheet_of(name, found, request.POST), reasons, status=acts.status_of(reasons))
    sheet = sheet_of(name, found, request.POST, request.FILES)
    if not sheet.form.is_valid():
        return _page(request, found, Sheet(sheet.form), [], status=INVALID)
    try:
        with doors.held_open(found, door_cookies.device_of(request, found.link.pk)):
            acts.perform(sheet.form, actor=found.actor, said=found.said)
    except RefusedError as error:
        return _refused(request, found, sheet, list(error.reasons), error.refused.status)
    return _done(request, found)


def _done(request: HttpRequest, found: Door) -> HttpResponse:
    messages.success(request, _("收到了，谢谢您"))
    return SeeOther(reverse("door", args=[found.link.pk]))


def _refused(request: HttpRequest, found: Door, sheet: Sheet, reasons: list[Reason], status: int) -> HttpResponse:
    """Say why nothing was written; what was typed and photographed stays, against the hazard as it is now."""
    fresh = doors.look_in(found.link.pk, door_cookies.device_of(request, found.link.pk))
    typed = request.POST.copy()
    typed["version"] = str(fresh.hazard.version)
    if sheet.form.taken:
        typed["kept"] = sheet.form.data["kept"]
    return _page(request, fresh, sheet_of(sheet.name, fresh, typed), reasons, status=status)


def _page(request: HttpRequest, found: Door, sheet: Sheet, reasons: list[Reason], *, status: int) -> HttpResponse:
    against = Kind.PERSON, *(() if sheet.form.is_bound else (Kind.STEP, Kind.MATERIAL))
    is_possible = found.hazard.state in sheet.form.row.sources and all(one.kind not in against for one in reasons)
    context = door_page.frame(found) | {
        "sheet": sheet,
        "reasons": acts.whys(reasons),
        "is_possible": is_possible,
        "photos": pictures.pair(found.hazard, found.standing.at),
        "counted": door_page.counted(found.hazard, found.standing),
    }
    return render(request, "door_act.html", context, status=status)


class AccountForm(forms.Form):
    """A name to sign in with, and a password."""

    required_css_class = "is-required"
    username = forms.CharField(
        label=lazy("用户名"),
        help_text=lazy("可以用您的手机号"),
        max_length=150,
        widget=text_input(autocomplete="username", autocapitalize="none"),
        error_messages={"required": lazy("请填写用户名")},
    )
    password = forms.CharField(
        label=lazy("密码"),
        help_text=lazy("至少 10 位，不要太简单"),
        strip=False,
        widget=forms.PasswordInput({"class": "bh-input", "autocomplete": "new-password"}),
        error_messages={"required": lazy("请填写密码")},
    )
    again = forms.CharField(
        label=lazy("再写一遍密码"),
        strip=False,
        widget=forms.PasswordInput({"class": "bh-input", "autocomplete": "new-password"}),
        error_messages={"required": lazy("请再写一遍密码")},
    )

    def clean_username(self) -> str:
        """As the sign-in page will compare it; one that is taken is said at the field."""
        name: str = User.normalize_username(self.cleaned_data["username"].strip())
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("这个用户名已有人使用，请换一个"))
        return name

    def clean(self) -> dict[str, Any]:
        """Ask the site's own rules of passwords; both must be the same."""
        given: dict[str, Any] = super().clean() or {}
        password = given.get("password")
        if password is None:
            return given
        try:
            password_validation.validate_password(password, User(username=given.get("username", "")))
        except forms.ValidationError as error:
            self.add_error("password", error)
        if given.get("again") is not None and given["again"] != password:
            self.add_error("again", _("两遍写得不一样"))
        return given


@through
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, found: Door) -> HttpResponse:
    """Make an account of his own; whoever has one is told to sign in."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    has_one = doors.has_account(found.link.person_id)
    context = door_page.frame(found) | {"form": form, "has_account": has_one}
    if request.method != "POST" or has_one:
        return render(request, "door_account.html", context, status=409 if request.method == "POST" else 200)
    if form.is_valid():
        given = form.cleaned_data
        secret = door_cookies.device_of(request, found.link.pk)
        try:
            doors.make_account(found, secret, username=given["username"], password=given["password"])
        except ActRefused as refused:
            form.add_error("username", str(refused))
        else:
            return render(request, "door_account.html", context | {"made": given["username"]})
    return render(request, "door_account.html", context, status=INVALID)
