"""What the door shows of its hazard: nothing that the rectifier's own page wouldn't, in an owner's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hazards import selectors
from hazards.access import Standing
from hazards.enums import GradingState, Level, RequestKind, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Clause, Hazard
from hazards.services.door import Door, has_account
from hazards.web import acts, chain, due, pictures, timeline
from hazards.web.door_words import ACTS, CAMERAS, LAW, LAW_NAME, MINE, NOTES, OTHERS, OUTCOMES, Task
from hazards.web.forms import ActForm, form_for
from hazards.web.photo_fields import local_now
from workflow import engine
from workflow.calendar import local_date

# Whoever opens the door may hand the telephone on: who reported is said to nobody here, not even to himself.
NOBODY = -(2**62)


@dataclass(frozen=True, slots=True)
class Camera:
    """A field for photographs, as it is offered to a thumb."""

    field: Any
    title: Any
    hint: Any


class Sheet:
    """An act's form as the door lays it out: the camera first, then what is to be written, what is seldom wanted."""

    def __init__(self, form: ActForm) -> None:
        self.form = form
        name = form.row.name
        self.name, self.label = name, ACTS[name]
        if name in NOTES and "note" in form.fields:
            form.fields["note"].label, form.fields["note"].help_text = NOTES[name]
        if "taken_at" in form.fields:
            form.fields["taken_at"].required = False
            form.initial["taken_at"] = None
        self.cameras = [
            Camera(form[key], *words)
            for key, words in CAMERAS.items()
            if key in form.fields and (form.fields[key].required or form[key].errors or key == "after")
        ]
        shown = {camera.field.name for camera in self.cameras}
        aside = ("taken_at", "taken_place", "forget")
        left_out = {*shown, *aside, *CAMERAS}
        self.aside = [field for field in form.visible_fields() if field.name in aside]
        self.rest = [field for field in form.visible_fields() if field.name not in left_out]


def sheet_of(name: str, door: Door, data: Any = None, files: Any = None) -> Sheet:
    """Return the form of an act, laid out for the door. What was sent without a time was taken now."""
    if data is not None and not data.get("taken_at"):
        data = data.copy()
        data["taken_at"] = f"{local_now():%Y-%m-%dT%H:%M}"
    form = form_for(name, data, files, hazard=door.hazard, standing=door.standing)
    return Sheet(form)


def context(door: Door) -> dict[str, Any]:
    """Return everything the door's first page shows."""
    hazard, who = door.hazard, door.standing
    held = selectors.held_by(hazard, who.at)
    is_mine = held is not None and any(seat.person_id == who.person_id for seat in held.holders)
    answers = engine.refusals(Hazard, hazard, actor=who.actor, names=ACTS)
    open_to_me = [name for name, reasons in answers.items() if not reasons]
    expected = next(
        (name for name in acts.EXPECTED.get(State(hazard.state), ()) if name in open_to_me and is_mine), None
    )
    told = timeline.entries(hazard.records.all(), viewer(who))
    task = MINE.get(hazard.state) if is_mine else None
    return frame(door) | {
        "is_mine": is_mine,
        "task": task or OTHERS.get(hazard.state, Task(hazard.state_label)),
        "holder": held.unit_name if held else "",
        "chip": due.chip_of(hazard, who.at),
        "counted": counted(hazard, who),
        "sheet": sheet_of(expected, door) if expected else None,
        "others": [(name, ACTS[name]) for name in ACTS if name in open_to_me and name != expected],
        "missing": _missing(hazard, answers),
        "outcome": outcome(told, hazard),
        "photos": pictures.pair(hazard, who.at),
        "stations": chain.line(hazard, list(hazard.records.order_by("sequence"))),
        "parties": selectors.chain_of(hazard, who.at),
        "handler": selectors.names_of_persons([hazard.handler_person_id]).get(hazard.handler_person_id, "")
        if hazard.handler_person_id
        else "",
        "clauses": clauses_of(hazard),
        "law": (LAW, LAW_NAME),
        "entries": told,
        "has_account": has_account(who.person_id),
    }


def frame(door: Door) -> dict[str, Any]:
    """Return what each page behind the door shows."""
    at = door.standing.at
    return {
        "door": door,
        "hazard": door.hazard,
        "demand": due.say_day(door.hazard.demand_on, at),
        "until": due.say_instant(door.link.until_at, at),
    }


def viewer(who: Standing) -> Standing:
    """Return as whom the history is told here."""
    return replace(who, person_id=NOBODY)


def counted(hazard: Hazard, who: Standing) -> str:
    """Say how many days are left to the demanded date, and how many of them are working days; empty when none are."""
    if hazard.demand_on is None:
        return ""
    today = local_date(who.at)
    days = (hazard.demand_on - today).days
    if days < 0:
        return ngettext("已经过了 %(n)d 天，请尽快改好", "已经过了 %(n)d 天，请尽快改好", -days) % {"n": -days}
    if days == 0:
        return _("今天就到期")
    clock = getattr(hazard, "clock", None)
    work = due.calendar_of(clock.calendar_id if clock else None).working_days_between(today, hazard.demand_on)
    words = ngettext("从明天算起 %(n)d 天", "从明天算起 %(n)d 天", days) % {"n": days}
    return words + ngettext("，其中 %(n)d 个工作日", "，其中 %(n)d 个工作日", work) % {"n": work}


def outcome(told: Sequence[timeline.Entry], hazard: Hazard) -> dict[str, Any] | None:
    """Return what became of what was sent: the newest answer, or the receipt."""
    entry = timeline.last_of(told, OUTCOMES)
    return {"title": OUTCOMES[entry.name], "entry": entry, "is_bad": entry.name in BAD} if entry else None


BAD = ("fail_verification", "return_plan", "refuse_request", "refuse_release", "refuse_write_off")


def _missing(hazard: Hazard, answers: dict[str, Any]) -> list[acts.Refusal]:
    """Return what the owner might look for and can't do now, with the reasons."""
    wanted = [name for name in ("submit_result", "file_plan", "ask_extend") if hazard.state in LIFECYCLE[name].sources]
    if hazard.request_kind == RequestKind.EXTEND:
        wanted = [name for name in wanted if name != "ask_extend"]  # what he has asked is said above
    return acts.alike((name, acts.whys(answers[name])) for name in wanted if answers[name])


def clauses_of(hazard: Hazard) -> list[Clause]:
    """Return the clauses by which a major hazard was found to be one."""
    if hazard.level != Level.MAJOR:
        return []
    found = hazard.gradings.filter(state=GradingState.CONFIRMED, level=Level.MAJOR).order_by("-serial").first()
    return list(Clause.objects.filter(pk__in=found.clauses).order_by("standard", "number")) if found else []
