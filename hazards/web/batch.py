"""批量批准: many proposals looked at on one page, approved with one press; each is judged and recorded by itself.

Not in a batch: what is major or urgent. Whoever approves it looks at it alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from hazards.access import CHAIN, Standing, visible_to
from hazards.enums import Level, State
from hazards.models import Hazard
from hazards.web import acts, due, keys
from hazards.web.context import standing, user_of
from hazards.web.forms import hidden
from responsibility.cursors import row_number
from responsibility.enums import PostKind
from responsibility.positions import Position, seats_of
from workflow import engine
from workflow.engine import Fired
from workflow.lifecycle import Kind
from workflow.refusals import Refused

ACT = "approve_assignment"
MOST = 100
"""So many at once: more than that nobody has looked at."""


class BatchForm(forms.Form):
    """What is sent with one press: a key that makes it happen once, and words for all of them."""

    key = forms.CharField(max_length=64, widget=hidden(), required=False)
    note = forms.CharField(
        label=lazy("意见"),
        help_text=lazy("可以不填；写进每一件的记录"),
        widget=forms.Textarea({"class": "bh-input", "rows": 2}),
        max_length=2000,
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets how many of them, and until when the first must be put right."""

    unit: str
    count: int
    heads: tuple[str, ...]
    first: date | None


@dataclass(frozen=True, slots=True)
class Left:
    """One that isn't among them, and why."""

    hazard: Hazard
    whys: list[acts.Why]


def is_offered(hazard: Hazard) -> bool:
    """Tell whether the workbench shows a box, or the lock in its place: it waits for an approval."""
    return hazard.state == State.AWAITING_APPROVAL


def stands_alone(hazard: Hazard) -> str:
    """Say why a hazard is approved by itself; empty: it may be one of many."""
    if hazard.level == Level.MAJOR:
        return _("重大，须逐件批准")
    return _("紧急，须逐件批准") if hazard.urgent else ""


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest) -> HttpResponse:
    """The last look at what was picked; then, with one press, the answer for each."""
    who = standing(request)
    if request.method != "POST":
        return _look(request, who, _numbers(request.GET.getlist("pick")), BatchForm(initial={"key": keys.fresh()}))
    seen = _versions(request.POST.getlist("seen"))
    form = BatchForm(request.POST)
    if not form.is_valid() or not seen:
        return _look(request, who, list(seen), form, status=422)
    picked = {hazard.pk: hazard for hazard in _picked(request, who, seen)}
    fit = [pk for pk, hazard in picked.items() if not stands_alone(hazard)]
    alone = [_left_alone(hazard) for hazard in picked.values() if stands_alone(hazard)]
    key = acts.key_of(ACT, who.actor, form.cleaned_data["key"])
    note = form.cleaned_data["note"]
    answers = engine.fire_many(Hazard, fit, ACT, actor=who.actor, note=note, key=key, versions=seen) if fit else []
    return _told(request, answers, picked, alone)


def _look(
    request: HttpRequest, who: Standing, numbers: Sequence[int], form: BatchForm, *, status: int = 200
) -> HttpResponse:
    picked = _picked(request, who, numbers[:MOST])
    asked = engine.verdicts(Hazard, picked, actors=[who.actor], names=[ACT])
    fit: list[Hazard] = []
    left: list[Left] = []
    seat: Position | None = None
    for hazard in picked:
        verdict = asked[hazard.pk, who.person_id][ACT]
        if verdict.reasons:
            left.append(Left(hazard, acts.whys(verdict.reasons)))
        elif stands_alone(hazard):
            left.append(_left_alone(hazard))
        else:
            fit.append(hazard)
            seat = seat or verdict.seat
    context = {
        "form": form,
        "fit": fit,
        "left": left,
        "too_many": max(0, len(numbers) - MOST),
        "receivers": _receivers(fit, who.at),
        "seat": seat,
        "demands": [(hazard, due.say_day(hazard.demand_on, who.at)) for hazard in fit],
    }
    return render(request, "batch.html", context, status=status)


def _receivers(hazards: Sequence[Hazard], at: datetime) -> list[Receiver]:
    """Who gets them, the one with the earliest date first; one statement for all heads."""
    leads = {hazard.lead.pk: hazard.lead for hazard in hazards if hazard.lead}
    counts = Counter(hazard.lead_id for hazard in hazards)
    heads: dict[int, list[str]] = {}
    for held in seats_of(sorted(leads), at) if leads else ():
        if held.kind == PostKind.HEAD:
            heads.setdefault(held.unit_id, []).append(f"{held.person_name} {held.title}")
    found = []
    for pk, unit in leads.items():
        dates = [hazard.demand_on for hazard in hazards if hazard.lead_id == pk and hazard.demand_on]
        found.append(Receiver(unit.name, counts[pk], tuple(heads.get(pk, ())), min(dates, default=None)))
    return sorted(found, key=lambda one: (one.first or date.max, one.unit))


def _left_alone(hazard: Hazard) -> Left:
    return Left(hazard, [acts.Why("lock", acts.KIND_WORDS[Kind.STEP], stands_alone(hazard))])


def _told(
    request: HttpRequest, answers: Sequence[Fired | Refused], picked: Mapping[int, Hazard], alone: Sequence[Left]
) -> HttpResponse:
    done = [picked[answer.case.pk] for answer in answers if isinstance(answer, Fired)]
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    refused = [*(Left(picked[one.case_id], acts.whys(one.reasons)) for one in refusals), *alone]
    status = acts.status_of(refusals[0].reasons) if refusals and not done else 422 if alone and not done else 200
    return render(request, "batch_done.html", {"done": done, "refused": refused}, status=status)


def _picked(request: HttpRequest, who: Standing, numbers: Iterable[int]) -> list[Hazard]:
    """Return those of them that this person may look at, the most urgent first; what he mayn't know of is left out."""
    seen = visible_to(user_of(request), standing=who).filter(pk__in=list(numbers))
    return list(seen.select_related(*CHAIN).order_by("due_at", "pk"))


def _numbers(sent: Iterable[str]) -> list[int]:
    numbers = (row_number(one) for one in sent)
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _versions(sent: Iterable[str]) -> dict[int, int]:
    """Read `id:version` pairs as the page wrote them; whatever else came is left out."""
    pairs = (one.partition(":") for one in sent)
    return {number: version for pk, _colon, said in pairs for number in _numbers([pk]) for version in _numbers([said])}
