"""Decide one transition on one case: all reasons against it, and the seat by which the actor may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.actor import SYSTEM, Actor
from responsibility.positions import Position, unseated
from responsibility.relations import Vacancy
from workflow.lifecycle import Clock, Kind, Transition
from workflow.models import Case
from workflow.reading import Facts
from workflow.refusals import Reason
from workflow.timing import Timing


@dataclass(slots=True)
class Verdict:
    """All reasons against (empty: allowed), and the seat acted from (None: the machine, or anyone)."""

    reasons: list[Reason] = field(default_factory=list)
    seat: Position | None = None
    # Where nobody is left, when the act has passed upward to this seat; said by `engine.verdicts` alone.
    passed_from: Vacancy | None = None


def try_out(row: Transition, case: Case, changes: Mapping[str, Any], actor: Actor) -> Case:
    """Return a copy of the case on which the transition's method has run; the case itself when its state forbids it.

    Guards judge the thing as it would be, so that what is written is what was judged.
    """
    if case.state not in row.sources:
        return case
    draft = case.draft()
    draft.acting_person_id = actor.person_id
    case.lifecycle.methods[row.name](draft, **changes)
    return draft


def decide(
    row: Transition,
    case: Case,
    draft: Case,
    facts: Facts,
    positions: Sequence[Position],
    *,
    seen_version: int | None = None,
    before_input: bool = False,
) -> Verdict:
    """Collect every reason: lost race and state first (then nothing else is worth saying), person, then material."""
    steps = _step_reasons(row, case, facts)
    if seen_version is not None and seen_version != case.version:
        steps = [_lost_race(case), *steps]
    if steps:
        return Verdict(reasons=steps)
    verdict = _decide_person(row, case, facts, positions)
    for guard in row.guards:
        if guard.kind is Kind.MATERIAL and not (before_input and guard.reads_input):
            words = guard.check(draft, facts)
            if words:
                verdict.reasons.append(Reason(Kind.MATERIAL, words))
    return verdict


def decide_birth(row: Transition, draft: Case, facts: Facts, positions: Sequence[Position]) -> Verdict:
    """Collect the reasons against making a case."""
    verdict = _decide_person(row, draft, facts, positions)
    for guard in row.guards:
        words = guard.check(draft, facts)
        if words:
            verdict.reasons.append(Reason(guard.kind, words))
    return verdict


def without_limit(row: Transition, draft: Case, timing: Timing, at: datetime) -> list[Reason]:
    """Refuse to start a stage that nobody has set a limit for: it would be silent for ever."""
    turn = draft.lifecycle.turns[draft.state]
    if row.clock is not Clock.START or not turn.is_open:
        return []
    policy = timing.policy(topic=draft.topic, state=draft.state, level=draft.level, urgent=draft.urgent, at=at)  # type: ignore[attr-defined]
    if policy is not None:
        return []
    words = _("“%(state)s”环节没有时限规则，请先由管理员设置") % {"state": draft.state_label}  # type: ignore[attr-defined]
    return [Reason(Kind.MATERIAL, words)]


def key_taken() -> Reason:
    """The reason for a key that was used for another act, or by somebody else."""
    return Reason(Kind.STEP, _("该请求标识已用于另一次办理"))


def crossed() -> Reason:
    """The reason when two acts waited for each other's cases, and the database let one go on."""
    return Reason(Kind.STEP, _("与另一项办理相互等待，未办成，请再试一次"))


def not_found() -> Reason:
    """The reason for a case that doesn't exist."""
    return Reason(Kind.STEP, _("没有这个案件"))


def _step_reasons(row: Transition, case: Case, facts: Facts) -> list[Reason]:
    """A guard's own words come before the general ones."""
    own = [guard.check(case, facts) for guard in row.guards if guard.kind is Kind.STEP]
    found = [Reason(Kind.STEP, words) for words in own if words]
    if case.state not in row.sources and not found:
        words = _("当前为“%(state)s”，不能%(act)s") % {"state": case.state_label, "act": row.label}  # type: ignore[attr-defined]
        found.append(Reason(Kind.STEP, words))
        winner = _last_act(case)
        if winner:
            found.append(Reason(Kind.STEP, winner))
    return found


def _last_act(case: Case) -> str:
    """Say who acted last; asked for every refused transition of a page, read once a case."""
    if case.last_act is None:
        case.last_act = _read_last_act(case)
    return case.last_act


def _read_last_act(case: Case) -> str:
    record = (
        case.record_model._default_manager.filter(**{f"{case.topic}_id": case.pk, "sequence": case.version})
        .values_list("actor_name", "at", "name")
        .first()
    )
    if record is None:
        return ""
    name, at, act = record
    row = case.lifecycle.rows.get(act)
    if row is not None and not row.sources:
        return ""  # who made a case is sealed from those who handle it
    return _("最近一步：%(who)s 于 %(when)s %(act)s") % {
        "who": _("系统") if name == SYSTEM.name else name,
        "when": date_format(timezone.localtime(at), "m-d H:i"),
        "act": row.label if row else _("升级督办"),
    }


def _lost_race(case: Case) -> Reason:
    return Reason(Kind.STEP, _("晚了一步，本案刚刚有变化。%(last)s") % {"last": _last_act(case)})


def _decide_person(row: Transition, case: Case, facts: Facts, positions: Sequence[Position]) -> Verdict:
    if row.by is None:
        return Verdict(seat=positions[0] if positions else None)
    positions = positions or [unseated(facts.actor.person_id, facts.actor.name)]
    if facts.actor.is_system:
        if any(relation.system for relation in row.by.alternatives):
            return Verdict()
        return Verdict([Reason(Kind.PERSON, _("系统不能%(act)s") % {"act": row.label})])
    seat = row.by.seat_of(positions, case) or row.by.seat_passed_up(positions, case, facts.now)
    if seat is not None:
        return Verdict(seat=seat)
    words = row.by.reasons_against(facts.actor.person_id, positions, case, facts.now)
    return Verdict([Reason(Kind.PERSON, case.fill_in(text, row, facts)) for text in words])  # type: ignore[attr-defined]
