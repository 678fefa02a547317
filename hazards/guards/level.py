"""Guards on the level, and on the listing of a major hazard (挂牌督办)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import Level, ListingState
from workflow.lifecycle import Kind, guard

# A listing has level, government, department, number, finish date (rule 15); the department is the hazard's column.
LISTING_PARTS = {
    "level": lazy("挂牌级别"),
    "government": lazy("挂牌政府"),
    "number": lazy("文号"),
    "finish_on": lazy("完成日期"),
}


@guard(reads_input=True)
def clause_in_force(hazard: Any, facts: Any) -> str | None:
    """Major by at least one clause of a standard in force on the day (rule 12)."""
    named = set(facts.data.get("clauses") or ())
    in_force = set(facts["clauses_in_force"] or ())
    if hazard.level != Level.MAJOR or (named and named <= in_force):
        return None
    today = facts.today.isoformat()
    return _("没有适用条款，或该标准在%(date)s不在有效期内") % {"date": today}


@guard(reads_input=True)
def level_not_lower(hazard: Any, facts: Any) -> str | None:
    """A determination sets the level or raises it; lowering is for those above (rule 13)."""
    if not hazard.level:
        return _("请先定级")
    lowered = facts.case.level == Level.MAJOR != hazard.level
    return _("降级由上一级审批，请提出降级申请") if lowered else None


@guard()
def may_determine(hazard: Any, facts: Any) -> str | None:
    """Who says so is a licensed officer of the lead, a candidate, or a department competent by a rule."""
    case = facts.case
    units = {case.lead_id, case.interim_lead_id, *case.candidate_ids, *(facts["competent_units"] or ())} - {None}
    mine = any(units & set(held.path) for held in facts.positions if held.licensed)
    return None if mine else _("没有定级权限")


@guard(reads_input=True)
def evidence_given(hazard: Any, facts: Any) -> str | None:
    """A lowering has reason and evidence (rule 13)."""
    given = facts.note.strip() and str((facts.data.get("evidence") or {}).get("proof", "")).strip()
    return None if given else _("降级须写明理由并附证据")


@guard()
def not_listed(hazard: Any, facts: Any) -> str | None:
    """It isn't listed: its listing department revokes that first."""
    return _("仍在挂牌督办，须先由挂牌单位撤销挂牌") if facts.case.listed else None


@guard()
def is_listed(hazard: Any, facts: Any) -> str | None:
    """It is listed."""
    return None if facts.case.listed else _("没有挂牌")


@guard()
def none_proposed(hazard: Any, facts: Any) -> str | None:
    """It is neither listed nor proposed for it."""
    return _("已提出挂牌或已挂牌") if facts.case.listing_unit_id else None


@guard()
def listing_proposed(hazard: Any, facts: Any) -> str | None:
    """Somebody has proposed to list it, and nobody has decided."""
    waits = facts.case.listing_unit_id and not facts.case.listed
    return None if waits else _("没有待决定的挂牌")


@guard()
def listed_by_another(hazard: Any, facts: Any) -> str | None:
    """Who proposed the listing for the office doesn't decide on it for the department."""
    proposed = [one["opened_by_id"] for one in facts["listings"] if one["state"] == ListingState.PROPOSED]
    return _("提请挂牌的人不能决定挂牌") if facts.actor.person_id in proposed else None


@guard(reads_input=True)
def listing_complete(hazard: Any, facts: Any) -> str | None:
    """Level, listing government, department, number, finish date (rule 15); the department is a living bureau."""
    said = facts.data.get("listing") or {}
    missing = [str(word) for part, word in LISTING_PARTS.items() if not str(said.get(part, "")).strip()]
    unit = facts.units.get(hazard.listing_unit_id)
    if not (unit and unit["living"] and unit["tree"] == "DEPARTMENT" and unit["rank"] == "BUREAU"):
        missing.append(_("督办部门"))
    return _("挂牌缺少：%(missing)s") % {"missing": "、".join(missing)} if missing else None


@guard(Kind.STEP)
def recheck_once(hazard: Any, facts: Any) -> str | None:
    """One person re-checks once in a round."""
    signed = any(facts.actor.person_id in one["rechecks"] for one in facts["listings"] if _stands(one))
    return _("本轮已签署意见") if signed else None


@guard()
def listing_rechecked(hazard: Any, facts: Any) -> str | None:
    """Listed: two officers of the listing department have been on site since this round passed (rule 16)."""
    standing = [one for one in facts["listings"] if _stands(one)]
    if all(len(one["rechecks"]) >= 2 for one in standing):
        return None
    name = facts.units[facts.case.listing_unit_id]["name"]
    return _("挂牌隐患须由%(unit)s现场复查后销号摘牌") % {"unit": name}


def _stands(listing: Any) -> bool:
    return bool(listing["state"] == ListingState.LISTED)
