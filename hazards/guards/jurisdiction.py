"""Guards on who answers for it: claim, disclaimer, objection, consultation, ruling."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import Level, PositionKind, State
from hazards.guards.assignment import cause_against, name_of, no_street_of_it
from responsibility.enums import PostKind
from workflow import durations
from workflow.lifecycle import Kind, guard

HEADS = (PostKind.HEAD, PostKind.DEPUTY)
# A unit that disclaims names another one, or says that there is none.
NOBODY = 0
# What a ruling says beside the fields of the hazard (会商裁定: lead, co-units, split of work, deadline, verifier, …).
RULING_PARTS = {"number": lazy("文号"), "basis": lazy("依据"), "split": lazy("分工"), "in_name": lazy("以谁的名义")}
# Where a hazard names a unit, or several, that a successor follows. Who lost a claim was heard, so is in `party_ids`.
FOLLOWED = (
    *("street_id", "community_id", "lead_id", "interim_lead_id", "rectifier_id", "verifying_unit_id"),
    "listing_unit_id",
)
FOLLOWED_LISTS = ("candidate_ids", "party_ids", "co_units", "co_rectifier_ids")
# [P] Who lost a claim says so within a working day.
CONTEST_TIME = "1wd"


def _mine(facts: Any, kinds: tuple[str, ...] = HEADS) -> set[int]:
    """The units in which the actor holds a seat of these kinds."""
    return {held.unit_id for held in facts.positions if held.kind in kinds}


def _spoken(facts: Any) -> set[int]:
    return {one["unit_id"] for one in facts["standpoints"] if one["episode"] == facts.case.episode}


@guard(Kind.STEP)
def not_ruled(hazard: Any, facts: Any) -> str | None:
    """After a ruling nothing goes back (rule 8)."""
    number = facts.case.ruling_number
    return _("本案已由%(number)s裁定，不得退回") % {"number": number} if number else None


@guard(Kind.STEP)
def object_once(hazard: Any, facts: Any) -> str | None:
    """A unit objects once in a case (rule 5)."""
    spoke = facts.case.lead_id in _spoken(facts)
    return _("本单位对本案已提出过意见，不能再次提出") if spoke else None


@guard(Kind.STEP)
def answer_once(hazard: Any, facts: Any) -> str | None:
    """A unit answers once whether it is its own (rule 5)."""
    mine = _mine(facts)
    again = mine & _spoken(facts) and not mine & set(facts.case.candidate_ids)
    return _("本单位对本案已提出过意见，不能再次提出") if again else None


@guard(reads_input=True)
def basis_given(hazard: Any, facts: Any) -> str | None:
    """Whoever says "not mine" says by which rule (rule 5)."""
    return None if str(facts.data.get("basis", "")).strip() else _("请写明依据")


@guard(reads_input=True)
def owner_named(hazard: Any, facts: Any) -> str | None:
    """… and whose it is: a department that may lead and hasn't spoken; a disclaimer may say nobody's."""
    owner = facts.data.get("owner")
    if owner == NOBODY and facts.case.state == State.CLAIMABLE:
        return None
    asked = owner if facts.case.state == State.CLAIMABLE else next(iter(hazard.candidate_ids), None)
    if not isinstance(owner, int) or owner != asked:
        return _("请指明应当负责的单位")
    if owner in _spoken(facts) | {facts.case.lead_id}:
        return _("%(unit)s正在牵头或已就本案表过态，请指明另一个单位") % {"unit": name_of(owner, facts)}
    cause = cause_against(owner, facts.case, facts)
    return _("%(unit)s不能牵头：%(cause)s") % {"unit": name_of(owner, facts), "cause": cause} if cause else None


@guard(reads_input=True)
def speaks_for_it(hazard: Any, facts: Any) -> str | None:
    """Who answers for a candidate sits at its head."""
    answered = set(facts.case.candidate_ids) - set(hazard.candidate_ids)
    return None if answered and answered <= _mine(facts) else _("本单位不在候选之列")


@guard(reads_input=True)
def claims_for_it(hazard: Any, facts: Any) -> str | None:
    """Who claims sits at the head of the claiming unit; of an own inspection, is its officer."""
    kinds = HEADS if facts.case.state == State.CLAIMABLE else (*HEADS, PostKind.OFFICER)
    return None if hazard.lead_id in _mine(facts, kinds) else _("只能以本单位的名义认领")


@guard(Kind.STEP)
def still_open(hazard: Any, facts: Any) -> str | None:
    """Nobody has claimed it."""
    claims = [one for one in facts["standpoints"] if one["kind"] == PositionKind.CLAIM]
    if facts.case.state in (State.CLAIMABLE, State.REPORTED) or not claims:
        return None
    at = localtime(parse_datetime(claims[-1]["opened_at"]))
    words = _("已由%(unit)s于%(time)s认领")
    return words % {"unit": claims[-1]["unit_name"], "time": date_format(at, "m-d H:i")}


@guard(reads_input=True)
def competent(hazard: Any, facts: Any) -> str | None:
    """Who claims was named, or is competent by a rule."""
    case, unit = facts.case, hazard.lead_id
    named = unit in case.candidate_ids or unit == case.interim_lead_id
    if named or unit in (facts["competent_units"] or ()):
        return None
    return _("职责规则不支持%(unit)s承办此事项") % {"unit": name_of(unit, facts)}


@guard(reads_input=True)
def convene_cause(hazard: Any, facts: Any) -> str | None:
    """One of the causes of a consultation is there (docs/lifecycle.md, what the machine does)."""
    case = facts.case
    if case.state in (State.DISPATCHED, State.PLANNING):
        has_cause = _leads_a_major(case) or _has_ended(case, facts)
        return None if has_cause else _("尚不具备会商条件：%(why)s") % {"why": _("牵头单位可以办理")}
    if case.state == State.REPORTED:
        # It is for the street to say so; and who must rectify it can't lead: without another there is nobody to ask.
        others = set(facts["competent_units"] or ()) - {case.rectifier_id}
        if not (hazard.matter_id or case.territory_moves or facts.before_input or facts.actor.is_system):
            return _("请选择监管事项")
        has_cause = not facts.actor.is_system and (bool(case.territory_moves) or not others)
    else:
        is_late = case.due_at is not None and case.due_at <= facts.now
        has_cause = not case.candidate_ids or case.returns >= 2 or is_late
    return None if has_cause else _("尚不具备会商条件：%(why)s") % {"why": _("候选部门尚未答复")}


def _leads_a_major(case: Any) -> bool:
    return bool(case.level == Level.MAJOR and case.lead_id == case.street_id)


def _has_ended(case: Any, facts: Any) -> bool:
    """The lead has ended, and nobody can take its place: there is no successor, or it is the rectifier."""
    unit = facts.units.get(case.lead_id)
    return unit is not None and not unit["living"] and unit["successor"] in (None, case.rectifier_id)


@guard(reads_input=True)
def ruling_complete(hazard: Any, facts: Any) -> str | None:
    """A ruling names lead, split, deadline, verifier, basis, in whose name, number (rule 8)."""
    # The number by which it binds is the hazard's own: without it, nothing would keep the case from going back.
    said = {**(facts.data.get("ruling") or {}), "number": hazard.ruling_number}
    present = (
        (_("牵头单位"), hazard.lead_id),
        (_("复查单位"), hazard.verifying_unit_id),
        (_("期限"), hazard.demand_on),
    )
    missing = [str(word) for word, value in present if not value]
    missing += [str(word) for part, word in RULING_PARTS.items() if not str(said.get(part, "")).strip()]
    return _("裁定缺少：%(missing)s") % {"missing": "、".join(missing)} if missing else None


@guard(reads_input=True)
def number_unused(hazard: Any, facts: Any) -> str | None:
    """A number stands on one ruling."""
    used = hazard.ruling_number and facts["ruling_number_used"]
    return _("文号%(number)s已用于另一份裁定") % {"number": hazard.ruling_number} if used else None


@guard(reads_input=True)
def rerule_cause(hazard: Any, facts: Any) -> str | None:
    """There is a contested claim, a lead ended without successor, or the district's decision in words."""
    decided = str((facts.data.get("ruling") or {}).get("decision", "")).strip()
    if facts.case.contested or _has_ended(facts.case, facts) or decided:
        return None
    return _("接受或裁定之后，只有区安委会以区政府名义才能改定")


