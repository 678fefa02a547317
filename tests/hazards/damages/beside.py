"""Damages to the matters beside a hazard: each row must be what the records make of it."""

from typing import LiteralString

from tests.hazards.damages import breaks
from tests.hazards.forging import Bodies, Forger

TABLES: dict[str, LiteralString] = {
    "ROWS_DISPUTE": "dispute",
    "ROWS_STANDPOINT": "standpoint",
    "ROWS_RULING": "ruling",
    "ROWS_PLAN": "plan",
    "ROWS_ROUND": "round",
    "ROWS_FOLLOWUP": "followup",
    "ROWS_MEASURE": "measure",
    "ROWS_LISTING": "listing",
    "ROWS_GRADING": "grading",
    "ROWS_RECUSAL": "recusal",
    "ROWS_REVIEW": "review",
    "ROWS_SAMPLE": "sample",
}


def _somebody_else(invariant: str, table: LiteralString) -> None:
    def damage(forger: Forger) -> None:
        forger.run("UPDATE hazards_" + table + " SET moved_by_id = moved_by_id + 1")

    damage.__name__ = f"a_{table}_moved_by_somebody_else"
    breaks(invariant)(damage)


for one, its_table in TABLES.items():
    _somebody_else(one, its_table)


@breaks("ENDED_IN_FULL", "ROWS_MEASURE")
def a_stop_left_standing(forger: Forger) -> None:
    forger.run("UPDATE hazards_measure SET state = 'IN_FORCE' WHERE hazard_id = %s", forger.cases["stopped"])


@breaks("SHELVED_DATED", "FOLD_FIELDS")
def set_aside_without_a_date(forger: Forger) -> None:
    forger.hazard("shelved", "review_on = NULL")


@breaks("RULED_ONCE", "CHANGES", "EDGE", "ENTITLED", "OUTBOX", "ROWS_RULING")
def ruled_before_it_was_claimed(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        bodies["open_for_claim"]["name"] = "rule"

    forger.forge("claimed", edit)


@breaks("RETURNS", "ACTED", "CHANGES", "EDGE", "ENTITLED", "OUTBOX", "ROWS_DISPUTE", "ROWS_ROUND", "ROWS_STANDPOINT")
def objected_to_three_times(forger: Forger) -> None:
    def edit(bodies: Bodies) -> None:
        for name in ("accept", "submit_result"):
            bodies[name]["name"] = "object"

    forger.forge("written_off", edit)


@breaks("MERGED_INTO", "FOLD_FIELDS")
def merged_into_nothing(forger: Forger) -> None:
    forger.hazard("merged", "survivor_id = NULL")
