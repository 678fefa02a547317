"""Guards on the work: the plan, the limit, what was done."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import Level, ListingState, PlanState, State
from hazards.guards.assignment import demand_dated
from hazards.guards.birth import community_of_street
from workflow.lifecycle import guard

# 五落实 and the goal: 安全生产事故隐患排查治理暂行规定 (总局令16号) article 15.
PLAN_PARTS = {
    "duty": lazy("责任"),
    "measures": lazy("措施"),
    "funds": lazy("资金"),
    "time_limit": lazy("时限"),
    "emergency_plan": lazy("预案"),
    "goal": lazy("目标"),
}


@guard(reads_input=True)
def reason_given(hazard: Any, facts: Any) -> str | None:
    """A note says why; the machine needs none."""
    return None if facts.note.strip() or facts.actor.is_system else _("请写明理由")


@guard(reads_input=True)
def handler_named(hazard: Any, facts: Any) -> str | None:
    """Acceptance names who handles it: somebody with a seat in the lead or inside it."""
    if not hazard.handler_person_id:
        return _("请指明承办人")
    return None if facts["handler_seated"] else _("承办人须是牵头单位的人员")


@guard(reads_input=True)
def five_in_place(hazard: Any, facts: Any) -> str | None:
    """五落实 and the goal are said, each of them (rule 14; 总局令16号 article 15)."""
    plan = facts.data.get("plan", {})
    missing = [str(word) for part, word in PLAN_PARTS.items() if not str(plan.get(part, "")).strip()]
    return _("五落实未到位：缺%(missing)s") % {"missing": "、".join(missing)} if missing else None


@guard(reads_input=True)
def measures_written(hazard: Any, facts: Any) -> str | None:
    """A result says what was done."""
    return None if facts.note.strip() else _("请写明采取的整改措施")


@guard()
def major_level(hazard: Any, facts: Any) -> str | None:
    """It is major."""
    return None if hazard.level == Level.MAJOR else _("一般隐患不适用")


@guard()
def general_level(hazard: Any, facts: Any) -> str | None:
    """It isn't major."""
    return _("重大隐患不适用") if hazard.level == Level.MAJOR else None


@guard()
def limit_passed(hazard: Any, facts: Any) -> str | None:
    """Silence counts only when the stage's limit has passed."""
    passed = facts.case.due_at is not None and facts.case.due_at <= facts.now
    return None if passed else _("时限未到")


# [P] A hazard is set aside for at most this long at a time, and in all.
SHELF_DAYS, SHELF_TOTAL_DAYS = 90, 365
# 挂账 needs one of these reasons [P]; each with an owner, interim control, and a date on which it is looked at again.
SHELF_REASONS = {
    "DEMOLITION": lazy("列入拆迁改造"),
    "SEASON": lazy("受季节或汛期限制"),
    "PROCUREMENT": lazy("设备材料采购"),
    "FUNDS": lazy("资金待落实"),
    "LITIGATION": lazy("权属或诉讼未决"),
}
CHANGE_CAUSES = {
    "DEREGISTERED": lazy("注销"),
    "VANISHED": lazy("失联"),
    "TRANSFERRED": lazy("转让"),
    "MISTAKEN": lazy("认定有误"),
    "SUBSTITUTE": lazy("代为消除"),
}


@guard(reads_input=True)
def plan_date_law(hazard: Any, facts: Any) -> str | None:
    """The plan ends by the date of the listing, where there is one."""
    ends = [one["finish_on"] for one in facts["listings"] if one["state"] == ListingState.LISTED]
    late = ends and hazard.demand_on and hazard.demand_on.isoformat() > ends[-1]
    return _("方案完成日期超过%(date)s") % {"date": ends[-1]} if late else None


@guard()
def plan_done(hazard: Any, facts: Any) -> str | None:
    """Every stage of the plan that stands has been reported done."""
    filed = [one for one in facts["plans"] if one["state"] == PlanState.FILED]
    left = [stage for stage in range(len(filed[-1]["stages"])) if stage not in filed[-1]["done"]] if filed else []
    return _("治理方案还有未完成的阶段") if left else None


