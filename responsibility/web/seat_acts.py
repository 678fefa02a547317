"""Acts about seats by page: name somebody, let somebody stand in, end it, add a seat. The services decide."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from records.approvals import ApprovalRefused
from records.models import Proposal
from responsibility import services
from responsibility.enums import PostKind
from responsibility.models import Appointment, Post, Unit
from responsibility.services import ActRefused
from responsibility.services.naming import not_yours
from responsibility.spans import alive
from responsibility.stewards import is_of_power, path_of
from responsibility.web.seat_forms import AddSeatForm, EndForm, NameForm, StandInForm
from responsibility.web.viewer import administers, admit_to, own_units, sees_everything, steward_of, viewer_of

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
INVALID, REFUSED = 422, 409


def _admit_to_seat(request: HttpRequest, post: Post, principal: Appointment | None = None) -> bool:
    """Raise Http404 for a seat he may not know; tell whether he looks after it, or is who is stood in for."""
    path = path_of(post.unit_id, viewer_of(request).at)
    admit_to(request, path)
    mine = principal is not None and principal.person_id == viewer_of(request).person_id
    return mine or steward_of(request).looks_after(post.kind, path)


def _inside(request: HttpRequest) -> list[int] | None:
    return None if sees_everything(request) else own_units(request)


@READ_OR_SEND
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody to a seat."""
    post = Post.objects.select_related("unit").filter(pk=pk).first()
    if post is None:
        raise Http404
    if not _admit_to_seat(request, post):
        return _barred(request, post.unit)
    at = viewer_of(request).at
    current = list(Appointment.objects.filter(alive(at), post=post, stands_in_for__isnull=True).order_by("pk"))
    by_two = is_of_power(post)
    initial = {"in_place_of": current[0].pk} if current and post.single_seat else {}
    form = NameForm(
        request.POST or None, at=at, current=current, inside=_inside(request), by_two=by_two, initial=initial
    )

    def carry_out(given: dict[str, Any]) -> str:
        made = _name(request, post, given, in_place_of=given.get("in_place_of"))
        return _said(made, given["name"])

    heading = _("任命：%(unit)s %(title)s") % {"unit": post.unit.name, "title": post.title}
    return _act(
        request, form, carry_out, post.unit, heading, button=_("提出任命") if by_two else _("任命"), by_two=by_two
    )


@READ_OR_SEND
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody stand in for a seat's holder."""
    held = _tenure(pk)
    if not _admit_to_seat(request, held.post, held):
        return _barred(request, held.post.unit)
    by_two, at = is_of_power(held.post), viewer_of(request).at
    form = StandInForm(request.POST or None, at=at, current=(), inside=_inside(request), by_two=by_two)

    def carry_out(given: dict[str, Any]) -> str:
        return _said(_name(request, held.post, given, stands_in_for=held), given["name"])

    values = {"name": held.person.name, "unit": held.post.unit.name, "title": held.post.title}
    heading = _("代理：代 %(name)s 履行 %(unit)s %(title)s 的职责") % values
    button = _("提出代理") if by_two else _("代理")
    return _act(request, form, carry_out, held.post.unit, heading, button=button, by_two=by_two)


@READ_OR_SEND
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tenure or a standing-in."""
    held = _tenure(pk)
    if not _admit_to_seat(request, held.post, held.stands_in_for):
        return _barred(request, held.post.unit)
    form = EndForm(request.POST or None, at=viewer_of(request).at)

    def carry_out(given: dict[str, Any]) -> str:
        actor = viewer_of(request).actor
        services.end_tenure(held, actor=actor, reason=given["reason"], until_at=given["until_on"])
        return _("已结束 %(name)s 的任期") % {"name": held.person.name}

    values = {"name": held.person.name, "unit": held.post.unit.name, "title": held.post.title}
    return _act(
        request,
        form,
        carry_out,
        held.post.unit,
        _("结束任期：%(name)s，%(unit)s %(title)s") % values,
        button=_("结束任期"),
        warning=_("任期结束后不能恢复；此后凭这一任职不能再办任何事，为其代理的人也同时结束。"),
    )


@READ_OR_SEND
def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a seat to a unit: for administrators."""
    unit = Unit.objects.filter(alive(viewer_of(request).at), pk=pk).first()
    if unit is None or not administers(request):
        raise Http404
    form = AddSeatForm(request.POST or None)

    def carry_out(given: dict[str, Any]) -> str:
        services.add_post(
            actor=viewer_of(request).actor,
            unit=unit,
            kind=PostKind(given["kind"]),
            title=given["title"].strip(),
            single_seat=not given["shared"],
        )
        return _("已增设席位")

    heading = _("增设席位：%(unit)s") % {"unit": unit.name}
    return _act(request, form, carry_out, unit, heading, button=_("增设"), warning=_("席位设立后不能改名或删除。"))


def _barred(request: HttpRequest, unit: Unit) -> HttpResponse:
    """Say before anything is typed that the seat is others' to arrange, and whose."""
    context = {"unit": unit, "heading": _("您不能安排这个席位"), "refusal": not_yours(), "barred": True}
    return render(request, "organisation/act.html", context, status=403)


def _tenure(pk: int) -> Appointment:
    held = Appointment.objects.select_related("post__unit", "person", "stands_in_for").filter(pk=pk).first()
    if held is None:
        raise Http404
    return held


@transaction.atomic
def _name(request: HttpRequest, post: Post, given: dict[str, Any], **more: Any) -> Appointment | Proposal:
    actor = viewer_of(request).actor
    person = given["person"] or services.register_person(actor=actor, name=given["name"])
    return services.name_to_seat(
        actor=actor,
        person=person,
        post=post,
        basis=given["basis"],
        reason=given["reason"],
        from_at=given["from_on"],
        until_at=given["until_on"],
        **more,
    )


def _said(made: Appointment | Proposal, name: str) -> str:
    if isinstance(made, Proposal):
        return _("已提出，待第二人确认；确认之前一切照旧。变更编号 %(number)d") % {"number": made.pk}
    return _("已任命 %(name)s") % {"name": name}


def _act(
    request: HttpRequest,
    form: forms.Form,
    carry_out: Callable[[dict[str, Any]], str],
    unit: Unit,
    heading: str,
    *,
    button: str,
    by_two: bool = False,
    warning: str = "",
) -> HttpResponse:
    refusal, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                messages.success(request, carry_out(form.cleaned_data))
                return redirect(reverse("organisation-unit", args=[unit.pk]))
            except (ActRefused, ApprovalRefused) as error:
                refusal, status = str(error), REFUSED
        else:
            status = INVALID
    context = {"form": form, "unit": unit, "heading": heading, "button": button, "by_two": by_two}
    return render(request, "organisation/act.html", context | {"refusal": refusal, "warning": warning}, status=status)
