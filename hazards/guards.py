"""The guards of the law: pure functions of the hazard and its facts, each with its words of refusal.

The words stand in section 3 of docs/law.md; "rule n" means rule n of the trade's rules listed there.
"""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import Level, PhotoRole, RequestKind, State
from workflow.lifecycle import Kind, guard

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
    if unit is None or not unit["living"]:
        return _("已撤销")
    if hazard.district_id not in (unit["path"] or ()):
        return _("不是本区单位")
    rectifier = facts.units.get(hazard.rectifier_id)
    if hazard.rectifier_id == hazard.lead_id or hazard.rectifier_id in (unit["path"] or ()):
        return _("牵头单位不能同时是整改单位")
    if rectifier and unit["tree"] == "DEPARTMENT" and hazard.lead_id in (rectifier["path"] or ()):
        return _("牵头单位不能同时是整改单位")
    if unit["tree"] == "DEPARTMENT":
        return "" if unit["rank"] == "BUREAU" else _("须由部门牵头")
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
    """The dated demand 整改期限 is set, and not in the past."""
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
def one_record(hazard: Any, facts: Any) -> str | None:
    """One hazard a record (rule 28): it says what is wrong, in a sentence."""
    return None if hazard.description.strip() else _("请写明隐患内容")


@guard()
def date_order(hazard: Any, facts: Any) -> str | None:
    """Dates in order (rule 28): found, then rectified; nothing is found tomorrow."""
    done = hazard.origin.get("rectified_on") or hazard.origin.get("rechecked_on")
    if hazard.found_on and hazard.found_on > facts.today:
        return _("检查日期晚于今天")
    if done and hazard.found_on and done < hazard.found_on.isoformat():
        return _("整改日期早于检查日期")
    return None


@guard(reads_input=True)
def reason_given(hazard: Any, facts: Any) -> str | None:
    """A refusal, a failure, a reopening says why."""
    return None if facts.note.strip() else _("请写明理由")


@guard(reads_input=True)
def handler_named(hazard: Any, facts: Any) -> str | None:
    """Acceptance names who handles it: somebody with a seat in the lead or inside it."""
    if not hazard.handler_person_id:
        return _("请指明承办人")
    return None if facts["handler_seated"] else _("承办人须是牵头单位的人员")


@guard(reads_input=True)
def five_in_place(hazard: Any, facts: Any) -> str | None:
    """五落实 and the goal, each said (rule 14; 总局令16号 article 15)."""
    plan = facts.data.get("plan", {})
    missing = [str(word) for part, word in PLAN_PARTS.items() if not str(plan.get(part, "")).strip()]
    return _("五落实未到位：缺%(missing)s") % {"missing": "、".join(missing)} if missing else None


@guard(reads_input=True)
def measures_written(hazard: Any, facts: Any) -> str | None:
    """A result says what was done."""
    return None if facts.note.strip() else _("请写明采取的整改措施")


@guard(reads_input=True)
def after_photos(hazard: Any, facts: Any) -> str | None:
    """Before (in this episode, or now) and after (now), each with time and place."""
    before = [
        photo
        for photo in facts["photos_known"]
        if photo["episode"] == hazard.episode and photo["role"] == PhotoRole.BEFORE
    ]
    return _missing_photos([*before, *facts.data.get("photos", ())]) or _used_twice(facts)


@guard(reads_input=True)
def on_site(hazard: Any, facts: Any) -> str | None:
    """Whoever signs shows what he saw on site, with time and place (rule 17)."""
    brought = facts.data.get("photos", ())
    seen = any(photo["role"] == PhotoRole.ON_SITE and is_whole_photo(photo) for photo in brought)
    return _used_twice(facts) if seen else _("缺少现场照片、时间或位置")


# What each of these guards asks to see, for forms that ask for it.
PAIR = (PhotoRole.BEFORE, PhotoRole.AFTER)
SHOWS = {after_photos.name: PAIR, on_site.name: (PhotoRole.ON_SITE,), "two_photos": PAIR}
# Which of them may be in the case already.
KNOWN = {after_photos.name: (PhotoRole.BEFORE,), on_site.name: (), "two_photos": PAIR}


def _missing_photos(photos: list[Any]) -> str | None:
    shown = {photo["role"] for photo in photos if is_whole_photo(photo)}
    wanted = ((PhotoRole.BEFORE, _("前")), (PhotoRole.AFTER, _("后")))
    missing = _("、").join(word for role, word in wanted if role not in shown)
    return _("缺少整改%(which)s照片") % {"which": missing} if missing else None


