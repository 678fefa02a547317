"""What of a hazard decides how its life can go on: two that are alike in this go on alike.

Kept: state, level, the units of the chain by code, who is asked and who has spoken, counts up to where the law stops
counting, the kind of request, what is open beside it, and which persons are struck: who filed, signed, asked, stands
aside, acted. Left out: words, photographs, numbers, dates but for whether the limit has passed, and what is over.
"""

from collections.abc import Hashable
from typing import Any

from tests.cast import Cast
from tests.walk.life import Life, instant

OPEN_BESIDE = {
    "measure": ("PROPOSED", "IN_FORCE", "RELEASE_ASKED"),
    "listing": ("PROPOSED", "LISTED"),
    "followup": ("OPEN",),
    "review": ("OPEN",),
    "sample": ("DRAWN",),
    "recusal": ("ASKED",),
    "dispute": ("OPEN",),
    "plan": ("FILED", "COMPLETED"),
}
# Whether these acted decides who may review what was written off.
JUDGES = ("应长", "委", "区长")


def abstract(life: Life, cast: Cast) -> Hashable:
    """Return what two hazards must have in common to go on alike."""
    names = {person.pk: name for name, person in cast.people.items()}
    codes = {unit.pk: code for code, unit in cast.units.items()}
    case = life.hazard

    def people(column: str, *only: str) -> tuple[str, ...]:
        found = sorted(names[pk] for pk in case[column])
        return tuple(name for name in found if not only or name in only)

    def units(column: str) -> tuple[str, ...]:
        return tuple(sorted(codes[pk] for pk in case[column]))

    chain = tuple(
        codes.get(case[f"{column}_id"], "")
        for column in ("street", "lead", "interim_lead", "rectifier", "verifying_unit", "listing_unit")
    )
    asked = names.get(case["request_person_id"], "")
    counts = tuple(min(case[name], 2) for name in ("returns", "recalls", "territory_moves", "failed_rounds", "episode"))
    flags = tuple(bool(case[name]) for name in ("contested", "listed", "sampled", "ruling_number", "survivor_id"))
    in_plan = life.state not in ("REPORTED", "AWAITING_APPROVAL")
    return (
        life.state,
        case["level"],
        chain if in_plan else chain[:1] + chain[3:4] + (chain[1] if life.state == "AWAITING_APPROVAL" else "",),
        units("candidate_ids"),
        units("co_rectifier_ids"),
        _spoken(life, codes),
        (case["request_kind"], asked),
        counts,
        min(case["extensions"], 2),
        flags,
        people("filed_ids"),
        people("opinion_ids"),
        people("recused_ids"),
        people("look_back_ids"),
        people("acted_ids", *JUDGES),
        names.get(case["proposer_person_id"], "") if life.state == "AWAITING_APPROVAL" else "",
        tuple(_beside(life)),
        case["due_at"] is not None and instant(case["due_at"]) <= life.now,
    )


def _spoken(life: Life, codes: dict[int, str]) -> tuple[str, ...]:
    if life.state in ("REPORTED", "CLAIMABLE", "DISPATCHED"):
        return tuple(sorted({codes[row["unit_id"]] for row in life.rows("standpoint")}))
    contested = any(row["kind"] == "CONTEST" for row in life.rows("standpoint"))
    lost = tuple(sorted(codes[pk] for pk in life["loser_ids"]))
    return (*lost, "contested") if contested else lost


def _beside(life: Life) -> list[Any]:
    open_rows = [
        (
            name,
            row["state"],
            str(row.get("kind", "")),
            _since(name, row, life),
            len(row.get("rechecks", ())),
            _left(row),
        )
        for name, states in OPEN_BESIDE.items()
        for row in life.rows(name, *states)
    ]
    transfers = [row["state"] for row in life.rows("request") if row["kind"] == "TRANSFER"]
    reviewed = any(row["episode"] == life["episode"] for row in life.rows("review"))
    shelved = min(len(life.named("shelve")), 2)
    return [*sorted(set(open_rows)), tuple(transfers[-1:]), reviewed, shelved]


def _since(name: str, row: dict[str, Any], life: Life) -> bool:
    """Of a measure: whether something has passed since it began."""
    if name != "measure":
        return False
    return any(step.at >= instant(row["opened_at"]) for step in life.named("pass_verification"))


def _left(row: dict[str, Any]) -> int:
    """Of a plan: how many stages are left."""
    return len(row.get("stages", ())) - len(row.get("done", ()))
