"""Guards on rounds of verification, on the write-off and on what reopens."""

from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from hazards.enums import FollowUpState, Level, RecusalState, ReviewState, SampleState, State
from workflow.lifecycle import Kind, guard


@guard()
def no_opinion_yet(hazard: Any, facts: Any) -> str | None:
    """A result is taken back only while nobody has signed on it."""
    return _("已有复查意见，不能撤回") if facts.case.opinion_ids else None


@guard(Kind.STEP)
def not_signed_twice(hazard: Any, facts: Any) -> str | None:
    """One person signs once in a round."""
    return _("本轮已签署意见") if facts.actor.person_id in hazard.opinion_ids else None


@guard()
def enough_opinions(hazard: Any, facts: Any) -> str | None:
    """General: one person signs in the round; major: two. Who passes it is one of them; the struck don't count."""
    signed = len({*hazard.opinion_ids, facts.actor.person_id} - set(hazard.recused_ids))
    if hazard.level == Level.MAJOR and signed < 2:
        return _("重大隐患须两名以上复查人员，现有%(n)s名") % {"n": signed}
    return None


@guard()
def round_passed(hazard: Any, facts: Any) -> str | None:
    """Somebody who may has signed in the round that passed."""
    return None if set(hazard.opinion_ids) - set(hazard.recused_ids) else _("没有通过复查，不能销号")


@guard()
def lead_known(hazard: Any, facts: Any) -> str | None:
    """The record names a lead that lives or has a successor; what was fixed on the spot has none."""
    unit = facts.units.get(hazard.lead_id)
    fit = unit is not None and (unit["living"] or unit["successor"])
    return None if fit else _("原记录没有牵头单位，请重新上报并关联")


# [P] How long the reporter may ask for a review.
REVIEW_DAYS = 30


@guard()
def verifier_short(hazard: Any, facts: Any) -> str | None:
    """Another unit verifies only where too few fit persons are left in this one."""
    needed = 2 if hazard.level == Level.MAJOR else 1
    return _("牵头单位仍有合格的复查人员") if facts["fit_verifiers"] >= needed else None


@guard(reads_input=True)
def unit_not_rectifier(hazard: Any, facts: Any) -> str | None:
    """The unit designated lives, and has nothing to do with the rectifier."""
    unit = facts.units.get(hazard.verifying_unit_id)
    if unit is None or not unit["living"] or hazard.verifying_unit_id == facts.case.verifying_unit_id:
        return _("请选择另一个存续的单位")
    return _("整改单位不能被指定复查") if _verifies_its_own(hazard, facts) else None


@guard(reads_input=True)
def verifier_free(hazard: Any, facts: Any) -> str | None:
    """The verifying unit lives, and neither has the rectifier inside it nor belongs to it."""
    unit = facts.units.get(hazard.verifying_unit_id)
    if unit is None or hazard.verifying_unit_id == hazard.lead_id:
        return None  # ruling_complete says so; lead_fit or new_rectifier_fit does
    if not unit["living"]:
        return _("请选择另一个存续的单位")
    return _("复查单位不能与整改单位有隶属关系，请另定复查单位") if _verifies_its_own(hazard, facts) else None


def _verifies_its_own(hazard: Any, facts: Any) -> bool:
    unit, rectifier = facts.units[hazard.verifying_unit_id], facts.units.get(hazard.rectifier_id)
    own = {hazard.rectifier_id, *hazard.co_rectifier_ids} - {None}
    above = rectifier is not None and hazard.verifying_unit_id in (rectifier["path"] or ())
    return bool(own & set(unit["path"] or ())) or above


@guard(reads_input=True)
def person_named(hazard: Any, facts: Any) -> str | None:
    """A recusal names somebody who isn't struck already."""
    named = set(hazard.recused_ids) - set(facts.case.recused_ids)
    return None if named else _("请指明应当回避的人")


