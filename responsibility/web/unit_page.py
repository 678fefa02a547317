"""One unit: where it stands, its seats and who holds them, what it answers for, who held them before."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from responsibility import chart
from responsibility.cursors import row_number
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Affiliation, Appointment, CompetenceRule, Post, Unit
from responsibility.services.naming import pending_about
from responsibility.spans import alive
from responsibility.stewards import Steward, kinds_of_power
from responsibility.web.viewer import administers, admit_to, steward_of, viewer_of
from responsibility.web.words import lasted, moment

HISTORY = 50


@dataclass(frozen=True, slots=True)
class Tenure:
    """One tenure, or standing-in, as the page shows it, and what the viewer may do about it."""

    row: Appointment
    since: str
    until: str
    planned: bool
    may_end: bool
    may_lend: bool


@dataclass(slots=True)
class SeatLine:
    """One seat: who holds it now and later, since when it is empty, what the viewer may do."""

    post: Post
    kind_label: str
    by_two: bool
    may_name: bool
    now: list[Tenure] = field(default_factory=list)
    later: list[Tenure] = field(default_factory=list)
    empty_since: str = ""
    empty_for: str = ""


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's page."""
    viewer = viewer_of(request)
    place = Affiliation.objects.filter(unit_id=pk).select_related("unit__host", "unit__successor").order_by("-from_at")
    standing = place.first()
    if standing is None:
        raise Http404
    admit_to(request, standing.path)
    who, found = steward_of(request), standing.unit
    above, below = chart.around(found.pk, standing.path, viewer.at)
    past = _past(found, viewer.at, request.GET.get("before", ""))
    seats = _seats(found, standing.path, who)
    context = {
        "unit": found,
        "tree": Tree(found.tree).label,
        "rank": Rank(found.rank).label,
        "ended": moment(found.until_at) if found.until_at and found.until_at <= viewer.at else "",
        "founded": moment(found.from_at),
        "above": above,
        "below": below,
        "seats": seats,
        "vacant": sum(bool(line.empty_since) for line in seats),
        "rules": CompetenceRule.objects.filter(alive(viewer.at), lead=found).select_related("matter").order_by("pk"),
        "of_power": [PostKind(kind).label for kind in PostKind if kind in kinds_of_power(found)],
        "pending": pending_about([line.post.pk for line in seats]).count() if seats else 0,
        "past": [(one, moment(one.from_at), moment(one.until_at)) for one in past[:HISTORY]],
        "more": f"{past[HISTORY - 1].pk}" if len(past) > HISTORY else "",
        "may_add": administers(request) and not found.until_at,
    }
    return render(request, "organisation/unit.html", context)


def _seats(unit: Unit, path: list[int], who: Steward) -> list[SeatLine]:
    own = Q(appointments__stands_in_for__isnull=True, appointments__until_at__lte=who.at)
    posts = unit.posts.annotate(last_end=Max("appointments__until_at", filter=own)).order_by("pk")
    power = kinds_of_power(unit)
    lines = {
        post.pk: SeatLine(
            post,
            str(PostKind(post.kind).label),
            post.kind in power,
            not unit.until_at and who.looks_after(post.kind, path),
        )
        for post in posts
    }
    held = Appointment.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=who.at), post__unit=unit)
    for row in held.select_related("person", "stands_in_for__person").order_by(
        F("stands_in_for_id").asc(nulls_first=True), "from_at", "pk"
    ):
        line = lines[row.post_id]
        (line.later if row.from_at > who.at else line.now).append(_tenure(row, line, who))
    order = list(PostKind)
    for line in lines.values():
        if not any(one.row.stands_in_for_id is None for one in line.now):
            since = max(unit.from_at, line.post.last_end or unit.from_at)  # type: ignore[attr-defined]  # annotated
            line.empty_since, line.empty_for = moment(since), lasted(who.at - since)
    return sorted(lines.values(), key=lambda line: (order.index(PostKind(line.post.kind)), line.post.pk))


def _tenure(row: Appointment, line: SeatLine, who: Steward) -> Tenure:
    principal = row.stands_in_for or row
    mine = principal.person_id == who.person_id
    return Tenure(
        row,
        since=moment(row.from_at),
        until=moment(row.until_at),
        planned=row.from_at > who.at,
        may_end=row.from_at <= who.at and (line.may_name or (row.stands_in_for_id is not None and mine)),
        may_lend=row.stands_in_for_id is None and row.from_at <= who.at and (line.may_name or mine),
    )


def _past(unit: Unit, at: datetime, before: str) -> list[Appointment]:
    """Return the ended tenures, the latest ended first, and one more than a page shows."""
    ended = Appointment.objects.filter(post__unit=unit, until_at__lte=at).select_related(
        "person", "post", "stands_in_for__person"
    )
    if (number := row_number(before)) is not None:
        last = Appointment.objects.filter(pk=number).values("until_at", "pk").first()
        if last and last["until_at"]:
            ended = ended.filter(Q(until_at__lt=last["until_at"]) | Q(until_at=last["until_at"], pk__lt=last["pk"]))
    return list(ended.order_by("-until_at", "-pk")[: HISTORY + 1])
