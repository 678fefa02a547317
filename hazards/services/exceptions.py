"""Give and end dated exceptions (例外查看); each is an act in the chain of its hazard or unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import ExceptionKind
from hazards.models import Hazard, HazardException, UnitException
from hazards.relations import LOOKS_BY_SEAT, coordinator_head, lead_head
from hazards.services.reporting import NoDistrictError, chain_above
from hazards.stages import DISPATCHED_ON
from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Unit, User
from responsibility.positions import Position, positions_of
from responsibility.relations import Relation
from responsibility.spans import alive
from workflow.lifecycle import Kind
from workflow.refusals import Reason, Refused, RefusedError

LONGEST = timedelta(days=366)
Given = HazardException | UnitException

_coordinator = replace(
    coordinator_head, name="gives_exceptions", words=lazy("只有统筹协调办公室负责人可以给予或结束这种例外查看")
)
_either = replace(_coordinator, words=lazy("只有统筹协调办公室和牵头单位的负责人可以给予或结束例外查看")) | replace(
    lead_head, upward=()
).within(*DISPATCHED_ON)
# Whoever is audited or supervised doesn't choose by whom.
GIVERS: Mapping[str, Relation] = {
    ExceptionKind.EXPERT: _either,
    ExceptionKind.AUDITOR: _coordinator,
    ExceptionKind.SUPERVISION_TEAM: _coordinator,
    ExceptionKind.CONTRACTOR: _either,
}


@dataclass(frozen=True, slots=True)
class Above:
    """What a relation asks of a subject, for a unit: who coordinates above it. No lead gives anything on a unit."""

    coordinator_id: int | None
    committee_id: int | None
    district_id: int | None
    state: str = ""


@transaction.atomic
def give_exception(
    on: Hazard | Unit, *, actor: Actor, user: User, kind: ExceptionKind, reason: str, until_at: datetime
) -> Given:
    """Let the account's person look at a hazard, or at every hazard whose chain names a unit, until an instant.

    Raises RefusedError: 403 alone to who may give none, for the rest is about somebody else; with all reasons to who
    may: 409 for what that person has already, 422 for the rest.
    """
    stream = _stream(on)
    acts.lock(stream)
    at = now()
    seat = _seat(on, kind, positions_of([actor.person_id], at), at)
    if seat is None:
        raise _refused(on, "give_exception", [Reason(Kind.PERSON, str(GIVERS[kind].words))])
    reasons = _reasons_against(on, actor, user, kind, at)
    if not reason.strip():
        reasons.append(Reason(Kind.MATERIAL, _("请写明理由")))
    if not at < until_at <= at + LONGEST:
        reasons.append(Reason(Kind.MATERIAL, _("截止时间须晚于现在，且不超过一年")))
    if reasons:
        raise _refused(on, "give_exception", reasons)
    given: Given = _model(on).objects.create(
        user=user,
        permission=_permission(on),
        content_object=on,
        kind=kind,
        giver_person_id=actor.person_id,
        giver_name=actor.name,
        reason=reason.strip(),
        from_at=at,
        until_at=until_at,
    )
    data = {"exception": given.pk, "kind": str(kind), "user": user.pk, "person": user.person_id}
    data |= {"name": user.person.name, "reason": given.reason, "from": at.isoformat(), "until": until_at.isoformat()}
    acts.append(stream, "give_exception", actor=actor, at=at, data=data | {"seat": seat.capacity})
    return given


@transaction.atomic
def end_exception(given: Given, *, actor: Actor, reason: str) -> Given:
    """End an exception now: whoever may give one of its kind may end it. Raises RefusedError."""
    on: Hazard | Unit = given.content_object
    stream = _stream(on)
    acts.lock(stream)
    held: Given = type(given).objects.select_for_update().get(pk=given.pk)
    at = now()
    seat = _seat(on, held.kind, positions_of([actor.person_id], at), at)
    reasons = [] if seat else [Reason(Kind.PERSON, str(GIVERS[held.kind].words))]
    if held.until_at <= at:
        reasons.append(Reason(Kind.STEP, _("该例外查看已经结束")))
    if not reason.strip():
        reasons.append(Reason(Kind.MATERIAL, _("请写明理由")))
    if reasons:
        raise _refused(on, "end_exception", reasons)
    held.until_at = at
    held.save(update_fields=["until_at"])
    data = {"exception": held.pk, "reason": reason.strip(), "until": at.isoformat()}
    acts.append(stream, "end_exception", actor=actor, at=at, data=data | {"seat": seat.capacity if seat else None})
    return held


def kinds_to_give(hazard: Hazard, positions: Sequence[Position], at: datetime) -> list[ExceptionKind]:
    """Return the kinds of exception that a person with these seats may give on this hazard, and end."""
    seats = {relation: _seat_in(relation, hazard, positions, at) for relation in (_coordinator, _either)}
    return [kind for kind in ExceptionKind if seats[GIVERS[kind]]]


# --- inside ------------------------------------------------------------------------------------------------------
def _reasons_against(on: Hazard | Unit, actor: Actor, user: User, kind: str, at: datetime) -> list[Reason]:
    """Whom it is given to: another person, who has no such exception yet and no seat that lets him look anyhow."""
    found = []
    if user.person_id == actor.person_id:
        found.append(Reason(Kind.PERSON, _("不能给予本人")))
    if not user.is_active:
        found.append(Reason(Kind.MATERIAL, _("该账号已停用")))
    same = _model(on).objects.filter(alive(at), user__person=user.person_id, content_object=on, kind=kind)
    if same.exists():
        found.append(Reason(Kind.STEP, _("此人已有同一种例外查看，尚未到期")))
    # Of who reported nothing is said: an answer that differs for him would tell who he is (rule 30).
    if isinstance(on, Hazard) and LOOKS_BY_SEAT.holds(user.person_id, on, at):
        found.append(Reason(Kind.MATERIAL, _("此人因任职已经可以查看，不需要例外")))
    return found


def _seat(on: Hazard | Unit, kind: str, positions: Sequence[Position], at: datetime) -> Position | None:
    """Return the seat by which a person with these seats gives exceptions of this kind here, or None."""
    subject = on if isinstance(on, Hazard) else _above(on, positions, at)
    return _seat_in(GIVERS[kind], subject, positions, at) if subject else None


def _seat_in(relation: Relation, subject: Hazard | Above, positions: Sequence[Position], at: datetime) -> Any:
    return relation.seat_of(positions, subject) or relation.seat_passed_up(positions, subject, at)


def _above(unit: Unit, positions: Sequence[Position], at: datetime) -> Above | None:
    """Who coordinates above a unit; an enterprise stands in no district, so there it is the giver's own office."""
    if unit.tree == Tree.ENTERPRISE:
        heads = [seat.unit_id for seat in positions if seat.kind == PostKind.HEAD]
        own = Unit.objects.filter(alive(at), pk__in=heads, rank=Rank.COORDINATOR).first()
        return Above(own.pk, None, None) if own else None
    try:
        chain = chain_above(unit)
    except NoDistrictError:
        return None
    ids = {name: found.pk if found else None for name, found in chain.items()}
    return Above(ids["coordinator"], ids["committee"], ids["district"])


def _model(on: Hazard | Unit) -> Any:
    return HazardException if isinstance(on, Hazard) else UnitException


def _stream(on: Hazard | Unit) -> str:
    return f"exceptions/{on._meta.model_name}/{on.pk}"


def _permission(on: Hazard | Unit) -> Permission:
    """guardian's name of what is permitted: to look, never to do."""
    options = on._meta
    return Permission.objects.get(content_type__app_label=options.app_label, codename=f"view_{options.model_name}")


def _refused(on: Hazard | Unit, act: str, reasons: list[Reason]) -> RefusedError:
    return RefusedError(Refused(on.pk if isinstance(on, Hazard) else 0, act, tuple(reasons)))
