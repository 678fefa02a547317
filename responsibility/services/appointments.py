"""Acts about appointments: appoint, stand in, relieve. Who may, and what needs a second person: `naming.py`."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.models import Appointment, Person, Post, Unit
from responsibility.services.refusals import ActRefused
from responsibility.spans import alive


def appoint(
    *,
    actor: Actor,
    person: Person,
    post: Post,
    basis: str,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Appointment:
    """Appoint a person to a post from now, or from a later instant. A past date needs `propose_appointment`.

    Raises ActRefused when the date lies in the past or the single seat is taken.
    """
    at = now()
    if from_at is not None and from_at < at:
        raise ActRefused(_("任职起始时间早于现在的，须写明理由并由第二人审批"))
    return write_appointment(
        actor=actor, at=at, person=person, post=post, basis=basis, from_at=from_at or at, until_at=until_at
    )


def stand_in(
    *, actor: Actor, person: Person, for_: Appointment, basis: str, until_at: datetime, from_at: datetime | None = None
) -> Appointment:
    """Let a person stand in for a seat's holder for a written term. It can't be passed on, nor outlast the seat.

    A past date needs `propose_stand_in`. Raises ActRefused otherwise (also for standing in for oneself).
    """
    check_standing_in(person, for_)
    at = now()
    if from_at is not None and from_at < at:
        raise ActRefused(_("任职起始时间早于现在的，须写明理由并由第二人审批"))
    return write_appointment(
        actor=actor,
        at=at,
        person=person,
        post=for_.post,
        basis=basis,
        from_at=from_at or at,
        until_at=until_at,
        stands_in_for=for_,
    )


def check_standing_in(person: Person, for_: Appointment) -> None:
    """Raise ActRefused for a standing-in that is passed on, or for oneself."""
    if for_.stands_in_for_id is not None:
        raise ActRefused(_("代理不能再转授"))
    if for_.person_id == person.pk:
        raise ActRefused(_("不能代理本人"))


def relieve(appointment: Appointment, *, actor: Actor, reason: str, until_at: datetime | None = None) -> Appointment:
    """End an appointment now, or at a later instant, and record it. Who stood in for it ends with it.

    Raises ActRefused without a reason, when it has ended or not begun, and for an end in the past or later than the
    one it has. An end is never set back, not even by two persons: what was done meanwhile was done from that seat.
    """
    if not reason.strip():
        raise ActRefused(_("请写明理由"))
    with transaction.atomic():
        acts.lock(f"post/{appointment.post_id}")
        held = Appointment.objects.select_for_update().get(pk=appointment.pk)
        # Locked before the instant is read: whoever acts by standing in has acted before it, or waits.
        stand_ins = list(held.stand_ins.select_for_update().order_by("pk"))
        at = now()
        end = until_at or at
        _check_end(held, end, at)
        held.until_at = end
        held.save(update_fields=["until_at"])
        ending = [one.pk for one in stand_ins if one.from_at < end and one.until_at and one.until_at > end]
        # Written, not only implied: the gate locks and re-reads the row of the seat acted from, no other.
        Appointment.objects.filter(pk__in=ending).update(until_at=end)
        data = {"appointment": held.pk, "person": held.person_id, "reason": reason, "until": end.isoformat()}
        acts.append(f"post/{held.post_id}", "relieve", actor=actor, at=at, data=data | {"stand_ins": ending})
    return held


def _check_end(held: Appointment, end: datetime, at: datetime) -> None:
    if held.until_at is not None and held.until_at <= at:
        raise ActRefused(_("该任职已结束"))
    if end < at:
        raise ActRefused(_("任期不能倒签结束"))
    if end <= held.from_at:
        raise ActRefused(_("该任职尚未开始，不能结束"))
    if held.until_at is not None and end > held.until_at:
        raise ActRefused(_("任期只能提前结束，不能延后"))


def write_appointment(*, actor: Actor, at: datetime, post: Post, person: Person, **fields: Any) -> Appointment:
    """Write an appointment and its act. Raises ActRefused with the words for the constraint that refuses it.

    For the acts of this room and for setting up an organisation: whether a past date is allowed was asked before.
    """
    _check_unit_lives(post, fields["from_at"])
    try:
        with transaction.atomic():
            # First come, first served: two inserts that meet in the exclusion constraint wait for each other, and
            # the database would end that with a deadlock instead of a refusal that can be read.
            acts.lock(f"post/{post.pk}")
            made = Appointment.objects.create(post=post, single_seat=post.single_seat, person=person, **fields)
            principal = made.stands_in_for
            data = {
                "appointment": made.pk,
                "person": person.pk,
                "name": person.name,
                "basis": made.basis,
                "from": made.from_at.isoformat(),
                "until": made.until_at.isoformat() if made.until_at else "",
                "stands_in_for": principal.pk if principal else 0,
            }
            acts.append(f"post/{post.pk}", "stand_in" if principal else "appoint", actor=actor, at=at, data=data)
            return made
    except IntegrityError as error:
        raise ActRefused(_appointment_refusal(error)) from error


def _check_unit_lives(post: Post, from_at: datetime) -> None:
    if not Unit.objects.filter(alive(from_at), pk=post.unit_id).exists():
        raise ActRefused(_("“%(name)s”在此期间尚未设立或已撤销") % {"name": post.unit.name})


def _appointment_refusal(error: IntegrityError) -> str:
    text = str(error)
    if "responsibility_single_seat" in text:
        return _("该岗位在此期间已有人任职")
    if "in a circle" in text:
        return _("代理不能成环：被代理人同期正在直接或间接代理该人员")
    if "standing in" in text:
        return _("代理期限须在被代理人的任职期限之内")
    return _("起止时间不成立")
