"""Damages to clocks, rungs and the outbox."""

from tests.hazards.damages import breaks
from tests.hazards.forging import Bodies, Forger


@breaks("CLOCK_ONE", "CLOCK_ROW")
def a_clock_stopped_by_hand(forger: Forger) -> None:
    forger.run(
        "UPDATE hazards_hazardclock SET stopped_at = bh_now(), due_at = NULL, next_rung_at = NULL WHERE hazard_id = %s",
        forger.cases["dispatched"],
    )


@breaks("CLOCK_ONE", "CLOCK_ROW")
def a_clock_taken_away(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_hazardclock WHERE hazard_id = %s", forger.cases["dispatched"])


@breaks("CLOCK_ROW")
def a_list_that_shows_another_due_date(forger: Forger) -> None:
    forger.hazard("dispatched", "due_at = due_at + interval '1 day'")


@breaks("CLOCK_ROW")
def a_clock_put_off(forger: Forger) -> None:
    forger.run("UPDATE hazards_hazardclock SET due_at = due_at + interval '1 day', next_rung_at = NULL WHERE id = 1")


@breaks("CLOCK_MOVE")
def a_clock_moved_by_a_record_that_keeps_it(forger: Forger) -> None:
    forger.forge("signed", lambda bodies: bodies["sign_opinion"].update(clock=bodies["submit_result"]["clock"]))


@breaks("CLOCK_DUE", "CLOCK_ROW")
def a_due_date_that_no_rule_gives(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        bodies["accept"]["clock"]["due_at"] = bodies["report"]["at"]

    forger.forge("rectifying", edit)


@breaks("CLOCK_DUE")
def a_policy_rewritten_in_place(forger: Forger) -> None:
    forger.run("""UPDATE workflow_clockpolicy SET "limit" = '90d' WHERE state = 'AWAITING_WRITE_OFF'""")


@breaks("SWEEP_LATE", "CLOCK")
def nobody_sweeps(forger: Forger) -> None:
    forger.run("INSERT INTO clock_override (shift) VALUES ('60 days')")


@breaks("RUNG_RECORD")
def a_rung_taken_away(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_hazardrung")


@breaks("RUNG_ORDER", "RUNG_RECORD")
def a_rung_skipped(forger: Forger) -> None:
    forger.run("UPDATE hazards_hazardrung SET level = 2")


@breaks("RUNG_EARLY")
def a_rung_before_it_was_due(forger: Forger) -> None:
    forger.run("UPDATE hazards_hazardrung SET due_at = fired_at + interval '1 hour'")


@breaks("OUTBOX")
def a_record_that_nobody_is_told_of(forger: Forger) -> None:
    forger.run(
        "DELETE FROM notifications_outbox WHERE record_id ="
        " (SELECT id FROM hazards_hazardrecord WHERE hazard_id = %s AND name = 'accept')",
        forger.cases["rectifying"],
    )


@breaks("OUTBOX")
def the_superior_left_out(forger: Forger) -> None:
    forger.run("UPDATE notifications_outbox SET told = '{turn}' WHERE told @> '{turn,lead_head}'")


@breaks("OUTBOX_ORPHAN")
def news_of_nothing(forger: Forger) -> None:
    forger.run(
        "INSERT INTO notifications_outbox (topic, record_id, told, written_at, attempts, error)"
        " VALUES ('hazard', 1000000, '{turn}', bh_now(), 0, '')"
    )


@breaks("TIMER_ROW")
def a_clock_of_the_whole_case_put_off(forger: Forger) -> None:
    forger.run(
        "UPDATE hazards_hazardtimer SET due_at = due_at + interval '9 days', next_rung_at = NULL WHERE hazard_id = %s",
        forger.cases["dispatched"],
    )


@breaks("TIMER_ROW")
def a_clock_of_the_whole_case_taken_away(forger: Forger) -> None:
    forger.run("DELETE FROM hazards_hazardtimer WHERE hazard_id = %s", forger.cases["dispatched"])


@breaks("TIMER_MOVE")
def a_failure_that_puts_off_the_whole_case(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        bodies["fail_verification"]["timers"] = bodies["approve_assignment"]["timers"]

    forger.forge("failed", edit)


@breaks("TIMER_DUE", "TIMER_ROW")
def a_whole_case_due_when_no_rule_says(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        timer = bodies["approve_assignment"]["timers"]["CASE"]
        timer["due_at"] = timer["next_rung_at"] = bodies["report"]["at"]

    forger.forge("rectifying", edit)
