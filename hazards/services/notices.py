"""Issue and revoke notices (限期整改通知书) whose link opens one hazard for one person of its rectifier."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.door import DoorState, state_of
from hazards.enums import DoorEventKind
from hazards.enums import State as S
from hazards.models import DoorEvent, DoorLink, Hazard
from hazards.relations import lead_officer, rectifier, safety_office
from hazards.services.door_secrets import hash_of, number_key, stream_of
from hazards.stages import DISPATCHED_ON, OPEN
from records import acts
from records.actor import Actor
from records.clock import now
from responsibility import services as responsibility
from responsibility.enums import PostKind, Tree
from responsibility.models import Unit
from responsibility.positions import Position, positions_of
from responsibility.relations import PeopleOf, Relation
from workflow.entries import canonical_value
from workflow.lifecycle import Kind
from workflow.refusals import Reason, Refused, RefusedError

# How long after the demanded date, or after today where that has passed, a link may open at most.
LONGEST = timedelta(days=30)
DIGITS = 6

# Whoever handles it for the lead; until a lead has accepted it, the street's office as well.
issuer: Relation = (
    replace(lead_officer, name="issues_notice", words=lazy("只有牵头单位的承办人可以开通知书")).within(*DISPATCHED_ON)
    | safety_office.within(S.DISPATCHED, S.CLAIMABLE, S.CONSULTING)
) - PeopleOf("rectifier_id", lazy("整改单位的人员不能给本单位开通知书"))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who answers for a unit in which nobody sits yet, as whoever issues the notice found him there."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice as it is printed: its row, and the two secrets that nobody can read again."""

    link: DoorLink
    token: str
    number: str


def may_issue(hazard: Hazard, positions: Sequence[Position]) -> bool:
    """Tell whether one of these seats issues and revokes notices of this hazard as it stands."""
    return _is_in_step(hazard) and issuer.seat_of(positions, hazard) is not None


def addressees(hazard: Hazard, at: datetime) -> list[Position]:
    """Return the seats of the rectifier to whose holder a notice can be addressed."""
    return list(rectifier.holders(hazard, at)) if hazard.rectifier_id else []


def takes_newcomer(hazard: Hazard, at: datetime) -> bool:
    """Tell whether the rectifier is an enterprise in which nobody sits: then its principal is named on the notice."""
    unit = hazard.rectifier
    return unit is not None and unit.tree == Tree.ENTERPRISE and not addressees(hazard, at)


def latest_end(hazard: Hazard, at: datetime) -> date:
    """Return the last day on which a link issued now may open."""
    today = localtime(at).date()
    return max(hazard.demand_on or today, today) + LONGEST


@transaction.atomic
def issue_notice(
    hazard_id: int,
    *,
    actor: Actor,
    to: int | Newcomer,
    contact_phone: str,
    until_on: date | None = None,
) -> Issued:
    """Issue a notice to who sits by the appointment `to`, or to a newcomer; what was issued before opens no more.

    Raises RefusedError: 403 to who may issue none, 409 in a state without a rectifier at work, 422 for the rest;
    Hazard.DoesNotExist.
    """
    acts.lock(stream_of(hazard_id))
    hazard = Hazard.objects.select_related("rectifier").get(pk=hazard_id)
    at = now()
    seat = _issuing_seat(hazard, actor, at)
    until = make_aware(datetime.combine(until_on or latest_end(hazard, at), time(23, 59)))
    seats = addressees(hazard, at)
    reasons = _against(hazard, to, seats, until, contact_phone, at)
    if reasons:
        raise _refused(hazard_id, "issue_notice", *reasons)
    held = _seat_newcomer(hazard, to, actor) if isinstance(to, Newcomer) else _among(seats, to)
    assert held is not None, "asked before"
    _replace_former(hazard, actor, at)
    token, number = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    link = _link(hazard, held, seat, actor, until)
    link.contact_phone, link.phone = contact_phone, to.phone if isinstance(to, Newcomer) else ""
    link.token_hash, link.number_hash = hash_of(token), hash_of(number_key(token), number)
    link.save(force_insert=True)
    acts.append(stream_of(hazard_id), "issue_notice", actor=actor, at=link.issued_at, data=said_of(link))
    return Issued(link, token, number)


def _link(hazard: Hazard, held: Position, seat: Position, actor: Actor, until: datetime) -> DoorLink:
    """Return the row, not saved, of a notice to who holds the seat `held`, from who sits in `seat`."""
    return DoorLink(
        hazard=hazard,
        serial=DoorLink.objects.filter(hazard=hazard).count() + 1,
        version=hazard.version,
        episode=hazard.episode,
        unit_id=held.unit_id,
        person_id=held.person_id,
        appointment_id=held.appointment_id,
        issuer_person_id=actor.person_id,
        issuer_name=actor.name,
        issuer_unit=seat.unit_name,
        issuer_title=seat.title,
        issued_at=now(),
        until_at=until,
    )


