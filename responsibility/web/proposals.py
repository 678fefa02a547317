"""待确认的任职: what one has proposed and a second person confirms or declines, with what would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from records import approvals
from records.approvals import ApprovalRefused
from records.models import Decision, Proposal
from responsibility.cursors import row_number
from responsibility.exchange.importing import KIND as FILE
from responsibility.exchange.words import counted
from responsibility.models import Affiliation, Post
from responsibility.services import ActRefused
from responsibility.services.naming import KIND
from responsibility.spans import alive
from responsibility.stewards import Steward
from responsibility.web.seat_acts import REFUSED
from responsibility.web.seat_forms import DecideForm
from responsibility.web.viewer import admit, steward_of, viewer_of
from responsibility.web.words import moment

PAGE = 30
DECISIONS = {"approve": Decision.APPROVED, "refuse": Decision.REFUSED, "withdraw": Decision.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Change:
    """A proposal as people read it: which seat, who before and who after, from when; and what the viewer may say."""

    row: Proposal
    title: str
    unit_id: int
    before: str
    after: str
    from_at: str
    until_at: str
    proposed: str
    decided: str
    may_decide: bool
    may_withdraw: bool


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals that concern the viewer: of the seats he looks after, his own, and those about himself."""
    admit(request)
    who, open_ = steward_of(request), request.GET.get("state", "") != "decided"
    found = _visible(who).filter(decision=Decision.PENDING) if open_ else _visible(who).exclude(decision="PENDING")
    before = request.GET.get("before", "")
    if (last := row_number(before)) is not None:
        found = found.filter(pk__lt=last)
    listed = list(found.order_by("-pk")[: PAGE + 1])
    context = {
        "changes": _changes(listed[:PAGE], who),
        "open": open_,
        "next": listed[PAGE - 1].pk if len(listed) > PAGE else "",
        "is_first": not before,
    }
    return render(request, "organisation/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal; the second person confirms or declines it here, the first may take it back."""
    admit(request)
    who = steward_of(request)
    found = _visible(who).filter(pk=pk).first()
    if found is None:
        raise Http404
    form, refusal, status = DecideForm(request.POST or None), "", 200
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if request.method == "POST" and form.is_valid() and decision is not None:
        try:
            actor = viewer_of(request).actor
            decided = approvals.decide(pk, decision, actor=actor, note=form.cleaned_data["note"])
            said = {
                Decision.APPROVED: _("已确认，即时生效"),
                Decision.REFUSED: _("已退回，什么也没有改变"),
                Decision.WITHDRAWN: _("已撤回"),
            }
            messages.success(request, said[Decision(decided.decision)])
            return redirect("organisation-proposals")
        except (ApprovalRefused, ActRefused) as error:
            refusal, status = str(error), REFUSED
            found.refresh_from_db()
    (change,) = _changes([found], who)
    context = {"change": change, "form": form, "refusal": refusal}
    return render(request, "organisation/proposal.html", context, status=status)


def waiting_for(request: HttpRequest) -> int:
    """Return how many proposals the viewer can decide now, at most PAGE; one query, two where some wait."""
    who = steward_of(request)
    if not who.looks_after_some():
        return 0
    waiting = _visible(who).filter(decision=Decision.PENDING).order_by("pk")[:PAGE]
    return sum(change.may_decide for change in _changes(waiting, who))


def _visible(who: Steward) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(kind__in=(KIND, FILE))
    if who.administers:
        return found
    heads = [head.unit_id for head in who.heads]
    below = Affiliation.objects.filter(alive(who.at), path__overlap=heads).values("unit_id")
    posts = Post.objects.filter(unit__in=below).values("pk")
    concerns = Q(proposed_by_id=who.person_id) | Q(kind=KIND, payload__person=who.person_id)
    if heads:
        concerns |= Q(kind=KIND, post_id__in=posts)
    if any(len(head.path) == 1 for head in who.heads):
        concerns |= Q(kind=FILE)
    return found.annotate(post_id=Cast(KT("payload__post"), BigIntegerField())).filter(concerns)


def _changes(rows: Iterable[Proposal], who: Steward) -> list[Change]:
    rows = list(rows)
    place = Affiliation.objects.filter(alive(who.at), unit_id=OuterRef("unit_id")).values("path")[:1]
    wanted = {row.payload["post"] for row in rows if row.kind == KIND}
    posts = (
        {post.pk: post for post in Post.objects.filter(pk__in=wanted).annotate(path=Subquery(place))} if wanted else {}
    )
    return [_change(row, posts.get(row.payload.get("post", 0)), who) for row in rows]


def _change(row: Proposal, post: Any, who: Steward) -> Change:
    payload, pending = row.payload, row.decision == Decision.PENDING
    own = row.proposed_by_id == who.person_id
    if row.kind == FILE:
        title, before, after = _("整份机构表"), _("现状不变"), counted(payload.get("done", {}))
        entitled = who.administers or any(len(head.path) == 1 for head in who.heads)
    else:
        title = payload.get("seat", "")
        before = "、".join(payload.get("before", ())) or _("空缺")
        name = payload.get("name", f"#{payload['person']}")
        for_whom = payload.get("for_whom", "")
        after = _("%(name)s（代 %(for_whom)s）") % {"name": name, "for_whom": for_whom} if for_whom else name
        entitled = (
            post is not None and who.looks_after(post.kind, post.path or []) and who.person_id != payload["person"]
        )
    return Change(
        row,
        title,
        post.unit_id if post is not None else 0,
        before,
        after,
        _moment(payload.get("from", "")) or (_("确认时") if row.kind == KIND else ""),
        _moment(payload.get("until", "")),
        moment(row.proposed_at),
        moment(row.decided_at),
        may_decide=pending and entitled and not own,
        may_withdraw=pending and own,
    )


def _moment(text: str) -> str:
    at: datetime | None = parse_datetime(text) if text else None
    return moment(at)
