"""The limits and the ladder a district starts with; data, kept as ClockPolicy rows that it may supersede.

Every limit marked [P] is a proposed default that no source gives. Sources: docs/law.md, table of turns.
"""

from typing import Any

from hazards.enums import Level, State


def _ladder(superior: str) -> list[dict[str, Any]]:
    """First form: when the limit passes, whose turn it is and its superior get a 督办单."""
    return [{"name": "督办单", "after": "0", "told": ["turn", superior]}]


# state, level, urgent, limit, superior of the turn, basis
DEFAULTS = (
    (State.REPORTED, "", False, "1wd", "street_head", "[P]"),
    (State.REPORTED, "", True, "2h", "street_head", "[P]"),
    (State.AWAITING_APPROVAL, "", False, "1wd", "coordinator_head", "[P]"),
    (State.AWAITING_APPROVAL, "", True, "4h", "coordinator_head", "[P]"),
    (State.DISPATCHED, "", False, "1wd", "lead_head", "[P]"),
    (State.DISPATCHED, "", True, "2h", "lead_head", "[P]"),
    (State.PLANNING, "", False, "10wd", "lead_head", "[P]"),
    (State.RECTIFYING, "", False, "15d", "lead_head", "整改期限；未定时 15 日 [P]"),
    (State.AWAITING_VERIFICATION, "", False, "3wd", "lead_head", "消防监督检查规定：3 个工作日"),
    (
        State.AWAITING_VERIFICATION,
        Level.MAJOR,
        False,
        "10d",
        "lead_head",
        "安全生产事故隐患排查治理暂行规定（总局令16号）",
    ),
    (State.AWAITING_WRITE_OFF, "", False, "2wd", "coordinator_head", "[P]"),
    (State.CLAIMABLE, "", False, "1wd", "coordinator_head", "[P]"),
    (State.CLAIMABLE, "", True, "4h", "coordinator_head", "[P]"),
    (State.CONSULTING, "", False, "3wd", "committee", "[P]"),
    (State.CONSULTING, "", True, "1wd", "committee", "[P]"),
    (State.SHELVED, "", False, "90d", "lead_head", "复核日期 [P]"),
)


def default_policies() -> list[dict[str, Any]]:
    """Return the columns of the rows a district starts with."""
    return [
        {
            "topic": "hazard",
            "state": str(state),
            "level": str(level),
            "urgent": urgent,
            "limit": limit,
            "ladder": _ladder(superior),
            "basis": basis,
        }
        for state, level, urgent, limit, superior, basis in DEFAULTS
    ]
