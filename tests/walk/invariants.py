"""What must hold of every hazard after every step, whoever did what: section 7 of docs/law.md, from rows and records.

One small function each, named after what it says; it yields what breaks it, in words for whoever mends the law.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime

from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from tests.walk.life import Life, Step, day, instant

Broken = Iterator[str]
ENDED = ("WRITTEN_OFF", "VOIDED", "MERGED", "TRANSFERRED", "IMPORTED_CLOSED")
UNDISPATCHED = ("REPORTED", "AWAITING_APPROVAL")
ACCEPTED = ("PLANNING", "RECTIFYING", "SHELVED", "AWAITING_VERIFICATION", "AWAITING_WRITE_OFF")
SIGNS = ("sign_opinion", "pass_verification", "fail_verification")
DECIDES = ("approve_assignment", "void", "extend", "shelve", "downgrade", "grant_transfer", "refuse_request")
ASKS = ("ask_extend", "ask_shelve", "ask_void", "ask_transfer", "ask_downgrade")
PLAN_PARTS = ("duty", "measures", "funds", "time_limit", "emergency_plan", "goal")
STANDING = ("PROPOSED", "IN_FORCE", "RELEASE_ASKED")
STOPS = ("STOP", "ISOLATE", "EVACUATE")
SILENT = ("deem_accepted", "convene", "resume", "separate")


# --- 1, 2: a turn, and a clock ------------------------------------------------------------------------------------
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


# --- 3: one holder ------------------------------------------------------------------------------------------------
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


# --- 4: counts ----------------------------------------------------------------------------------------------------
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


# --- 5, 6, 7: four eyes -------------------------------------------------------------------------------------------
def nobody_decides_his_own(life: Life) -> Broken:
    proposer = asker = None
    for step in life.steps:
        if step.name == "propose_assignment":
            proposer = step.actor_id
        if step.name == "approve_assignment" and step.actor_id in (life["reporter_person_id"], proposer):
            yield "approved by who reported or proposed it"
        if step.name in ASKS:
            asker = step.actor_id
        if step.name in DECIDES and step.name != "approve_assignment" and step.actor_id == asker:
            yield f"{step.name} by who asked for it"
        own_report = ("confirm_fixed", "void", "grant_transfer")
        if step.name in own_report and step.actor_id == life["reporter_person_id"]:
            yield f"{step.name} by who reported it"


def the_rectifier_decides_nothing(life: Life) -> Broken:
    for step in life.named(*DECIDES, "confirm_fixed", "write_off", "refuse_write_off", "reject_assignment"):
        own = life.district.own(step.before["rectifier_id"], step.at) if step.before["rectifier_id"] else set()
        if step.actor_id in own:
            yield f"{step.name} by one of the rectifier's"


def the_lead_is_not_the_rectifier(life: Life) -> Broken:
    for step in life.steps:
        lead, rectifier = step.after["lead_id"], step.after["rectifier_id"]
        if step.target in ENDED or not lead or not rectifier or step.name == "succeed":
            continue
        if rectifier in life.district.path(lead, step.at) or lead in life.district.path(rectifier, step.at):
            yield f"after {step.name} lead and rectifier are one"


def nobody_verifies_his_own_work(life: Life) -> Broken:
    filed: set[int] = set()
    for step in life.steps:
        if step.name == "reopen":
            filed = set()
        if step.name in ("submit_result", "file_plan", "report_stage"):
            filed.add(step.actor_id)
        if step.name not in SIGNS:
            continue
        barred = [step.before["rectifier_id"], *step.before["co_rectifier_ids"]]
        if any(step.actor_id in life.district.own(unit, step.at) for unit in barred if unit):
            yield f"{step.name} by one of the rectifiers'"
        if step.actor_id in filed:
            yield f"{step.name} by who filed it"
        if step.actor_id in _recused(life, step):
            yield f"{step.name} by one who stands aside"


def signatures_are_of_their_round(life: Life) -> Broken:
    for row in life.rows("round", "PASSED"):
        opened = row["serial"] - 1  # its step
        passed = next(n for n, step in enumerate(life.steps) if step.name == "pass_verification" and n > opened)
        signed = {step.actor_id for step in life.steps[opened : passed + 1] if step.name in SIGNS}
        if set(row["signed_ids"]) != signed:
            yield f"round {row['serial']} was signed by {signed}, its row says {row['signed_ids']}"
        least = 2 if life.steps[passed].after["level"] == "MAJOR" else 1
        if len(signed) < least:
            yield f"round {row['serial']} passed with {len(signed)} signatures"


def what_is_written_off_was_verified_by_others(life: Life) -> Broken:
    for number, step in enumerate(life.steps):
        if step.name == "confirm_fixed" and step.before["level"] == "MAJOR":
            yield "a major hazard was closed on the spot"
        if step.name != "write_off":
            continue
        signers, submitter = _last_round(life.steps[:number])
        if not signers or (step.before["level"] == "MAJOR" and len(signers) < 2):
            yield f"written off on {len(signers)} signatures"
        if step.actor_id in signers | {submitter}:
            yield "written off by who verified or submitted it"


def a_major_is_voided_as_a_duplicate_only(life: Life) -> Broken:
    for step in life.named("void"):
        twin = next((row["twin_id"] for row in life.rows("request", "GRANTED") if row["kind"] == "VOID"), None)
        if step.before["level"] == "MAJOR" and (twin is None or twin == life["id"]):
            yield "a major hazard was voided, and is nobody's twin"


# --- 8, 9: a major, a lead ----------------------------------------------------------------------------------------
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


# --- 10: rulings --------------------------------------------------------------------------------------------------
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


def the_judge_is_of_no_party(life: Life) -> Broken:
    for step in life.named("rule", "rerule"):
        before = step.before
        units = {*before["party_ids"], before["lead_id"], before["interim_lead_id"], before["rectifier_id"]} - {None}
        units -= {before["street_id"]}  # a street is above none of those who rule
        if any(step.actor_id in life.district.own(unit, step.at) for unit in units):
            yield f"{step.name} by one of a party's"
        made = {"lead": step.after["lead_id"], "rectifier": step.after["rectifier_id"]}
        for party, unit in made.items():
            if unit and step.actor_id in life.district.own(unit, step.at):
                yield f"{step.name} by one of those whom it makes the {party}"


def nobody_reopens_what_he_did(life: Life) -> Broken:
    acted: set[int] = set()
    for step in life.steps:
        if step.name == "reopen":
            if step.actor_id in acted:
                yield "reopened by one who acted in it"
            acted = set()
        if not step.by_machine:
            acted.add(step.actor_id)


# --- 11, 12, 13: the end ------------------------------------------------------------------------------------------
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


# --- 14, 15, 16: set aside, extended, stopped, listed -------------------------------------------------------------
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


def a_listing_is_lifted_by_its_department(life: Life) -> Broken:
    listed = 0
    for number, step in enumerate(life.steps):
        listed += step.name == "put_on_list"
        if step.name == "write_off" and step.before["listed"]:
            unit = step.before["listing_unit_id"]
            passed = max(n for n in range(number) if life.steps[n].name == "pass_verification")
            seen = {one.actor_id for one in life.steps[passed:number] if one.name == "recheck_listing"}
            passed_up = not any(life.district.heads(s.person_id, unit, step.at) for s in life.district.seats)
            if len(seen) < 2:
                yield f"a listed hazard was written off with {len(seen)} of the department's on site"
            if not passed_up and not life.district.heads(step.actor_id, unit, step.at) and step.actor_id not in seen:
                if not _struck_from_writing_off(life, step, unit):
                    yield "a listed hazard was written off by another than the head of its listing department"
    if len(life.rows("listing", "LIFTED")) > listed:
        yield "more listings were lifted than put on the list"


def _struck_from_writing_off(life: Life, step: Step, unit: int) -> bool:
    """Whether each head of the department verified, filed, stands aside, or is one of the rectifier's."""
    number = life.steps.index(step)
    signers, submitter = _last_round(life.steps[:number])
    filed = {s.actor_id for s in life.steps[:number] if s.name in ("submit_result", "file_plan", "report_stage")}
    barred = signers | filed | {submitter} | _recused(life, step)
    rectifiers = [step.before["rectifier_id"], *step.before["co_rectifier_ids"]]
    for one in rectifiers:
        barred |= life.district.own(one, step.at) if one else set()
    heads = {s.person_id for s in life.district.seats if life.district.heads(s.person_id, unit, step.at)}
    return heads <= barred