@guard()
def no_contest(hazard: Any, facts: Any) -> str | None:
    """No contested claim waits for its ruling."""
    return _("管辖争议未裁定，不能销号") if hazard.contested else None


@guard(Kind.STEP)
def contest_once(hazard: Any, facts: Any) -> str | None:
    """One contest of a claim in an episode."""
    kinds = [one["kind"] for one in facts["standpoints"] if one["episode"] == facts.case.episode]
    return _("对认领的异议只能提出一次") if PositionKind.CONTEST in kinds else None


@guard(reads_input=True)
def contests_for_it(hazard: Any, facts: Any) -> str | None:
    """Who contests a claim sits at the head of a unit that lost it."""
    fit = facts.data.get("unit") in _mine(facts) & set(facts.case.loser_ids)
    return None if fit else _("本单位没有参加认领")


@guard()
def contest_in_time(hazard: Any, facts: Any) -> str | None:
    """Who lost a claim says so within a working day [P]."""
    claims = [one for one in facts["standpoints"] if one["kind"] == PositionKind.CLAIM]
    claimed_at = parse_datetime(claims[-1]["opened_at"]) if claims else None
    if claimed_at is None:
        return None
    until = durations.parse(CONTEST_TIME).due(claimed_at, facts.calendar).at
    return None if facts.now <= until else _("对认领的异议须在一个工作日内提出")


