"""Guards on the three parties, the level, the dated demand, the street."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import GradingState, Level
from workflow.lifecycle import guard


@guard(reads_input=True)
def parties_named(hazard: Any, facts: Any) -> str | None:
    """Territory, lead and rectifier are three fields, none of which stands for another (rule 2)."""
    missing = [
        str(word)
        for word, present in (
            (_("整改单位"), hazard.rectifier_id or hazard.rectifier_note.strip()),
            (_("牵头单位"), hazard.lead_id),
            (_("属地"), hazard.street_id),
        )
        if not present
    ]
    if not missing:
        return None
    return _("整改单位、牵头单位、属地三者缺一不可：缺%(missing)s") % {"missing": "、".join(missing)}


@guard(reads_input=True)
def lead_fit(hazard: Any, facts: Any) -> str | None:
    """A living department, or this street for a general hazard on its list (rules 1, 9); never the rectifier."""
    unit = facts.units.get(hazard.lead_id)
    if hazard.lead_id is None:
        return None  # parties_named says so
    cause = _lead_unfit(hazard, unit, facts)
    return (
        _("%(unit)s不能牵头：%(cause)s") % {"unit": unit["name"] if unit else "？", "cause": cause} if cause else None
    )


def _lead_unfit(hazard: Any, unit: Any, facts: Any) -> str:
    cause = cause_against(hazard.lead_id, hazard, facts)
    if unit is None or unit["tree"] == "DEPARTMENT" or not unit["living"]:
        return cause
    if hazard.district_id not in (unit["path"] or ()):
        return _("不是本区单位")
    if hazard.rectifier_id in (unit["path"] or ()):
        return _("牵头单位不能同时是整改单位")
    if unit["rank"] in ("COMMUNITY", "GRID"):
        return _("社区和网格不能牵头")
    if unit["rank"] != "STREET" or hazard.lead_id != hazard.street_id:
        return _("须由部门或属地街道牵头")
    if hazard.level == Level.MAJOR:
        return _("重大隐患须由部门牵头")
    return "" if facts["street_list"] else _("不在街道事项清单内")


@guard(reads_input=True)
def level_set(hazard: Any, facts: Any) -> str | None:
    """Somebody has said whether it is general or major."""
    return None if hazard.level else _("请先定级")


@guard(reads_input=True)
def demand_dated(hazard: Any, facts: Any) -> str | None:
    """The dated demand 整改期限 is set, not before today, at most a year ahead."""
    if hazard.demand_on is None:
        return _("请填写整改期限")
    if hazard.demand_on < facts.today:
        return _("整改期限不能早于今天")
    # The law knows no longer term than a major hazard's plan, which ends within a year (docs/law.md, plan_date_law).
    return _("整改期限不能超过一年") if hazard.demand_on > facts.today + timedelta(days=366) else None


@guard()
def street_no_major(hazard: Any, facts: Any) -> str | None:
    """A street never works on a major hazard as lead."""
    if hazard.level == Level.MAJOR and hazard.lead_id == hazard.street_id:
        return _("重大隐患不能由街道牵头")
    return None


@guard()
def recalled_once(hazard: Any, facts: Any) -> str | None:
    """A dispatch is recalled once; after that the lead accepts, or objects."""
    return _("派单已撤回过一次，请由牵头单位签收或提出异议") if facts.case.recalls else None


@guard()
def moved_once(hazard: Any, facts: Any) -> str | None:
    """The territory is put right once; what is still in doubt then is for consultation."""
    return _("属地已更正过一次，仍有争议的请提请会商") if facts.case.territory_moves else None


@guard()
def territory_known(hazard: Any, facts: Any) -> str | None:
    """It is known in which street it is: somebody must hold it until a lead does."""
    return None if facts.case.street_id else _("属地街道未明，请先更正属地")


@guard(reads_input=True)
def street_named(hazard: Any, facts: Any) -> str | None:
    """The new territory is another living street of the same district."""
    if hazard.street_id == facts.case.street_id:
        return _("请选择另一个街道")
    return no_street_of_it(hazard, facts)


@guard(reads_input=True)
def rectifier_named(hazard: Any, facts: Any) -> str | None:
    """Who must rectify is known, or it is said why nobody is (rule 2)."""
    named = hazard.rectifier_id or hazard.rectifier_note.strip()
    return None if named else _("整改单位、牵头单位、属地三者缺一不可：缺%(missing)s") % {"missing": _("整改单位")}


@guard(reads_input=True)
def parties_live(hazard: Any, facts: Any) -> str | None:
    """Who rectifies, helps, or is concerned beside the rectifier, has not ended."""
    named = (hazard.rectifier_id, *hazard.co_units, *hazard.co_rectifier_ids)
    ended = "、".join(name_of(pk, facts) for pk in named if _is_gone(pk, facts))
    return _("%(units)s已撤销，请另选") % {"units": ended} if ended else None


def _is_gone(unit_id: int | None, facts: Any) -> bool:
    unit = facts.units.get(unit_id)
    return unit_id is not None and (unit is None or not unit["living"])


@guard(reads_input=True)
def has_candidate(hazard: Any, facts: Any) -> str | None:
    """At least one living department is named, and none is the rectifier or has it inside."""
    if not hazard.candidate_ids:
        return _("没有候选部门，请提请会商")
    causes = {pk: cause_against(pk, hazard, facts) for pk in hazard.candidate_ids}
    unfit = [f"{name_of(pk, facts)}（{cause}）" for pk, cause in causes.items() if cause]
    return _("不能作候选：%(units)s") % {"units": "、".join(unfit)} if unfit else None


@guard(reads_input=True)
def level_not_lowered(hazard: Any, facts: Any) -> str | None:
    """What was determined as major isn't dispatched as general: lowering is for those above (rule 13)."""
    found = [one for one in facts["gradings"] if one["state"] == GradingState.CONFIRMED]
    lowered = found and found[-1]["level"] == Level.MAJOR and hazard.level != Level.MAJOR
    return _("已定为重大隐患，不能按一般隐患办理；确属误判的先依程序降级") if lowered else None


def no_street_of_it(hazard: Any, facts: Any) -> str | None:
    """Say that the territory named is no living street of the district; None: it is one."""
    unit = facts.units.get(hazard.street_id)
    fit = unit and unit["living"] and unit["rank"] == "STREET" and hazard.district_id in (unit["path"] or ())
    return None if fit else _("不是本区的街道")


def name_of(unit_id: int | None, facts: Any) -> str:
    """Return a unit's name, as far as the gate has read it."""
    unit = facts.units.get(unit_id)
    return unit["name"] if unit else "？"


def cause_against(unit_id: int, hazard: Any, facts: Any) -> str:
    """Say why a unit can't be the one that answers for a hazard as a department; empty: it can."""
    unit = facts.units.get(unit_id)
    if unit is None or not unit["living"]:
        return _("已撤销")
    if hazard.district_id not in (unit["path"] or ()):
        return _("不是本区单位")
    if unit["tree"] != "DEPARTMENT" or unit["rank"] != "BUREAU":
        return _("须由部门牵头")
    rectifier = facts.units.get(hazard.rectifier_id)
    tied = hazard.rectifier_id in (unit["path"] or ()) or (rectifier and unit_id in (rectifier["path"] or ()))
    return _("牵头单位不能同时是整改单位") if hazard.rectifier_id and tied else ""
