"""Damages to what the law of a hazard demands, and to requests."""

from tests.hazards.damages import breaks
from tests.hazards.forging import Bodies, Forger


@breaks("HOLDER")
def dispatched_to_nobody(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        bodies["propose_assignment"]["changes"]["lead_id"] = None
        for name in ("propose_assignment", "approve_assignment"):
            del bodies[name]["chain"]["lead"]

    forger.forge("dispatched", edit)


@breaks("LEAD_FIT")
def led_by_the_community(forger: Forger) -> None:
    community = forger.units["990101001001"]

    def edit(bodies: Bodies) -> None:
        bodies["propose_assignment"]["changes"]["lead_id"] = community
        for name in ("propose_assignment", "approve_assignment"):
            bodies[name]["chain"]["lead"]["unit"] = community

    forger.forge("dispatched", edit)


@breaks("MAJOR_PLAN", "ROWS_PLAN")
def a_plan_without_funds(forger: Forger) -> None:
    forger.forge("major_rectifying", lambda bodies: bodies["file_plan"]["data"]["plan"].update(funds=" "))


@breaks("MAJOR_PLAN", "SIGNATURES", "OUTBOX")
def a_major_handled_as_general(forger: Forger) -> None:
    forger.forge("written_off", lambda bodies: bodies["propose_assignment"]["changes"].update(level="MAJOR"))


@breaks("MAJOR_VOID", "ROWS_REQUEST")
def a_major_voided_as_a_false_alarm(forger: Forger) -> None:
    forger.run("UPDATE hazards_request SET twin_id = NULL")


@breaks("COUNTS")
def a_failed_round_forgotten(forger: Forger) -> None:
    forger.forge("failed", lambda bodies: bodies["fail_verification"]["changes"].pop("failed_rounds"))


@breaks("FIRST_DEMAND", "CHANGES")
def the_original_date_moved(forger: Forger) -> None:
    forger.forge("rectifying", lambda bodies: bodies["accept"]["changes"].update(first_demand_on="2099-01-01"))


@breaks("REQUEST_COPY", "ROWS_REQUEST")
def a_request_withdrawn_by_hand(forger: Forger) -> None:
    forger.run("UPDATE hazards_request SET state = 'WITHDRAWN' WHERE state = 'PENDING'")


@breaks("ROWS_REQUEST")
def another_reason(forger: Forger) -> None:
    forger.run("UPDATE hazards_request SET reason = '已整改' WHERE state = 'GRANTED'")


@breaks("REQUEST_EYES", "ROWS_REQUEST")
def refused_by_the_asker(forger: Forger) -> None:
    forger.run("UPDATE hazards_request SET moved_by_id = opened_by_id WHERE state = 'REFUSED'")


@breaks("REQUEST_OPEN", "REQUEST_COPY", "ROWS_REQUEST", "ENDED_IN_FULL", "CHANGES", "TIMER_MOVE")
def an_ended_case_with_a_request_open(forger: Forger) -> None:
    asker = forger.people["消一"]
    forger.forge("written_off", lambda bodies: bodies["write_off"]["changes"].update(request_person_id=asker))
    forger.run(
        "INSERT INTO hazards_request (hazard_id, kind, state, reason, content, serial, opened_by_id, opened_at,"
        " moved_by_id, moved_at) VALUES (%s, 'VOID', 'PENDING', '误报', '{}', 9, %s, bh_now(), %s, bh_now())",
        *(forger.cases["written_off"], asker, asker),
    )


@breaks("CHANGES", "TIMER_MOVE")
def a_level_lowered_by_whoever_accepted(forger: Forger) -> None:
    forger.forge("written_off", lambda bodies: bodies["accept"]["changes"].update(level=""))
