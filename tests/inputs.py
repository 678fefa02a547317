"""What each act is filled in with, as it should be: tests are about persons, states and what is missing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hazards.enums import Level, MeasureKind, MeasureState
from hazards.models import Clause, Hazard
from records.clock import now
from responsibility.charter import ChartUnit, establish
from responsibility.enums import Rank, Tree
from responsibility.models import Matter, Unit

if TYPE_CHECKING:
    from tests.cast import Cast

PLAN = dict.fromkeys(("duty", "measures", "funds", "time_limit", "emergency_plan", "goal"), "已落实")
RULING = {"basis": "三管三必须", "split": "消防牵头，城管配合", "in_name": "区安委会办公室"}
RECEIPT = {"unit": "邻区应急局", "person": "签收人", "signed_on": "2026-11-25", "paper": "移送书"}


def fitting(cast: "Cast", name: str, hazard: Hazard) -> dict[str, Any]:
    """Return the input of one act that the law has nothing against."""
    return FITTING.get(name, lambda cast, hazard: {"note": "写明"})(cast, hazard)


def other_street(cast: "Cast") -> Unit:
    """Return a second street of the district."""
    charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101")
    known = Unit.objects.filter(code=charted.code).first()
    if known is not None:
        return known
    from tests.cast import REGISTRAR

    return establish([charted], actor=REGISTRAR, from_at=now())["990101002"]


def clauses() -> list[int]:
    """Return a clause by which it is major."""
    clause, _made = Clause.objects.get_or_create(
        standard="判定标准（虚构）", number="5.1", words="疏散通道被占用", from_on="2020-01-01"
    )
    return [clause.pk]


def twin(cast: "Cast", hazard: Hazard) -> Hazard:
    """Return another hazard of the same place."""
    return cast.report("民", place_text=hazard.place_text)


def measure(hazard: Hazard, *states: str) -> int:
    """Return the serial of the hazard's last measure in these states; 0: it has none."""
    found = hazard.measures.filter(state__in=states).order_by("-serial").first()
    return found.serial if found else 0


def _named(cast: "Cast", hazard: Hazard) -> dict[str, Any]:
    return {"rectifier": cast.firm.pk, "level": hazard.level or Level.GENERAL, "matter": cast.matter.pk}


def _measured(*states: str, **more: Any) -> Callable[["Cast", Hazard], dict[str, Any]]:
    def given(cast: "Cast", hazard: Hazard) -> dict[str, Any]:
        return {"note": "写明", "data": {"measure": measure(hazard, *states), **more}}

    return given


def _ruling(cast: "Cast", hazard: Hazard) -> dict[str, Any]:
    number = f"云汀安防〔2026〕{Hazard.objects.exclude(ruling_number='').count() + 1}号"
    said = {"ruling": {**RULING, "number": number}}
    fire = {"lead": cast.fire.pk, "verifying_unit": cast.fire.pk}
    return {**fire, "number": number, "note": "裁定", "data": said}


def nobodys() -> Matter:
    """A matter for which no rule names a department."""
    return Matter.objects.get_or_create(code="NOBODYS", defaults={"name": "无主管部门的事项"})[0]


