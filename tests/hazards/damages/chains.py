"""Damages to the chain, the columns and the fold."""

from tests.hazards.damages import breaks
from tests.hazards.forging import Bodies, Forger


@breaks("CHAIN_SEQUENCE")
def a_version_ahead(forger: Forger) -> None:
    forger.hazard("rectifying", "version = version + 1")


@breaks("CHAIN_SEQUENCE", "RECORD_COLUMNS", "CLOCK_MOVE")
def a_gap(forger: Forger) -> None:
    forger.run(
        "UPDATE hazards_hazardrecord SET sequence = 9 WHERE hazard_id = %s AND name = 'accept'",
        forger.cases["rectifying"],
    )


@breaks("CHAIN_SEQUENCE", "CHAIN_HASH", "FOLD_FIELDS", "CLOCK_ROW", "OUTBOX_ORPHAN")
def the_end_cut_off(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_hazardrecord WHERE hazard_id = %s AND name = 'accept'", forger.cases["rectifying"])


@breaks("CHAIN_HASH")
def a_note_rewritten(forger: Forger) -> None:
    forger.run(
        "UPDATE hazards_hazardrecord SET body = replace(body, '同意销号', '不同意') WHERE hazard_id = %s",
        forger.cases["written_off"],
    )


@breaks("CHAIN_HASH")
def another_head(forger: Forger) -> None:
    forger.hazard("dispatched", "head = decode(repeat('ab', 32), 'hex')")


@breaks("RECORD_COLUMNS")
def another_name_in_the_list(forger: Forger) -> None:
    forger.run("UPDATE hazards_hazardrecord SET actor_name = '别人' WHERE name = 'write_off'")


@breaks("RECORD_COLUMNS", "CHAIN_HASH", "FOLD_SOURCE", "FOLD_FIELDS", "FOLD_CHAIN", "HOLDER", "ENTITLED", "FOUR_EYES",
        "SIGNATURES", "ACTED", "CLOCK_MOVE", "EXCLUDED", "FIRST_DEMAND", "OUTBOX", "PHOTO_RECORDS", "PHOTO_SHOWN",
        "ROWS_GRADING", "ROWS_LISTING", "ROWS_PLAN", "ROWS_REQUEST",
        "TIMER_MOVE", "TIMER_DUE",
        )  # fmt: skip
def a_body_that_is_no_json(forger: Forger) -> None:
    forger.run(
        "UPDATE hazards_hazardrecord SET body = 'x' WHERE hazard_id = %s AND sequence = 1", forger.cases["dispatched"]
    )


@breaks("TIME_ORDER")
def signed_before_it_was_submitted(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        bodies["sign_opinion"]["at"] = str(int(bodies["sign_opinion"]["at"][:4]) - 1) + bodies["sign_opinion"]["at"][4:]

    # Licences and appointments of the cast are a year old and more; the citizen's chain is not.
    forger.run("UPDATE responsibility_licence SET from_on = from_on - 30")
    forger.forge("signed", edit)


@breaks("FOLD_SOURCE")
def a_change_of_state_unsaid(forger: Forger) -> None:
    forger.forge("rectifying", lambda bodies: bodies["propose_assignment"]["changes"].pop("state"))


@breaks("FOLD_SOURCE", "EDGE")
def another_source(forger: Forger) -> None:
    forger.forge("rectifying", lambda bodies: bodies["accept"].update(source="REPORTED"))


@breaks("FOLD_FIELDS")
def another_description(forger: Forger) -> None:
    forger.hazard("reported", "description = '没有隐患'")


@breaks("FOLD_FIELDS", "TURN", "CLOCK_ONE", "CLOCK_ROW")
def written_off_by_hand(forger: Forger) -> None:
    forger.hazard("rectifying", "state = 'WRITTEN_OFF'")


@breaks("FOLD_CHAIN")
def another_chain(forger: Forger) -> None:
    street = forger.units["CGJ"]
    forger.forge("dispatched", lambda bodies: bodies["approve_assignment"]["chain"]["lead"].update(unit=street))


@breaks("EDGE", "OUTBOX", "CHANGES")
def a_step_that_the_law_does_not_have(forger: Forger) -> None:
    forger.forge("rectifying", lambda bodies: bodies["accept"].update(name="teleport"))


@breaks("EDGE_LIST", "GUARD_FUNCTION")
def an_edge_let_in(forger: Forger) -> None:
    (source,) = forger.owner.execute("SELECT pg_get_functiondef('hazards_hazard_edges'::regproc)").fetchone() or ("",)
    forger.owner.execute(str(source).replace("VALUES", "VALUES ('write_off', 'REPORTED', 'WRITTEN_OFF'),"))  # type: ignore[arg-type]