@guard()
def recusal_asked(hazard: Any, facts: Any) -> str | None:
    """A recusal waits for a decision; refusing it frees the person it named."""
    waiting = [one for one in facts["recusals"] if one["state"] == RecusalState.ASKED]
    asked = [one for one in waiting if facts.before_input or one["serial"] == facts.data.get("recusal")]
    freed = set(facts.case.recused_ids) - set(hazard.recused_ids)
    fit = asked and freed <= {asked[0]["person_id"]}
    return None if fit else _("没有待决定的这项回避")


@guard(reads_input=True)
def recusal_freed(hazard: Any, facts: Any) -> str | None:
    """Refused, a recusal frees whom it named."""
    if recusal_asked.check(hazard, facts):
        return None  # it says so
    freed = set(facts.case.recused_ids) - set(hazard.recused_ids)
    return None if freed else _("没有待决定的这项回避")


@guard()
def can_reopen(hazard: Any, facts: Any) -> str | None:
    """A write-off is reviewed where it can be reopened; what was confirmed on the spot never had a lead."""
    return lead_known.check(hazard, facts) if hazard.state == State.WRITTEN_OFF else None


@guard()
def recused_by_another(hazard: Any, facts: Any) -> str | None:
    """Who asked for the recusal doesn't grant it."""
    waiting = [one for one in facts["recusals"] if one["state"] == RecusalState.ASKED]
    asked = [one["opened_by_id"] for one in waiting if one["serial"] == facts.data.get("recusal")]
    return _("申请人不能审批自己的申请") if facts.actor.person_id in asked else None


@guard(Kind.STEP)
def review_once(hazard: Any, facts: Any) -> str | None:
    """The reporter asks for a review once of each end."""
    ended = facts.case.ended_at
    asked = any(ended is None or parse_datetime(one["opened_at"]) >= ended for one in facts["reviews"])
    return _("本次办结已申请过复核") if asked else None


@guard()
def review_in_time(hazard: Any, facts: Any) -> str | None:
    """A review is asked for within 30 days [P] of the end."""
    ended = facts.case.ended_at
    late = ended is not None and facts.now > ended + timedelta(days=REVIEW_DAYS)
    return _("办结已超过%(days)s日，请重新上报并关联") % {"days": REVIEW_DAYS} if late else None


@guard()
def review_open(hazard: Any, facts: Any) -> str | None:
    """A review was asked for and waits."""
    return None if _is_open(facts["reviews"], ReviewState.OPEN) else _("没有待复核的申请")


@guard()
def reopen_cause(hazard: Any, facts: Any) -> str | None:
    """A review waits, or who reopens was drawn for the look-back that is open."""
    if facts.actor.person_id in facts.case.look_back_ids or _is_open(facts["reviews"], ReviewState.OPEN):
        return None
    return _("没有待复核的申请，也没有不合格的回头看")


@guard()
def none_drawn(hazard: Any, facts: Any) -> str | None:
    """One look-back at a time."""
    return _("已抽取，尚无结果") if _is_open(facts["samples"], SampleState.DRAWN) else None


@guard(reads_input=True)
def drawn_persons_free(hazard: Any, facts: Any) -> str | None:
    """Two persons at least look back, none of whom acted in any episode; the seed of the draw is published."""
    drawn, seed = set(hazard.look_back_ids), str(facts.data.get("seed", "")).strip()
    if len(drawn) < 2 or not seed:
        return _("回头看须有两名以上人员和抽取种子")
    struck = drawn & {*facts.case.acted_ids, *facts.case.chain_ids}
    return _("责任链上的人员不能参加回头看") if struck else None


@guard()
def follow_up_open(hazard: Any, facts: Any) -> str | None:
    """A talk or a case for enforcement waits, of the kind that is settled."""
    waiting = [one["kind"] for one in facts["follow_ups"] if one["state"] == FollowUpState.OPEN]
    waits = waiting and (facts.before_input or facts.data.get("follow_up") in waiting)
    return None if waits else _("没有待处理的这项建议")


def _is_open(rows: Any, state: str) -> bool:
    return any(one["state"] == state for one in rows)