IN_FORCE = (MeasureState.IN_FORCE,)
ASKED = (MeasureState.RELEASE_ASKED,)
FITTING: dict[str, Callable[["Cast", Hazard], dict[str, Any]]] = {
    "move_territory": lambda c, h: {"street": other_street(c).pk, "note": "在对面"},
    "confirm_fixed": lambda c, h: {"data": {"photos": c.photos("BEFORE", "AFTER")}},
    "merge": lambda c, h: {"survivor": twin(c, h).pk},
    "propose_assignment": lambda c, h: {"lead": c.fire.pk, **_named(c, h), "demand_on": c.in_days(7)},
    "open_for_claim": lambda c, h: {
        **_named(c, h),
        "candidates": [c.fire.pk, c.units["CGJ"].pk],
        "demand_on": c.in_days(7),
        "data": {"basis": "三定"},
    },
    "accept": lambda c, h: {"handler": c["消一"].person_id},
    "object": lambda c, h: {
        "owner": c.units["CGJ"].pk,
        "note": "已派人看守",
        "data": {"basis": "三定", "owner": c.units["CGJ"].pk},
    },
    "claim": lambda c, h: {
        **_named(c, h),
        "unit": c.fire.pk,
        "handler": c["消一"].person_id,
        "demand_on": c.in_days(7),
    },
    "convene": lambda c, h: {"note": "写明", **({"matter": nobodys().pk} if h.state == "REPORTED" else {})},
    "disclaim": lambda c, h: {"unit": (h.candidate_ids or [0])[0], "data": {"basis": "三定", "owner": 0}},
    "rule": lambda c, h: {
        **_ruling(c, h),
        "demand_on": c.in_days(9),
        "rectifier": c.firm.pk,
        "level": h.level or Level.GENERAL,
    },
    "rerule": lambda c, h: _ruling(c, h) | {"data": {"ruling": {**RULING, "number": "改", "decision": "区政府决定"}}},
    "contest_claim": lambda c, h: {"data": {"basis": "三定", "unit": c.units["CGJ"].pk}},
    "file_plan": lambda c, h: {"demand_on": c.in_days(60), "data": {"plan": PLAN}},
    "extend": lambda c, h: {"demand_on": c.in_days(30)},
    "shelve": lambda c, h: {"review_on": c.in_days(30)},
    "resume": lambda c, h: {"demand_on": c.in_days(10), "note": "材料已到"},
    "change_rectifier": lambda c, h: {
        "rectifier_note": "业主失联，由街道代为消除",
        "demand_on": c.in_days(9),
        "note": "失联",
        "data": {"cause": "VANISHED"},
    },
    "determine": lambda c, h: {"level": Level.MAJOR, "data": {"clauses": clauses()}},
    "upgrade": lambda c, h: {"data": {"clauses": clauses()}},
    "designate_verifier": lambda c, h: {"unit": c.units["CGJ"].pk, "note": "人手不足"},
    "fail_verification": lambda c, h: {"note": "还有", "demand_on": c.in_days(5)},
    "reopen": lambda c, h: {"note": "又堆上了", "demand_on": c.in_days(5)},
    "ask_extend": lambda c, h: {
        "note": "货没到",
        "data": {"protection": "专人看守", "until_on": c.in_days(30).isoformat()},
    },
    "ask_shelve": lambda c, h: {
        "note": "待拆迁",
        "data": {
            "shelf": {
                "reason": "DEMOLITION",
                "owner": "消一",
                "control": "封闭",
                "review_on": c.in_days(30).isoformat(),
            }
        },
    },
    "ask_transfer": lambda c, h: {
        "note": "在邻区",
        "data": {"transfer": {"receiver": "邻区应急局", "why": "OTHER_DISTRICT"}},
    },
    "ask_downgrade": lambda c, h: {"note": "复核后不符合条款", "data": {"evidence": {"proof": "专家意见"}}},
    "sign_transfer": lambda c, h: {"data": {"receipt": RECEIPT}},
    "report_stage": lambda c, h: {"note": "已完成", "data": {"stage": 0}},
    "propose_measure": lambda c, h: {"note": "二楼车间", "data": {"kind": MeasureKind.STOP}},
    "order_measure": _measured(MeasureState.PROPOSED),
    "drop_measure": _measured(MeasureState.PROPOSED),
    "ask_release": _measured(*IN_FORCE),
    "refuse_release": _measured(*ASKED),
    "lift_measure": _measured(*ASKED),
    "expire_measure": _measured(*IN_FORCE, *ASKED, closed=True),
    "propose_listing": lambda c, h: {
        "unit": c.units["CGJ"].pk,
        "data": {
            "listing": {
                "level": "区级",
                "government": "云汀区人民政府",
                "number": "挂1",
                "finish_on": c.in_days(200).isoformat(),
            }
        },
    },
    "ask_recusal": lambda c, h: {"person": c["消二"].person_id, "note": "亲属"},
    "grant_recusal": lambda c, h: {"data": {"recusal": _asked_recusal(h)}},
    "refuse_recusal": lambda c, h: {
        "person": c["消二"].person_id,
        "note": "没有利害关系",
        "data": {"recusal": _asked_recusal(h)},
    },
    "settle_follow_up": lambda c, h: {"note": "已约谈", "data": {"follow_up": "INTERVIEW"}},
    "draw_sample": lambda c, h: {"persons": [c["查"].person_id, c["看"].person_id], "data": {"seed": "2026-11"}},
    "amend": lambda c, h: {"description": "三楼疏散通道堆放纸箱", "note": "楼层写错"},
}


def _asked_recusal(hazard: Hazard) -> int:
    asked = hazard.recusals.filter(state="ASKED").first()
    return asked.serial if asked else 0
