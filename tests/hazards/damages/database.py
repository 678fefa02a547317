"""Damages to acts, proposals and guards."""

from tests.hazards.damages import breaks
from tests.hazards.forging import Forger


@breaks("REPORTER_SEAL")
def another_reporter(forger: Forger) -> None:
    forger.run("UPDATE hazards_reporter SET name = '别人' WHERE hazard_id = %s", forger.cases["dispatched"])


@breaks("REPORTER_SEAL")
def a_reporter_taken_away(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_reporter WHERE hazard_id = %s", forger.cases["dispatched"])


@breaks("EXCEPTION_ACTS")
def a_look_made_longer(forger: Forger) -> None:
    forger.run("UPDATE hazards_hazardexception SET until_at = until_at + interval '1 day'")


@breaks("EXCEPTION_ACTS")
def a_look_that_nobody_gave(forger: Forger) -> None:
    forger.run(
        "INSERT INTO hazards_unitexception (kind, giver_person_id, giver_name, reason, from_at, until_at, unit_id,"
        " permission_id, user_id) SELECT kind, giver_person_id, giver_name, reason, from_at, until_at, %s,"
        " permission_id, user_id FROM hazards_hazardexception",
        forger.units["XFJ"],
    )


@breaks("DOOR_ACTS")
def a_notice_sent_to_somebody_else(forger: Forger) -> None:
    forger.run("UPDATE hazards_doorlink SET token_hash = repeat('0', 64) WHERE serial = 1")


@breaks("DOOR_ACTS")
def an_opening_that_never_was(forger: Forger) -> None:
    forger.run(
        "INSERT INTO hazards_doorevent (link_id, kind, at, device_hash, person_id, person_name, reason)"
        " SELECT id, 'OPENED', bh_now(), repeat('1', 64), person_id, '企', '' FROM hazards_doorlink WHERE serial = 1"
    )


@breaks("DOOR_ACTS")
def an_act_by_a_link_to_somebody_else(forger: Forger) -> None:
    forger.run("UPDATE hazards_doorlink SET person_id = %s WHERE serial = 2", forger.people["安"])


@breaks("DOOR_ACTS")
def a_link_that_was_never_ended(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_doorevent WHERE kind = 'REPLACED'")


@breaks("ACT_CHAIN")
def an_act_rewritten(forger: Forger) -> None:
    forger.run("UPDATE records_act SET body = replace(body, '消一', '消三') WHERE name = 'appoint'")


@breaks("ACT_COLUMNS")
def another_registrar(forger: Forger) -> None:
    forger.run("UPDATE records_act SET actor_name = '别人' WHERE name = 'appoint'")


@breaks("ACT_HEAD")
def another_head_of_acts(forger: Forger) -> None:
    forger.run("UPDATE records_stream SET length = length + 1 WHERE id = 1")


@breaks("PROPOSAL")
def a_proposal_nobody_made(forger: Forger) -> None:
    forger.run(
        "INSERT INTO records_proposal (kind, payload, reason, proposed_by_id, proposed_by_name, proposed_at, decision,"
        " decided_by_name, decision_note) VALUES ('appointment', '{}', '补', 1, '赵', bh_now(), 'PENDING', '', '')"
    )


@breaks("GUARD_TRIGGER")
def a_guard_off(forger: Forger) -> None:
    forger.owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER hazards_hazard_guard")


@breaks("GUARD_FUNCTION")
def a_guard_that_lets_through(forger: Forger) -> None:
    forger.owner.execute(
        "CREATE OR REPLACE FUNCTION records_check_hash() RETURNS trigger LANGUAGE plpgsql"
        " SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN RETURN NULL; END $$"
    )


@breaks("GUARD_CONSTRAINT")
def two_may_hold_one_seat(forger: Forger) -> None:
    forger.owner.execute("ALTER TABLE responsibility_appointment DROP CONSTRAINT responsibility_single_seat")


@breaks("APP_RIGHTS")
def rights_that_nobody_needs(forger: Forger) -> None:
    forger.owner.execute("GRANT UPDATE ON hazards_hazardrecord TO PUBLIC")


@breaks("CLOCK")
def a_clock_set_by_hand(forger: Forger) -> None:
    forger.owner.execute("INSERT INTO clock_override (shift) VALUES ('1 second')")