@guard()
def unit_ended(hazard: Any, facts: Any) -> str | None:
    """A successor takes the place of a unit that has ended, and lives; it never becomes its own judge."""
    old, new = (facts.units.get(facts.data.get(name)) for name in ("old", "new"))
    fit = old and not old["living"] and new and new["living"]
    if not fit or not any(getattr(hazard, name) != getattr(facts.case, name) for name in (*FOLLOWED, *FOLLOWED_LISTS)):
        return _("没有已撤销的单位需要承继")
    tied = hazard.lead_id is not None and hazard.lead_id == hazard.rectifier_id
    words = {"unit": new["name"], "cause": _("牵头单位不能同时是整改单位")}
    return _("%(unit)s不能牵头：%(cause)s") % words if tied else None


@guard(reads_input=True)
def judge_free(hazard: Any, facts: Any) -> str | None:
    """Nobody rules that his own unit, or the one in whose house his office sits, leads or rectifies."""
    made = {hazard.lead_id, hazard.rectifier_id} - {None}
    own = any(made & set(held.path) for held in facts.positions)
    guest = hazard.host_id in made and any(hazard.coordinator_id in held.path for held in facts.positions)
    return _("裁定人所在单位将牵头或整改的，请提请安委会裁定") if own or guest else None


@guard(reads_input=True)
def territory_fit(hazard: Any, facts: Any) -> str | None:
    """A ruling that names the territory names a living street of the district."""
    return None if hazard.street_id == facts.case.street_id else no_street_of_it(hazard, facts)


@guard()
def host_unheard(hazard: Any, facts: Any) -> str | None:
    """The office refers a case to the committee by naming the unit in whose house it sits as a party, once."""
    case = facts.case
    fit = case.host_id is not None and case.host_id not in case.party_ids
    return None if fit else _("联合办公室没有所在单位，或它已是争议一方")