def _used_twice(facts: Any) -> str | None:
    """One picture proves one thing: none is in the case already, none comes twice, also not as another file of it."""
    used = [*facts["photos_known"], *facts.data.get("photos", ())]
    twice = any(len({photo[name] for photo in used}) < len(used) for name in ("sha256", "original"))
    return _("照片在本案已经用过，请另拍") if twice else None


def is_whole_photo(photo: Any) -> bool:
    """Tell whether it says when, and where: in words or by coordinates."""
    says_where = any(character.isalnum() for character in photo["place"])
    return bool(photo["taken_at"] and (says_where or photo["latitude_e7"] is not None))


@guard()
def recalled_once(hazard: Any, facts: Any) -> str | None:
    """A dispatch is recalled once; after that the lead accepts, or objects."""
    return _("派单已撤回过一次，请由牵头单位签收或提出异议") if facts.case.recalls else None


@guard()
def no_opinion_yet(hazard: Any, facts: Any) -> str | None:
    """A result is taken back only while nobody has signed on it."""
    return _("已有复查意见，不能撤回") if facts.case.opinion_ids else None


@guard()
def moved_once(hazard: Any, facts: Any) -> str | None:
    """The territory is put right once; what is still in doubt then is for consultation."""
    return _("属地已更正过一次，仍有争议的请提请会商") if facts.case.territory_moves else None


@guard(reads_input=True)
def street_named(hazard: Any, facts: Any) -> str | None:
    """The new territory is another living street of the same district."""
    unit = facts.units.get(hazard.street_id)
    if hazard.street_id == facts.case.street_id:
        return _("请选择另一个街道")
    fit = unit and unit["living"] and unit["rank"] == "STREET" and hazard.district_id in (unit["path"] or ())
    return None if fit else _("不是本区的街道")


@guard()
def major_level(hazard: Any, facts: Any) -> str | None:
    """Only a major hazard has a plan to send back."""
    return None if hazard.level == Level.MAJOR else _("一般隐患不适用")


@guard()
def general_level(hazard: Any, facts: Any) -> str | None:
    """Never a major one."""
    return _("重大隐患不适用") if hazard.level == Level.MAJOR else None


@guard()
def limit_passed(hazard: Any, facts: Any) -> str | None:
    """Silence counts only when the stage's limit has passed."""
    passed = facts.case.due_at is not None and facts.case.due_at <= facts.now
    return None if passed else _("时限未到")


@guard(reads_input=True)
def two_photos(hazard: Any, facts: Any) -> str | None:
    """Before and after, in the case or brought now, each with time and place."""
    known = [photo for photo in facts["photos_known"] if photo["episode"] == hazard.episode]
    return _missing_photos([*known, *facts.data.get("photos", ())]) or _used_twice(facts)


@guard(Kind.STEP)
def not_signed_twice(hazard: Any, facts: Any) -> str | None:
    """One person signs once in a round."""
    return _("本轮已签署意见") if facts.actor.person_id in hazard.opinion_ids else None


@guard()
def enough_opinions(hazard: Any, facts: Any) -> str | None:
    """A general hazard is passed by one person at least, a major one by two (rule 17)."""
    signed = len({*hazard.opinion_ids, facts.actor.person_id})
    if hazard.level == Level.MAJOR and signed < 2:
        return _("重大隐患须两名以上复查人员，现有%(n)s名") % {"n": signed}
    return None


@guard()
def round_passed(hazard: Any, facts: Any) -> str | None:
    """Nothing is written off that nobody has verified."""
    return None if hazard.opinion_ids else _("没有通过复查，不能销号")


@guard()
def request_pending(hazard: Any, facts: Any) -> str | None:
    """Somebody has asked for it to be voided."""
    request = facts["pending_request"]
    asked = request is not None and request["kind"] == RequestKind.VOID
    return None if asked else _("没有待审批的作废申请")


@guard(Kind.STEP)
def no_request_open(hazard: Any, facts: Any) -> str | None:
    """One open request a hazard."""
    return _("已有待审批的申请") if hazard.request_person_id else None


@guard()
def not_major(hazard: Any, facts: Any) -> str | None:
    """A major hazard is voided only as a duplicate of one that lives or was written off (law: not_major)."""
    if hazard.level != Level.MAJOR:
        return None
    request = facts["pending_request"]
    twin = request and request["twin_state"]
    if twin and twin not in (State.VOIDED, State.IMPORTED_CLOSED):
        return None
    return _("重大隐患不能作废；确属误判的先依程序降级")


@guard()
def lead_known(hazard: Any, facts: Any) -> str | None:
    """Reopening needs a lead that lives or has a successor."""
    unit = facts.units.get(hazard.lead_id)
    fit = unit is not None and (unit["living"] or unit["successor"])
    return None if fit else _("原记录没有牵头单位，请重新上报并关联")
