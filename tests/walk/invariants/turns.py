"""Whose turn it is, under which clock, who holds it, who leads it: sections 1 to 4 and 8 to 10 of the invariants."""

from collections.abc import Iterator

from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from tests.walk.life import ENDED, Life

Broken = Iterator[str]
UNDISPATCHED = ("REPORTED", "AWAITING_APPROVAL")
ACCEPTED = ("PLANNING", "RECTIFYING", "SHELVED", "AWAITING_VERIFICATION", "AWAITING_WRITE_OFF")
PLAN_PARTS = ("duty", "measures", "funds", "time_limit", "emergency_plan", "goal")


def one_turn_with_a_living_holder(life: Life) -> Broken:
    relation = LIFECYCLE.turns[life.state].relation
    if life.state in ENDED:
        if relation is not None:
            yield "an ended hazard is somebody's turn"
        return
    assert relation is not None
    held = relation.holders(Hazard.objects.get(pk=life["id"]), life.now)
    if not held:
        yield f"nobody is left whose turn it is ({relation.name})"
    for seat in held:
        if not life.district.sits(seat.person_id, life.now):
            yield f"{seat.person_name}, whose turn it is, holds no seat of a living unit"


def one_running_clock(life: Life) -> Broken:
    running = [clock for clock in life.clocks if clock["stopped_at"] is None and clock["due_at"] is not None]
    if len(running) != (life.state not in ENDED):
        yield f"{len(running)} clocks run"
    elif running and (running[0]["state"], running[0]["due_at"]) != (life.state, life["due_at"]):
        yield f"its clock is that of {running[0]['state']}, due {running[0]['due_at']}, not {life['due_at']}"
    if (life["ended_at"] is not None) != (life.state in ENDED):
        yield f"ended_at is {life['ended_at']}"


def one_holder_at_every_instant(life: Life) -> Broken:
    for step in life.steps:
        named = [unit for unit in (step.after["lead_id"], step.after["interim_lead_id"]) if unit is not None]
        opened = step.target not in (*UNDISPATCHED, *ENDED)
        if len(named) > 1 or (opened and len(named) != 1):
            yield f"after {step.name} it has {len(named)} of lead and interim lead"
        if step.target == "REPORTED" and named:
            yield f"after {step.name} a lead is named, though nobody was asked"


def somebody_is_asked_while_it_may_be_claimed(life: Life) -> Broken:
    for step in life.steps:
        # What is found at the limit, or at the second return, the machine takes to consultation in the same call.
        settled = step is life.steps[-1]
        if settled and step.target == "CLAIMABLE" and not step.after["candidate_ids"]:
            yield "it may be claimed, by nobody"


def returns_are_counted(life: Life) -> Broken:
    most = {"object": 1, "recall_dispatch": 1, "move_territory": 1}
    for name, limit in most.items():
        if len(life.named(name)) > limit:
            yield f"{len(life.named(name))} × {name}"
    if len(life.named("object", "disclaim")) > 2:
        yield "it went back more than twice"
    for episode in {step.after["episode"] for step in life.steps}:
        contests = [step for step in life.named("contest_claim") if step.after["episode"] == episode]
        if len(contests) > 1:
            yield f"contested {len(contests)} times in one episode"


def a_major_at_work_has_a_whole_plan(life: Life) -> Broken:
    if life["level"] != "MAJOR" or life.state not in ACCEPTED[1:]:
        return
    standing = life.rows("plan", "FILED", "COMPLETED")
    if not standing:
        yield "a major hazard without a plan"
    elif missing := [part for part in PLAN_PARTS if not str(standing[-1]["parts"].get(part, "")).strip()]:
        yield f"its plan lacks {missing}"
    if len(life.rows("plan", "FILED")) > 1:
        yield "two plans are filed"
    reopened = [number for number, step in enumerate(life.steps, 1) if step.name == "reopen"]
    if standing and reopened and standing[-1]["serial"] < reopened[-1]:
        yield "its plan is of an earlier episode"


def the_lead_may_lead(life: Life) -> Broken:
    if life["lead_id"] is None or life.state in ENDED:
        return
    unit = life.district.units[life["lead_id"]]
    department = (unit["tree"], unit["rank"]) == ("DEPARTMENT", "BUREAU")
    street = life["lead_id"] == life["street_id"] and life["level"] != "MAJOR"
    if not department and not street:
        yield f"{unit['code']} leads it"


def a_ruling_binds(life: Life) -> Broken:
    ruled = False
    for step in life.steps:
        if ruled and step.name in ("object", "claim", "disclaim"):
            yield f"{step.name} after a ruling"
        moved = step.before and step.before["lead_id"] != step.after["lead_id"]
        if ruled and moved and step.name not in ("rerule", "rule", "succeed", "convene"):
            yield f"{step.name} changed the lead after a ruling"
        ruled = ruled or step.name in ("rule", "rerule")
    if len(life.rows("ruling", "ISSUED")) > 1:
        yield "two rulings are in force"
