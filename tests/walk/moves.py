"""What an act is filled in with: fittingly, in the name of who acts, in variants that lead to different lives."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hazards.enums import Level, MeasureKind, MeasureState
from hazards.models import Hazard
from responsibility.models import Matter
from tests import inputs
from tests.cast import Cast
from tests.walk.crowd import HOME

Input = dict[str, Any]
LASTING = (MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED)


def variants(cast: Cast, act: str, hazard: Hazard, who: str) -> list[Input]:
    """Return the inputs with which `who` might take the act, the plainest first."""
    made = VARIANTS.get(act)
    return made(cast, hazard, who) if made else [inputs.fitting(cast, act, hazard)]


def _propose(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = inputs.fitting(cast, "propose_assignment", hazard)
    bureau = cast.units["YJJ"].pk
    street = {"lead": cast.street.pk, "matter": Matter.objects.get(code="STREET").pk}
    return [
        {**plain, "level": hazard.level or Level.GENERAL},
        {**plain, "level": Level.MAJOR},
        {**plain, **street},
        {**plain, "lead": bureau},
        {**plain, "rectifier": cast.street.pk},
        {**plain, "rectifier": bureau},
        {**plain, "rectifier": None, "rectifier_note": "无主"},
        {**plain, "co_rectifiers": [cast.units["SHOP"].pk], "co_units": [cast.units["CGJ"].pk]},
    ]


def _open_for_claim(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = inputs.fitting(cast, "open_for_claim", hazard)
    three = [cast.units[code].pk for code in ("XFJ", "CGJ", "SJJ")]
    return [plain, {**plain, "candidates": three}, {**plain, "candidates": three[:1], "level": Level.MAJOR}]


def _claim(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    code = HOME.get(who, "XFJ")
    handler = {"XFJ": "消一", "CGJ": "城一", "SJJ": "查", "YJJ": "应长", "LYJ": "游"}.get(code, "赵")
    plain = {**inputs.fitting(cast, "claim", hazard), "unit": cast.units[code].pk}
    return [{**plain, "handler": cast[handler].person_id}]


def _accept(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    """Who accepts it handles it; of the brigade, 消一 does."""
    return [{"handler": cast["消一" if hazard.lead_id == cast.fire.pk else who].person_id}]


def _object(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    owners = [cast.units[code].pk for code in ("CGJ", "XFJ") if cast.units[code].pk != hazard.lead_id]
    return [{"owner": pk, "note": "已派人看守", "data": {"basis": "三定", "owner": pk}} for pk in owners[:1]]


def _disclaim(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    unit = cast.units[HOME.get(who, "XFJ")].pk
    other = cast.units["SJJ"].pk
    nobody = {"unit": unit, "data": {"basis": "三定", "owner": 0}}
    return [nobody, {"unit": unit, "owner": other, "data": {"basis": "三定", "owner": other}}]


def _rule(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = inputs.fitting(cast, "rule", hazard)
    bureau, street = cast.units["YJJ"].pk, {"lead": cast.street.pk, "level": Level.GENERAL}
    return [
        {**plain, "level": hazard.level or Level.GENERAL},
        {**plain, "level": Level.MAJOR},
        {**plain, **street},
        {**plain, "rectifier": bureau},
        {**plain, "lead": bureau},
    ]


def _rerule(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = _rule(cast, hazard, who)[0]
    said = {"ruling": {**inputs.RULING, "number": plain["number"], "decision": "区政府决定"}}
    plain = {name: plain[name] for name in ("verifying_unit", "number", "note")}
    codes = ["CGJ", "XFJ"] if hazard.lead_id == cast.fire.pk else ["XFJ", "CGJ"]
    units = [cast.units[code].pk for code in codes]
    return [{**plain, "lead": unit, "verifying_unit": unit, "data": said} for unit in units]


def _file_plan(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = inputs.fitting(cast, "file_plan", hazard)
    return [plain, {**plain, "data": {"plan": inputs.PLAN, "stages": ["清理"]}}]


def _determine(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    return [inputs.fitting(cast, "determine", hazard), {"level": Level.GENERAL, "data": {"clauses": []}}]


def _merge(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    others = Hazard.objects.exclude(pk=hazard.pk).order_by("pk").values_list("pk", flat=True)
    return [{"survivor": pk} for pk in others] or [{"survivor": None}]


def _ask_void(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    twins = Hazard.objects.exclude(pk=hazard.pk).order_by("pk")
    return [{"note": "误报"}, *({"note": "重复", "data": {"twin": t.number, "twin_id": t.pk}} for t in twins[:1])]


def _rebase(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    found = hazard.measures.filter(state__in=LASTING).order_by("-serial").first()
    others = Hazard.objects.exclude(pk=hazard.pk).order_by("pk").values_list("pk", flat=True)
    moved = {"measure": found.serial if found else 0, "kind": found.kind if found else "", "words": "二楼车间"}
    return [{"note": "写明", "data": {**moved, "to": pk}} for pk in others] or [{"note": "写明", "data": {"to": 0}}]


def _measure(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    return [{"note": "二楼车间", "data": {"kind": kind}} for kind in (MeasureKind.STOP, MeasureKind.SEAL)]


def _recusal(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    names = [name for name in ("消一", "消二", "消长", "城长") if cast[name].person_id not in hazard.recused_ids]
    return [{"person": cast[name].person_id, "note": "亲属"} for name in names] or [{"note": "亲属"}]


def _refuse_recusal(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    asked = hazard.recusals.filter(state="ASKED").first()
    serial, person = (asked.serial, asked.person_id) if asked else (0, 0)
    return [{"person": person, "note": "没有利害关系", "data": {"recusal": serial}}]


def _contest(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    return [{"data": {"basis": "三定", "unit": cast.units[HOME.get(who, "CGJ")].pk}}]


def _designate(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    codes = [code for code in ("CGJ", "XFJ") if cast.units[code].pk != hazard.verifying_unit_id]
    return [{"unit": cast.units[code].pk, "note": "人手不足"} for code in codes]


def _change_rectifier(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = inputs.fitting(cast, "change_rectifier", hazard)
    shop = {**plain, "rectifier": cast.units["SHOP"].pk, "rectifier_note": ""}
    return [plain, shop] if hazard.rectifier_id else [shop]


def _follow_up(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    kinds = hazard.follow_ups.filter(state="OPEN").order_by("kind").values_list("kind", flat=True)
    return [{"note": "已处理", "data": {"follow_up": kind}} for kind in kinds or ["INTERVIEW"]]


def _amend(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    plain = inputs.fitting(cast, "amend", hazard)
    return [plain, {"co_rectifiers": [cast.units["SHOP"].pk], "note": "房东也有份"}]


def _settled(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    """No demand of a hazard in a test may lie before the last sweep: set from the day of the act."""
    return [{"demand_on": cast.in_days(20), "note": "材料已到"}]


def _extend(cast: Cast, hazard: Hazard, who: str) -> list[Input]:
    later = max(cast.in_days(30), hazard.demand_on or cast.in_days(0))
    return [{"demand_on": later + timedelta(days=20)}]


VARIANTS: dict[str, Callable[[Cast, Hazard, str], list[Input]]] = {
    "propose_assignment": _propose,
    "open_for_claim": _open_for_claim,
    "claim": _claim,
    "accept": _accept,
    "object": _object,
    "disclaim": _disclaim,
    "rule": _rule,
    "rerule": _rerule,
    "file_plan": _file_plan,
    "determine": _determine,
    "merge": _merge,
    "ask_void": _ask_void,
    "rebase_measure": _rebase,
    "propose_measure": _measure,
    "ask_recusal": _recusal,
    "refuse_recusal": _refuse_recusal,
    "contest_claim": _contest,
    "designate_verifier": _designate,
    "change_rectifier": _change_rectifier,
    "settle_follow_up": _follow_up,
    "amend": _amend,
    "resume": _settled,
    "extend": _extend,
}
