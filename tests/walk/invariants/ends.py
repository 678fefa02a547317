"""How it ends, and what may not be left behind; set aside, extended, stopped: invariants 11 to 16."""

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localtime

from hazards.models import Hazard
from tests.walk.life import ENDED, Life, day, instant

Broken = Iterator[str]
STANDING = ("PROPOSED", "IN_FORCE", "RELEASE_ASKED")
STOPS = ("STOP", "ISOLATE", "EVACUATE")
SILENT = ("deem_accepted", "convene", "resume", "separate")


def a_major_is_voided_as_a_duplicate_only(life: Life) -> Broken:
    for step in life.named("void"):
        twin = next((row["twin_id"] for row in life.rows("request", "GRANTED") if row["kind"] == "VOID"), None)
        if step.before["level"] == "MAJOR" and (twin is None or twin == life["id"]):
            yield "a major hazard was voided, and is nobody's twin"


def an_end_leaves_nothing_open(life: Life) -> Broken:
    if life.state not in ENDED:
        return
    left = {
        "request": ("PENDING", "GRANTED"),
        "dispute": ("OPEN",),
        "plan": ("FILED",),
        "round": ("OPEN",),
        "measure": STANDING,
        "listing": ("PROPOSED", "LISTED"),
        "grading": ("PROPOSED",),
    }
    for name, states in left.items():
        rows = life.rows(name, *states)
        if name == "request":  # granted is decided, but for a transfer that nobody has signed
            rows = [row for row in rows if row["state"] == "PENDING" or row["kind"] == "TRANSFER"]
        for row in rows:
            yield f"{life.state}, and a {name} is {row['state']} ({row.get('kind', '')})"
    if life["request_person_id"] or life["request_kind"] or life["listed"] or life["contested"]:
        yield f"{life.state}, and a request, a listing or a contest stands on it"


def a_transfer_is_signed_for(life: Life) -> Broken:
    if life.state != "TRANSFERRED":
        return
    signed = [row for row in life.rows("request", "SIGNED") if row["kind"] == "TRANSFER"]
    if not signed or not str(signed[-1]["content"].get("receipt", {}).get("person", "")).strip():
        yield "handed over, and nobody has signed for it"


def a_merged_hazard_has_a_survivor(life: Life) -> Broken:
    if life.state != "MERGED":
        return
    survivor = Hazard.objects.filter(pk=life["survivor_id"] or 0).first()
    if survivor is None or survivor.pk == life["id"] or survivor.state in ("MERGED", "VOIDED"):
        yield f"merged into what is {survivor.state if survivor else 'not there'}"


def the_machine_moves_in_four_ways_only(life: Life) -> Broken:
    for step in life.steps:
        if step.by_machine and step.source != step.target:
            if step.name not in SILENT:
                yield f"the machine moved it by {step.name}"
            if step.target in ENDED:
                yield f"the machine ended it by {step.name}"


def what_is_set_aside_is_looked_after(life: Life) -> Broken:
    if life.state != "SHELVED":
        return
    if life["review_on"] is None:
        yield "set aside without a date of review"
        return
    overdue = instant(life["due_at"]) <= life.now
    if day(life["review_on"]) < localtime(life.now).date() and not overdue:
        yield "its date of review has passed, and it isn't due"
    granted = [row for row in life.rows("request", "GRANTED") if row["kind"] == "SHELVE"]
    shelf: dict[str, Any] = granted[-1]["content"].get("shelf", {}) if granted else {}
    if not (shelf.get("owner") and shelf.get("control")):
        yield "set aside without an owner and interim control"
    stopped = [row for row in life.rows("measure", *STANDING[1:]) if row["kind"] in STOPS]
    if life["level"] == "MAJOR" and not stopped:
        yield "a major hazard set aside, neither stopped nor isolated"


def nothing_is_set_aside_for_more_than_a_year(life: Life) -> Broken:
    days, since = 0, None
    for step in life.steps:
        if step.target == "SHELVED" != step.source:
            since = localtime(step.at).date()
        elif step.source == "SHELVED" != step.target and since is not None:
            days, since = days + (localtime(step.at).date() - since).days, None
    if since is not None and life["review_on"] is not None:
        days += (day(life["review_on"]) - since).days
    if days > 366:
        yield f"set aside for {days} days in all"


def the_first_demand_stays(life: Life) -> Broken:
    sets = ("propose_assignment", "reject_assignment", "recall_dispatch", "open_for_claim")
    for step in life.steps:
        first = step.before.get("first_demand_on")
        if first is not None and step.after["first_demand_on"] != first and step.name not in sets:
            yield f"{step.name} changed the first demand"
        if step.name == "ask_extend" and day(step.before["demand_on"]) < localtime(step.at).date():
            yield "an extension was asked for after the date"


def what_is_lifted_has_passed(life: Life) -> Broken:
    for row in life.rows("measure", "LIFTED"):
        began, lifted = instant(row["opened_at"]), instant(row["moved_at"])
        if not any(began <= step.at <= lifted for step in life.named("pass_verification")):
            yield f"measure {row['serial']} was lifted, and nothing has passed since it began"
