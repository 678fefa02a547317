"""Acts about units, posts and appointments. Each is recorded; nothing is updated in place but its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from records import acts, approvals
from records.actor import Actor
from records.clock import now
from records.models import Proposal
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Affiliation, Appointment, Person, Post, Unit


class ActRefused(Exception):
    """The act can't be done; the message is for the user."""


def sort_key(name: str) -> str:
    """Return the pinyin by which a Chinese name is sorted, the same on every database."""
    return "".join(lazy_pinyin(name)).lower()


@transaction.atomic
def found_unit(
    *,
    actor: Actor,
    tree: Tree,
    rank: Rank,
    code: str,
    name: str,
    from_at: datetime,
    parent: Unit | None = None,
    host: Unit | None = None,
) -> Unit:
    """Make a unit and its place in the tree; record it in the unit's chain. Raises ActRefused for a code in use."""
    if Unit.objects.filter(code=code).exists():
        raise ActRefused(_("代码 %(code)s 已被使用") % {"code": code})
    unit = Unit.objects.create(
        tree=tree, rank=rank, code=code, name=name, sort_key=sort_key(name), from_at=from_at, host=host
    )
    Affiliation.objects.create(unit=unit, parent=parent, path=[*_path_of(parent, from_at), unit.pk], from_at=from_at)
    data = {"code": code, "name": name, "tree": tree.value, "rank": rank.value, "parent": parent.code if parent else ""}
    acts.append(f"unit/{unit.pk}", "found", actor=actor, at=now(), data=data | {"from": from_at.isoformat()})
    return unit


def _path_of(parent: Unit | None, at: datetime) -> list[int]:
    if parent is None:
        return []
    standing = parent.affiliations.filter(until_at__isnull=True).order_by("-from_at").first()
    if standing is None or standing.from_at > at:
        raise ActRefused(_("上级单位“%(name)s”在该时间尚未设立或已撤销") % {"name": parent.name})
    return list(standing.path)


def add_post(*, actor: Actor, unit: Unit, kind: PostKind, title: str, single_seat: bool = True) -> Post:
    """Make a seat in a unit and record it in the post's chain."""
    with transaction.atomic():
        post = Post.objects.create(unit=unit, kind=kind, title=title, single_seat=single_seat)
        data = {"unit": unit.code, "kind": kind.value, "title": title, "single_seat": single_seat}
        acts.append(f"post/{post.pk}", "add", actor=actor, at=now(), data=data)
    return post


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
    return _write_appointment(
        actor=actor, at=at, person=person, post=post, basis=basis, from_at=from_at or at, until_at=until_at
    )


def stand_in(
    *, actor: Actor, person: Person, for_: Appointment, basis: str, until_at: datetime, from_at: datetime | None = None
) -> Appointment:
    """Let a person stand in for a seat's holder for a written term. It can't be passed on, nor outlast the seat.

    Raises ActRefused otherwise (also for standing in for oneself).
    """
    if for_.stands_in_for_id is not None:
        raise ActRefused(_("代理不能再转授"))
    if for_.person_id == person.pk:
        raise ActRefused(_("不能代理本人"))
    at = now()
    return _write_appointment(
        actor=actor,
        at=at,
        person=person,
        post=for_.post,
        basis=basis,
        from_at=from_at or at,
        until_at=until_at,
        stands_in_for=for_,
    )


def relieve(appointment: Appointment, *, actor: Actor, reason: str) -> Appointment:
    """End an appointment now, and record it. Who stood in for it ends with it. Raises ActRefused when it has ended."""
    with transaction.atomic():
        held = Appointment.objects.select_for_update().get(pk=appointment.pk)
        at = now()
        if held.until_at is not None and held.until_at <= at:
            raise ActRefused(_("该任职已结束"))
        held.until_at = at
        held.save(update_fields=["until_at"])
        data = {"appointment": held.pk, "person": held.person_id, "reason": reason, "until": at.isoformat()}
        acts.append(f"post/{held.post_id}", "relieve", actor=actor, at=at, data=data)
    return held


def _write_appointment(*, actor: Actor, at: datetime, post: Post, person: Person, **fields: Any) -> Appointment:
    try:
        with transaction.atomic():
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


def _appointment_refusal(error: IntegrityError) -> str:
    text = str(error)
    if "responsibility_single_seat" in text:
        return _("该岗位在此期间已有人任职")
    if "standing in" in text:
        return _("代理期限须在被代理人的任职期限之内")
    return _("起止时间不成立")


# --- Past dates: reason and a second person ---------------------------------------------------------------------
def propose_appointment(
    *, actor: Actor, person: Person, post: Post, basis: str, from_at: datetime, until_at: datetime | None, reason: str
) -> Proposal:
    """Propose an appointment whose start lies in the past; it takes effect when a second person approves it."""
    payload = {
        "person": person.pk,
        "post": post.pk,
        "basis": basis,
        "from": from_at.isoformat(),
        "until": until_at.isoformat() if until_at else "",
    }
    return approvals.propose("appointment", payload, actor=actor, reason=reason)


def _apply_appointment(payload: Mapping[str, Any], actor: Actor, proposal: Proposal) -> None:
    until = parse_datetime(payload["until"]) if payload["until"] else None
    from_at = parse_datetime(payload["from"])
    assert from_at is not None  # written by propose_appointment
    _write_appointment(
        actor=actor,
        at=now(),
        person=Person.objects.get(pk=payload["person"]),
        post=Post.objects.get(pk=payload["post"]),
        basis=payload["basis"],
        from_at=from_at,
        until_at=until,
    )


def register_proposals() -> None:
    """Tell the approvals which kinds of change this room applies."""
    approvals.register("appointment", _apply_appointment)