@guard()
def stage_of_the_plan(hazard: Any, facts: Any) -> str | None:
    """What is reported done is a stage of the plan that stands, and was not reported before."""
    filed = [one for one in facts["plans"] if one["state"] == PlanState.FILED]
    left = [n for n in range(len(filed[-1]["stages"])) if n not in filed[-1]["done"]] if filed else []
    there = left and (facts.before_input or facts.data.get("stage") in left)
    return None if there else _("治理方案没有这个未完成的阶段")


@guard()
def plan_completed(hazard: Any, facts: Any) -> str | None:
    """A major hazard has a completed plan."""
    completed = any(one["state"] == PlanState.COMPLETED for one in facts["plans"])
    return None if completed or hazard.level != Level.MAJOR else _("治理方案未完成，不能销号")


@guard(reads_input=True)
def shelf_complete(hazard: Any, facts: Any) -> str | None:
    """挂账 has a listed reason, an owner, interim control and a date of review (rule 21)."""
    shelf = facts.data.get("shelf") or {}
    said = all(str(shelf.get(part, "")).strip() for part in ("owner", "control", "review_on"))
    return None if said and shelf.get("reason") in SHELF_REASONS else _("挂账须有理由、责任人、临时管控和复核日期")


@guard(reads_input=True)
def review_dated(hazard: Any, facts: Any) -> str | None:
    """The review is dated, ahead, and within 90 days [P]."""
    if hazard.review_on is None or hazard.review_on <= facts.today:
        return _("请填写今天以后的复核日期")
    late = hazard.review_on > facts.today + timedelta(days=SHELF_DAYS)
    return _("复核日期不能超过%(days)s日") % {"days": SHELF_DAYS} if late else None


@guard(reads_input=True)
def shelf_total(hazard: Any, facts: Any) -> str | None:
    """It is set aside at most a year in all [P]."""
    if hazard.review_on is None:
        return None  # review_dated says so
    days, since = 0, None
    for source, target, on in facts["shelf_turns"] or ():
        day = date.fromisoformat(on)
        if target == State.SHELVED != source:
            since = day
        elif source == State.SHELVED != target and since is not None:
            days, since = days + (day - since).days, None
    days += (hazard.review_on - (since or facts.today)).days
    return _("挂账累计不得超过一年") if days > SHELF_TOTAL_DAYS else None


@guard(reads_input=True)
def new_rectifier_fit(hazard: Any, facts: Any) -> str | None:
    """The new rectifier lives, is another one, and is neither the lead nor above or inside it."""
    unit, lead = facts.units.get(hazard.rectifier_id), facts.units.get(hazard.lead_id)
    if hazard.rectifier_id == facts.case.rectifier_id or (unit and not unit["living"]):
        return _("请选择另一个存续的整改单位")
    tied = unit and lead and (hazard.rectifier_id in (lead["path"] or ()) or hazard.lead_id in (unit["path"] or ()))
    return _("新的整改单位不能是牵头单位") if tied else None


@guard(reads_input=True)
def cause_listed(hazard: Any, facts: Any) -> str | None:
    """A rectifier changes for one of the listed causes."""
    return None if facts.data.get("cause") in CHANGE_CAUSES else _("请选择变更原因")


@guard(reads_input=True)
def something_amended(hazard: Any, facts: Any) -> str | None:
    """An amendment changes something, and leaves a sentence that says what is wrong."""
    case = facts.case
    same = all(getattr(case, name) == getattr(hazard, name) for name in AMENDABLE)
    if same:
        return _("没有改动")
    return None if hazard.description.strip() else _("请写明隐患内容")


# Whatever names a party, a level, a date or a verifier changes only by its own procedure.
AMENDABLE = ("description", "place_text", "community_id", "found_on", "matter_id", "co_rectifier_ids")


@guard(reads_input=True)
def community_fit(hazard: Any, facts: Any) -> str | None:
    """An amendment that names the community names a living one of the hazard's street."""
    return None if hazard.community_id == facts.case.community_id else community_of_street.check(hazard, facts)


@guard(reads_input=True)
def demand_after_shelf(hazard: Any, facts: Any) -> str | None:
    """Who takes a hazard up again says until when; the machine doesn't: it is overdue at once."""
    if facts.actor.is_system:
        return limit_passed.check(hazard, facts)
    return demand_dated.check(hazard, facts)


@guard()
def was_general(hazard: Any, facts: Any) -> str | None:
    """It was not major before."""
    return _("已是重大隐患") if facts.case.level == Level.MAJOR else None
