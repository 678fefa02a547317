"""What must hold of a hazard after every step, read from its row and its records, never from guards."""

from collections.abc import Callable
from itertools import pairwise

from hazards.enums import Level, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, HazardRecord
from records.clock import now

SYSTEM_MAY = {"deem_accepted", "convene", "resume", "separate", "succeed", "take_in", "take_measure", "move_along"}
ENDED = {State.WRITTEN_OFF, State.VOIDED, State.MERGED, State.TRANSFERRED, State.IMPORTED_CLOSED}
Records = list[HazardRecord]


def an_open_hazard_is_the_turn_of_somebody_living(hazard: Hazard, records: Records) -> bool:
    turn = LIFECYCLE.turns[hazard.state].relation
    if hazard.state in ENDED:
        return turn is None
    return turn is not None and bool(turn.holders(hazard, now()))


def one_clock_runs_while_it_is_open(hazard: Hazard, records: Records) -> bool:
    clock = hazard.clock
    clock.refresh_from_db()
    running = clock.stopped_at is None
    return running == (hazard.state not in ENDED) and clock.due_at == hazard.due_at


def one_unit_holds_it(hazard: Hazard, records: Records) -> bool:
    both = hazard.lead_id is not None and hazard.interim_lead_id is not None
    before = hazard.state in (State.REPORTED, State.AWAITING_APPROVAL, *ENDED)
    return not both and (before or (hazard.lead_id or hazard.interim_lead_id) is not None)


def what_is_claimable_asks_somebody(hazard: Hazard, records: Records) -> bool:
    return hazard.state != State.CLAIMABLE or bool(hazard.candidate_ids)


def it_goes_back_at_most_twice(hazard: Hazard, records: Records) -> bool:
    names = [record.name for record in records]
    returns = names.count("object") + names.count("disclaim")
    once = all(names.count(name) <= 1 for name in ("object", "recall_dispatch", "move_territory", "contest_claim"))
    return once and returns <= 2


def nobody_decides_what_is_his_own(hazard: Hazard, records: Records) -> bool:
    proposer: int | None = None
    for record in records:
        if record.name == "propose_assignment":
            proposer = record.actor_id
        if record.name == "approve_assignment" and record.actor_id in (hazard.reporter_person_id, proposer):
            return False
    return True


def it_is_written_off_by_a_third_person(hazard: Hazard, records: Records) -> bool:
    filed: set[int] = set()
    signed: set[int] = set()
    for record in records:
        if record.name == "submit_result":
            filed, signed = filed | {record.actor_id}, set()
        elif record.name in ("sign_opinion", "pass_verification"):
            if record.actor_id in filed:
                return False
            signed.add(record.actor_id)
        elif record.name == "refuse_write_off":
            signed = set()
        elif record.name == "reopen":
            filed, signed = set(), set()
        elif record.name == "write_off" and (not signed or record.actor_id in signed | filed):
            return False
    enough = hazard.level != Level.MAJOR or len(signed) >= 2
    return hazard.state != State.WRITTEN_OFF or not filed or enough


def the_lead_is_not_the_rectifier(hazard: Hazard, records: Records) -> bool:
    return hazard.lead_id is None or hazard.lead_id != hazard.rectifier_id


def a_street_never_works_on_a_major(hazard: Hazard, records: Records) -> bool:
    at_work = hazard.state in (State.RECTIFYING, State.AWAITING_VERIFICATION, State.AWAITING_WRITE_OFF)
    return not (at_work and hazard.level == Level.MAJOR and hazard.lead_id == hazard.street_id)


def a_major_at_work_has_its_plan(hazard: Hazard, records: Records) -> bool:
    at_work = hazard.state in (State.RECTIFYING, State.AWAITING_VERIFICATION, State.AWAITING_WRITE_OFF)
    if not at_work or hazard.level != Level.MAJOR:
        return True
    return hazard.plans.filter(state__in=("FILED", "COMPLETED")).exists()


def the_machine_moves_only_towards_duty(hazard: Hazard, records: Records) -> bool:
    machine = [record for record in records if record.actor_id == 0 and record.name != "raise_level"]
    return all(record.name in SYSTEM_MAY and record.target not in ENDED - {State.MERGED} for record in machine)


def what_is_ruled_does_not_go_back(hazard: Hazard, records: Records) -> bool:
    names = [record.name for record in records]
    ruled = names.index("rule") if "rule" in names else len(names)
    return not {"object", "claim", "disclaim"} & set(names[ruled:])


def what_is_set_aside_has_its_date(hazard: Hazard, records: Records) -> bool:
    return hazard.state != State.SHELVED or hazard.review_on is not None


def what_has_ended_leaves_nothing_open(hazard: Hazard, records: Records) -> bool:
    if hazard.state not in ENDED:
        return True
    open_ones = (
        hazard.requests.filter(state="PENDING"),
        hazard.rounds.filter(state="OPEN"),
        hazard.plans.filter(state="FILED"),
        hazard.disputes.filter(state="OPEN"),
        hazard.measures.filter(state__in=("PROPOSED", "IN_FORCE", "RELEASE_ASKED")),
        hazard.listings.filter(state__in=("PROPOSED", "LISTED")),
    )
    return not any(rows.exists() for rows in open_ones)


def the_records_are_one_chain(hazard: Hazard, records: Records) -> bool:
    links = all(a.hash == b.previous_hash and a.target == b.source for a, b in pairwise(records))
    return links and bytes(records[-1].hash) == bytes(hazard.head) and records[-1].target == hazard.state


INVARIANTS: tuple[Callable[[Hazard, Records], bool], ...] = (
    an_open_hazard_is_the_turn_of_somebody_living,
    one_clock_runs_while_it_is_open,
    one_unit_holds_it,
    what_is_claimable_asks_somebody,
    it_goes_back_at_most_twice,
    nobody_decides_what_is_his_own,
    it_is_written_off_by_a_third_person,
    the_lead_is_not_the_rectifier,
    a_street_never_works_on_a_major,
    a_major_at_work_has_its_plan,
    the_machine_moves_only_towards_duty,
    what_is_ruled_does_not_go_back,
    what_is_set_aside_has_its_date,
    what_has_ended_leaves_nothing_open,
    the_records_are_one_chain,
)


def broken(hazard: Hazard) -> list[str]:
    """Return the names of what doesn't hold."""
    records = list(hazard.records.order_by("sequence"))
    return [one.__name__ for one in INVARIANTS if not one(hazard, records)]
