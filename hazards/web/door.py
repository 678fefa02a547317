"""The enterprise's door: from a notice's link to its one hazard, without an account."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hazards.door import DoorState, last_opening
from hazards.models import DoorLink, Hazard
from hazards.services import door as doors
from hazards.services.door import Door, DoorClosed, NoDeviceLeft, NumberRefused
from hazards.services.notices import DIGITS
from hazards.web import door_cookies, door_page
from hazards.web.door_words import CLOSED, LOCKED, OTHER_DEVICE, UNKNOWN, USED_UP
from hazards.web.due import say_instant
from hazards.web.pictures import file_answer
from records.clock import now

INVALID = 422
# secrets.token_urlsafe(32); messengers like to add something behind a link.
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
Answer = HttpResponse | FileResponse


class SeeOther(HttpResponseRedirect):
    """Whatever was sent, the answer is another page."""

    status_code = 303


# Exempt: it writes nothing, and a refusal for want of a form's token would put the address into the log.
@csrf_exempt
@login_not_required
@never_cache
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address at once. Nothing is written: a messenger's preview burns nothing.

    A link that nobody knows gets the same answer, so that no token stands in a log of things not found.
    """
    said = TOKEN.match(token)
    link = doors.recognise(said.group()) if said else None
    answer = SeeOther(reverse("door", args=[link.pk if link else 0]))
    if link and said:
        door_cookies.remember_arrival(answer, link, said.group())
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def through(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a view be reached by an open door alone; it is given the door. Whoever hasn't one is told why."""

    @login_not_required
    @never_cache
    def looked(request: HttpRequest, pk: int, **more: Any) -> Answer:
        try:
            found = doors.look_in(pk, door_cookies.device_of(request, pk))
            return view(request, found, **more)
        except DoorLink.DoesNotExist:
            return _unopened(request, pk)
        except DoorClosed as closed:
            return shut(request, closed.state, pk)

    return looked


def _unopened(request: HttpRequest, pk: int) -> HttpResponse:
    if door_cookies.key_of_arrival(request, pk):
        return redirect("door-open", pk=pk)
    return shut(request, OTHER_DEVICE if door_cookies.device_of(request, pk) else UNKNOWN)


def shut(request: HttpRequest, why: str, link_id: int | None = None) -> HttpResponse:
    """Say why the door is shut; to whom it was open once, what became of his hazard."""
    closed = CLOSED[why]
    hazard = None
    if why == DoorState.CLOSED and link_id and _held(request, link_id):
        hazard = Hazard.objects.get(door_links=link_id)
    context = {
        "closed": closed,
        "hazard": hazard,
        "at": say_instant(hazard.ended_at, now()) if hazard and hazard.ended_at else "",
    }
    return render(request, "door_closed.html", context, status=closed.status)


def _held(request: HttpRequest, link_id: int) -> bool:
    """True for the device on which the link was opened last, whether or not it still opens."""
    try:
        doors.look_in(link_id, door_cookies.device_of(request, link_id))
    except DoorLink.DoesNotExist:
        return False
    except DoorClosed:
        return True
    return True


class NumberForm(forms.Form):
    """The check number, as it is printed."""

    number = forms.CharField(
        label=lazy("核对码"),
        help_text=lazy("通知书上二维码旁边的 6 位数字"),
        max_length=40,
        widget=forms.TextInput(
            {"class": "bh-input bh-number", "inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
        error_messages={"required": lazy("请输入核对码")},
    )

    def clean_number(self) -> str:
        """Take it with spaces and in wide digits too."""
        typed = "".join(unicodedata.normalize("NFKC", self.cleaned_data["number"]).split())
        if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed):
            raise forms.ValidationError(_("核对码是 6 位数字"))
        return typed


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the check number; only by sending it the link is opened on this device."""
    key = door_cookies.key_of_arrival(request, pk)
    link = DoorLink.objects.select_related("person").filter(pk=pk).first() if key else None
    if link is None:
        return shut(request, OTHER_DEVICE if door_cookies.device_of(request, pk) else UNKNOWN)
    why = _against(link)
    if why:
        return shut(request, why, pk)
    if request.method != "POST":
        return _ask(request, link, NumberForm())
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _ask(request, link, form, INVALID)
    try:
        secret = doors.open_on_device(link, key=key, number=form.cleaned_data["number"])
    except DoorClosed as closed:
        return shut(request, closed.state, pk)
    except NoDeviceLeft:
        return shut(request, USED_UP)
    except NumberRefused as refused:
        if not refused.left:
            return shut(request, LOCKED)
        left = ngettext("核对码不对，还可以试 %(n)d 次", "核对码不对，还可以试 %(n)d 次", refused.left)
        form.add_error("number", left % {"n": refused.left})
        return _ask(request, link, form, INVALID)
    answer = SeeOther(reverse("door", args=[pk]))
    door_cookies.keep_device(answer, link, secret)
    return answer


def _against(link: DoorLink) -> str:
    """Why no number can open it any more; empty: one can."""
    state = doors.standing_state(link)
    if state is not DoorState.OPEN:
        return state
    if not doors.tries_left(link):
        return LOCKED
    return "" if doors.devices_left(link) else USED_UP


def _ask(request: HttpRequest, link: DoorLink, form: NumberForm, status: int = 200) -> HttpResponse:
    before = last_opening(link)
    context = {
        "link": link,
        "form": form,
        "opened": say_instant(before.at, now()) if before else "",
        "devices": doors.devices_left(link),
    }
    return render(request, "door_open.html", context, status=status)


@through
@require_safe
def door(request: HttpRequest, found: Door) -> HttpResponse:
    """The one hazard: what is wrong, until when, what to send, whose turn it is."""
    return render(request, "door.html", door_page.context(found))


@through
@require_safe
def photo(request: HttpRequest, found: Door, name: str) -> FileResponse:
    """One photograph of this hazard."""
    return file_answer(found.hazard, get_object_or_404(found.hazard.photos, sha256=name))


@through
@require_safe
def small_photo(request: HttpRequest, found: Door, name: str) -> FileResponse:
    """The same, as small as the page shows it."""
    return file_answer(found.hazard, get_object_or_404(found.hazard.photos, sha256=name), small=True)


@login_not_required
@never_cache
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the link on this device, as on a borrowed one."""
    answer = render(request, "door_left.html")
    door_cookies.forget(answer, pk)
    return answer
