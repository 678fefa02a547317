"""The limits and the ladder a district starts with; data, kept as ClockPolicy rows that it may supersede.

Every limit marked [P] is a proposed default that no source gives. Sources: docs/law.md, table of turns.
"""

from typing import Any

from hazards.enums import Level, State
from hazards.enums import TimerKind as T


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


# clock across stages, level, urgent, limit, rung, whom it tells, basis
TIMERS = (
    (T.CASE, "", False, "10wd", "全程督办", ["coordinator_head"], "承诺日期前：受理、派单、认领、会商 [P]"),
    (T.CASE, "", True, "2wd", "全程督办", ["coordinator_head"], "承诺日期前，紧急 [P]"),
    (f"{T.CASE}_DATED", "", False, "5wd", "全程督办", ["coordinator_head"], "承诺日期后：复查、销号 [P]"),
    (
        *(f"{T.CASE}_DATED", Level.MAJOR, False, "17d", "全程督办", ["coordinator_head"]),
        "承诺日期后：复查10日（总局令16号） [P]",
    ),
    (T.REQUEST, "", False, "2wd", "审批催办", ["decider", "coordinator_head"], "[P]"),
    (T.REQUEST, "", True, "4h", "审批催办", ["decider", "coordinator_head"], "[P]"),
    (T.CONTEST, "", False, "3wd", "裁定催办", ["ruler", "committee"], "同会商 [P]"),
    (T.CONTEST, "", True, "1wd", "裁定催办", ["ruler", "committee"], "同会商，紧急 [P]"),
)


def default_policies() -> list[dict[str, Any]]:
    """Return the columns of the rows a district starts with."""
    stages = [(*row[:4], _ladder(row[4]), row[5]) for row in DEFAULTS]
    timers = [(*row[:4], [{"name": row[4], "after": "0", "told": row[5]}], row[6]) for row in TIMERS]
    names = ("state", "level", "urgent", "limit", "ladder", "basis")
    rows = (dict(zip(names, row, strict=True)) for row in (*stages, *timers))
    return [{"topic": "hazard", **row, "state": str(row["state"]), "level": str(row["level"])} for row in rows]