def _recused(life: Life, step: Step) -> set[int]:
    """Who stands aside before this step: asked for, and not refused."""
    aside: set[int] = set()
    asked: dict[int, int] = {}
    for number, one in enumerate(life.steps, 1):
        if one is step:
            break
        if one.name == "ask_recusal":
            (asked[number],) = set(one.after["recused_ids"]) - set(one.before["recused_ids"])
            aside.add(asked[number])
        elif one.name == "refuse_recusal":
            aside.discard(asked.get(one.data.get("recusal", 0), 0))
    return aside


def _last_round(steps: list[Step]) -> tuple[set[int], int | None]:
    """Who signed the round that passed last, and who submitted it."""
    signers: set[int] = set()
    submitter = None
    for step in steps:
        if step.name in ("submit_result", "refuse_write_off", "designate_verifier") or (
            step.name == "rerule" and step.source == "AWAITING_VERIFICATION"
        ):
            signers = set()
        if step.name == "submit_result":
            submitter = step.actor_id
        if step.name in SIGNS:
            signers.add(step.actor_id)
    return signers, submitter


EVERY: tuple[Callable[[Life], Broken], ...] = (
    one_turn_with_a_living_holder,
    one_running_clock,
    one_holder_at_every_instant,
    somebody_is_asked_while_it_may_be_claimed,
    returns_are_counted,
    nobody_decides_his_own,
    the_rectifier_decides_nothing,
    the_lead_is_not_the_rectifier,
    nobody_verifies_his_own_work,
    signatures_are_of_their_round,
    what_is_written_off_was_verified_by_others,
    a_major_is_voided_as_a_duplicate_only,
    a_major_at_work_has_a_whole_plan,
    the_lead_may_lead,
    a_ruling_binds,
    the_judge_is_of_no_party,
    nobody_reopens_what_he_did,
    an_end_leaves_nothing_open,
    a_transfer_is_signed_for,
    a_merged_hazard_has_a_survivor,
    the_machine_moves_in_four_ways_only,
    what_is_set_aside_is_looked_after,
    nothing_is_set_aside_for_more_than_a_year,
    the_first_demand_stays,
    what_is_lifted_has_passed,
    a_listing_is_lifted_by_its_department,
)


def broken(life: Life) -> list[str]:
    """Return every invariant that doesn't hold of this hazard, with how it came there."""
    road = " → ".join(step.name for step in life.steps)
    return [f"{rule.__name__}: {words} [{road}]" for rule in EVERY for words in rule(life)]
