"""Guards on measures on site: ordered by two, lifted only after a passed round (rule 18)."""

from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import Level, MeasureKind, MeasureState, RoundState, State
from workflow.lifecycle import guard

STANDING = (MeasureState.PROPOSED, MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED)
SAFE = (MeasureKind.STOP, MeasureKind.ISOLATE, MeasureKind.EVACUATE)


def _standing(facts: Any) -> list[Any]:
    return [one for one in facts["measures"] if one["state"] in STANDING]


def _meant(facts: Any, *states: str) -> Any:
    """The measure that the act names, in one of these states, or None; before one is named, any."""
    fit = [one for one in facts["measures"] if one["state"] in states]
    if facts.before_input:
        return next(iter(fit), None)
    return next((one for one in fit if one["serial"] == facts.data.get("measure")), None)


@guard()
def measures_settled(hazard: Any, facts: Any) -> str | None:
    """Each measure is dropped, lifted, has expired, or rests on another hazard (rule 18)."""
    names = "、".join(str(MeasureKind(one["kind"]).label) for one in _standing(facts))
    return _("现场措施未处理完毕：%(measures)s") % {"measures": names} if names else None


@guard()
def stopped_if_major(hazard: Any, facts: Any) -> str | None:
    """A major hazard is set aside only while work is stopped or the place isolated (rule 21)."""
    stopped = any(one["state"] == MeasureState.IN_FORCE and one["kind"] in SAFE for one in facts["measures"])
    return None if stopped or hazard.level != Level.MAJOR else _("重大隐患未停产停用或隔离，不能挂账")


@guard(reads_input=True)
def measure_said(hazard: Any, facts: Any) -> str | None:
    """A measure says what is ordered, and where."""
    known = facts.data.get("kind") in MeasureKind.values
    return None if known and facts.note.strip() else _("请写明采取哪种措施、用于何处")


@guard()
def two_officers(hazard: Any, facts: Any) -> str | None:
    """At least two officers with a licence order it: who proposed it isn't the second (rule 10)."""
    one = _meant(facts, MeasureState.PROPOSED)
    if one is None:
        return _("没有待签署的现场措施")
    proposed = [one["opened_by_id"] for one in facts["measures"] if one["state"] == MeasureState.PROPOSED]
    own = (
        set(proposed) == {facts.actor.person_id} if facts.before_input else one["opened_by_id"] == facts.actor.person_id
    )
    return _("现场措施须两名以上执法人员签署") if own else None


@guard()
def measure_proposed(hazard: Any, facts: Any) -> str | None:
    """The measure was proposed and is not ordered."""
    return None if _meant(facts, MeasureState.PROPOSED) else _("没有待签署的现场措施")


@guard()
def measure_in_force(hazard: Any, facts: Any) -> str | None:
    """The measure is in force."""
    return None if _meant(facts, MeasureState.IN_FORCE) else _("没有执行中的这项现场措施")


@guard()
def release_asked(hazard: Any, facts: Any) -> str | None:
    """Somebody has asked to lift the measure."""
    return None if _meant(facts, MeasureState.RELEASE_ASKED) else _("没有申请解除的这项现场措施")


@guard()
def release_by_another(hazard: Any, facts: Any) -> str | None:
    """Who asked for the release, also in the rectifier's stead, doesn't consent to it."""
    one = _meant(facts, MeasureState.RELEASE_ASKED)
    own = one is not None and one["moved_by_id"] == facts.actor.person_id
    return _("申请人不能审批自己的申请") if own and not facts.before_input else None


@guard()
def passed_since(hazard: Any, facts: Any) -> str | None:
    """It stands in AWAITING_WRITE_OFF, and its round passed after the measure began (rule 18)."""
    passed = [one["moved_at"] for one in facts["rounds"] if one["state"] == RoundState.PASSED]
    one = _meant(facts, MeasureState.RELEASE_ASKED)
    at_the_end = facts.case.state == State.AWAITING_WRITE_OFF
    later = at_the_end and passed and (one is None or passed[-1] >= one["opened_at"])
    return None if later else _("尚未复查合格，不能同意恢复")


@guard()
def measure_over(hazard: Any, facts: Any) -> str | None:
    """A measure is over when its own term has passed, or the place has been closed for good (关闭)."""
    one = _meant(facts, MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED)
    if one is None:
        return _("没有执行中的这项现场措施")
    if facts.before_input:
        return None
    term_passed = one["until_on"] is not None and one["until_on"] <= facts.today.isoformat()
    return None if term_passed or facts.data.get("closed") is True else _("期限未到，场所也没有关闭")


@guard()
def rests_elsewhere(hazard: Any, facts: Any) -> str | None:
    """A measure that goes on rests on another open hazard of the same place."""
    one = _meant(facts, MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED)
    if one is None or not (facts.before_input or facts.data.get("kind") == one["kind"]):
        return _("没有执行中的这项现场措施")
    there = {one["id"] for one in facts["same_place_open"] or ()}
    chosen = bool(there) if facts.before_input else facts.data.get("to") in there
    return None if chosen else _("请选择同一场所另一件在办的隐患")


@guard()
def shelf_stays_safe(hazard: Any, facts: Any) -> str | None:
    """While a major hazard is set aside, work stays stopped or the place isolated (rule 21)."""
    lasting = (MeasureState.IN_FORCE, MeasureState.RELEASE_ASKED)
    one = _meant(facts, *lasting)
    others = [m for m in facts["measures"] if m is not one and m["state"] in lasting and m["kind"] in SAFE]
    at_risk = facts.case.state == State.SHELVED and hazard.level == Level.MAJOR and one and one["kind"] in SAFE
    return _("重大隐患挂账期间须保持停产停用或隔离，请先恢复整改") if at_risk and not others else None