def said_of(link: DoorLink) -> dict[str, str | int]:
    """Return what the act of issuing says of a link: all of its row but the secrets' hashes."""
    return {
        "link": link.pk,
        "serial": link.serial,
        "version": link.version,
        "episode": link.episode,
        "unit": link.unit_id,
        "person": link.person_id,
        "appointment": link.appointment_id,
        "token": link.token_hash,
        "number": link.number_hash,
        "from": f"{link.issuer_unit} {link.issuer_title}",
        "until": canonical_value(link.until_at),
    }


@transaction.atomic
def revoke_notice(link: DoorLink, *, actor: Actor, reason: str) -> None:
    """Let the link open nothing from now on; whoever may issue one may. Raises RefusedError."""
    acts.lock(stream_of(link.hazard_id))
    hazard, at = Hazard.objects.get(pk=link.hazard_id), now()
    _issuing_seat(hazard, actor, at)
    state = state_of(link, hazard, positions_of([link.person_id], at), at)
    if state is not DoorState.OPEN:
        words = _("这个链接已经打不开：%(why)s") % {"why": state.label}
        raise _refused(hazard.pk, "revoke_notice", Reason(Kind.STEP, words))
    if not reason.strip():
        raise _refused(hazard.pk, "revoke_notice", Reason(Kind.MATERIAL, _("请写明理由")))
    _end(link, DoorEventKind.REVOKED, actor, at, reason.strip())


# --- inside ------------------------------------------------------------------------------------------------------
def _is_in_step(hazard: Hazard) -> bool:
    return hazard.state in OPEN and hazard.state in DISPATCHED_ON and hazard.rectifier_id is not None


def _issuing_seat(hazard: Hazard, actor: Actor, at: datetime) -> Position:
    if not _is_in_step(hazard):
        raise _refused(hazard.pk, "issue_notice", Reason(Kind.STEP, _("派单之后、办结之前，有整改单位才能开通知书")))
    positions = positions_of([actor.person_id], at)
    seat = issuer.seat_of(positions, hazard)
    if seat is None:
        words = issuer.reasons_against(actor.person_id, positions, hazard, at)
        found = (Reason(Kind.PERSON, text) for text in words)
        raise _refused(hazard.pk, "issue_notice", *found)
    return seat


def _against(
    hazard: Hazard, to: int | Newcomer, seats: Sequence[Position], until: datetime, phone: str, at: datetime
) -> list[Reason]:
    found = []
    if isinstance(to, Newcomer):
        if not takes_newcomer(hazard, at):
            found.append(Reason(Kind.MATERIAL, _("整改单位已有人在岗，请从名单中选择")))
        if not to.name.strip() or not to.phone.strip():
            found.append(Reason(Kind.MATERIAL, _("请写明单位负责人的姓名和电话")))
    elif _among(seats, to) is None:
        found.append(Reason(Kind.MATERIAL, _("此人不在整改单位的岗位上")))
    if not phone.strip():
        found.append(Reason(Kind.MATERIAL, _("请写明联系电话，收到的人要知道打给谁")))
    if not localtime(at).date() <= localtime(until).date() <= latest_end(hazard, at) or until <= at:
        latest = latest_end(hazard, at)
        found.append(Reason(Kind.MATERIAL, _("有效期须从今天起，最迟到 %(day)s") % {"day": latest.isoformat()}))
    return found


def _among(seats: Sequence[Position], appointment_id: int) -> Position | None:
    return next((seat for seat in seats if seat.appointment_id == appointment_id), None)


def _seat_newcomer(hazard: Hazard, to: Newcomer, actor: Actor) -> Position:
    """Enter the person and appoint him principal of the unit, by the ordinary recorded acts; return his seat."""
    unit: Unit | None = hazard.rectifier
    assert unit is not None, "asked before"
    person = responsibility.register_person(actor=actor, name=to.name)
    post = unit.posts.filter(kind=PostKind.PRINCIPAL).order_by("pk").first() or responsibility.add_post(
        actor=actor, unit=unit, kind=PostKind.PRINCIPAL, title=str(PostKind.PRINCIPAL.label)
    )
    basis = _("隐患 %(number)s 限期整改通知书送达时登记") % {"number": hazard.number}
    made = responsibility.appoint(actor=actor, person=person, post=post, basis=basis)
    (seat,) = [seat for seat in addressees(hazard, now()) if seat.appointment_id == made.pk]
    return seat


def _replace_former(hazard: Hazard, actor: Actor, at: datetime) -> None:
    for former in DoorLink.objects.filter(hazard=hazard).order_by("serial"):
        ended = (DoorEventKind.REVOKED, DoorEventKind.REPLACED)
        if not former.events.filter(kind__in=ended).exists():
            _end(former, DoorEventKind.REPLACED, actor, at, "")


def _end(link: DoorLink, kind: DoorEventKind, actor: Actor, at: datetime, reason: str) -> None:
    DoorEvent.objects.create(
        link=link, kind=kind, at=at, person_id=actor.person_id, person_name=actor.name, reason=reason
    )
    name = "revoke_notice" if kind == DoorEventKind.REVOKED else "replace_notice"
    acts.append(stream_of(link.hazard_id), name, actor=actor, at=at, data={"link": link.pk, "reason": reason})


def _refused(hazard_id: int, act: str, *reasons: Reason) -> RefusedError:
    return RefusedError(Refused(hazard_id, act, reasons))
