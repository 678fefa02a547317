"""Who is named to a seat, by whom, and by how many: the one door for people, with two persons where it matters."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from records import acts, approvals
from records.actor import Actor
from records.approvals import ApprovalRefused
from records.clock import now
from records.models import Decision, Proposal
from responsibility.models import Appointment, Person, Post
from responsibility.positions import holders_of_post
from responsibility.services.appointments import check_standing_in, relieve, write_appointment
from responsibility.services.refusals import ActRefused
from responsibility.stewards import is_of_power, path_of, steward

KIND = "appointment"


class _Undone(Exception):
    """Takes a rehearsal back."""


def name_to_seat(
    *,
    actor: Actor,
    person: Person,
    post: Post,
    basis: str,
    reason: str = "",
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    stands_in_for: Appointment | None = None,
    in_place_of: Appointment | None = None,
) -> Appointment | Proposal:
    """Name a person to a seat, at once or, where two must agree, as a proposal. Returns what was written.

    In this order: asks whether the actor looks after the seat (`responsibility.stewards`; a holder also names who
    stands in for himself); refuses what the seat or its dates don't allow, found by a rehearsal that is taken back;
    then writes the appointment and its act in the post's chain – or, when `needs_two` says so, a proposal with its
    reason and with who holds the seat now, and nothing changes until another steward has confirmed it
    (`approvals.decide`, checked by `check_decider`).

    `from_at` None means from now on, in a proposal from the confirmation on. With `stands_in_for` it is a standing-in
    (代理) and needs an end; with `in_place_of` that tenure ends in the same transaction, at the same instant.
    Raises ActRefused, with words for the user. Source: domain rule of four eyes; docs/decisions/0029.
    """
    _check_actor(actor, post, stands_in_for)
    if not basis.strip():
        raise ActRefused(_("请填写任职依据"))
    if stands_in_for is not None:
        check_standing_in(person, stands_in_for)
        if until_at is None:
            raise ActRefused(_("代理须写明终止时间"))
    given: dict[str, Any] = {"person": person, "post": post, "basis": basis, "from_at": from_at, "until_at": until_at}
    given |= {"stands_in_for": stands_in_for, "in_place_of": in_place_of}
    if not needs_two(actor, person, post, from_at):
        with transaction.atomic():
            return _write(actor, reason or basis, **given)
    if not reason.strip():
        raise ActRefused(_("这项任职须由第二人确认，请写明理由"))
    _rehearse(actor, reason, **given)
    with transaction.atomic():
        acts.lock(f"post/{post.pk}")
        _check_repeated(person, post, stands_in_for)
        before = [held.person_name for held in holders_of_post(post.pk, now()) if not held.stands_in_for]
        payload = payload_of(**given) | {"before": before}
        return approvals.propose(KIND, payload, actor=actor, reason=reason)


def needs_two(actor: Actor, person: Person, post: Post, from_at: datetime | None) -> bool:
    """Tell whether a second person must confirm: for oneself, for a seat of power, for a beginning in the past."""
    return actor.person_id == person.pk or is_of_power(post) or (from_at is not None and from_at < now())


def end_tenure(appointment: Appointment, *, actor: Actor, reason: str, until_at: datetime | None = None) -> Appointment:
    """End a tenure or a standing-in, now or at a later instant, as `relieve` does, by who looks after the seat.

    Who is stood in for may end that himself. Raises ActRefused.
    """
    _check_actor(actor, appointment.post, appointment.stands_in_for)
    return relieve(appointment, actor=actor, reason=reason, until_at=until_at)


def _check_actor(actor: Actor, post: Post, stands_in_for: Appointment | None) -> None:
    at = now()
    if stands_in_for is not None and stands_in_for.person_id == actor.person_id:
        return
    if not steward(actor.person_id, at).looks_after(post.kind, path_of(post.unit_id, at)):
        raise ActRefused(not_yours())


def not_yours() -> str:
    """Return the words for whoever doesn't look after a seat: who does."""
    return _("这个岗位不由您安排：由账号管理员、上级单位负责人安排，本单位其他岗位由本单位负责人安排")


def _check_repeated(person: Person, post: Post, stands_in_for: Appointment | None) -> None:
    same = {"person": person.pk} | ({"stands_in_for": stands_in_for.pk} if stands_in_for else {})
    if pending_about([post.pk]).filter(payload__contains=same).exists():
        raise ActRefused(_("这项任职已经提出，正待第二人确认"))


def _rehearse(actor: Actor, reason: str, **given: Any) -> None:
    """Raise ActRefused for what could not be written now, and leave nothing behind."""
    try:
        with transaction.atomic():
            _write(actor, reason, **given)
            raise _Undone
    except _Undone:
        pass


def _write(
    actor: Actor, reason: str, *, from_at: datetime | None, in_place_of: Appointment | None, **fields: Any
) -> Appointment:
    if in_place_of is not None:
        if in_place_of.post_id != fields["post"].pk:
            raise ActRefused(_("只能接替同一岗位的任职"))
        later = from_at if from_at is not None and from_at > now() else None
        relieve(in_place_of, actor=actor, reason=reason, until_at=later)
    at = now()
    return write_appointment(actor=actor, at=at, from_at=from_at or at, **fields)


# --- Proposals ---------------------------------------------------------------------------------------------------
def propose_appointment(
    *, actor: Actor, person: Person, post: Post, basis: str, from_at: datetime, until_at: datetime | None, reason: str
) -> Proposal:
    """Propose an appointment whose start lies in the past; it takes effect when a second person approves it."""
    payload = payload_of(person=person, post=post, basis=basis, from_at=from_at, until_at=until_at)
    return approvals.propose(KIND, payload, actor=actor, reason=reason)


def propose_stand_in(
    *, actor: Actor, person: Person, for_: Appointment, basis: str, from_at: datetime, until_at: datetime, reason: str
) -> Proposal:
    """Propose a standing-in whose start lies in the past; it counts when a second person has approved it."""
    check_standing_in(person, for_)
    payload = payload_of(
        person=person, post=for_.post, basis=basis, from_at=from_at, until_at=until_at, stands_in_for=for_
    )
    return approvals.propose(KIND, payload, actor=actor, reason=reason)


def pending_about(post_ids: Iterable[int]) -> QuerySet[Proposal]:
    """Return the proposals about these posts that wait for a second person."""
    waiting = Proposal.objects.filter(kind=KIND, decision=Decision.PENDING)
    return waiting.annotate(post_id=Cast(KT("payload__post"), BigIntegerField())).filter(post_id__in=list(post_ids))


def payload_of(
    *,
    person: Person,
    post: Post,
    basis: str,
    from_at: datetime | None,
    until_at: datetime | None,
    stands_in_for: Appointment | None = None,
    in_place_of: Appointment | None = None,
) -> dict[str, Any]:
    """Return what a proposal keeps of an appointment; an empty beginning is the confirmation's instant."""
    payload: dict[str, Any] = {
        "person": person.pk,
        "post": post.pk,
        "basis": basis,
        "from": from_at.isoformat() if from_at else "",
        "until": until_at.isoformat() if until_at else "",
        # As they are called now, for whoever reads the proposal later.
        "name": person.name,
        "seat": f"{post.unit.name} {post.title}",
    }
    if stands_in_for is not None:
        payload |= {"stands_in_for": stands_in_for.pk, "for_whom": stands_in_for.person.name}
    if in_place_of is not None:
        payload["in_place_of"] = in_place_of.pk
    return payload


def check_decider(proposal: Proposal, decision: Decision, note: str, actor: Actor) -> None:
    """Raise ApprovalRefused unless the actor looks after the seat and isn't the person named; a refusal has a reason.

    Holds the post's chain and the actor's own tenures, so that he can't lose his seat between question and answer.
    """
    if decision == Decision.WITHDRAWN:
        return
    post = Post.objects.select_related("unit").get(pk=proposal.payload["post"])
    acts.lock(f"post/{post.pk}")
    list(Appointment.objects.select_for_update().filter(person_id=actor.person_id).order_by("pk"))
    at = now()
    if not steward(actor.person_id, at).looks_after(post.kind, path_of(post.unit_id, at)):
        raise ApprovalRefused(_("这个岗位不由您安排，请找账号管理员或上级单位负责人确认"))
    if actor.person_id == proposal.payload["person"]:
        raise ApprovalRefused(_("本人不能确认对自己的任命"))
    if decision == Decision.REFUSED and not note.strip():
        raise ApprovalRefused(_("请写明不同意的理由"))


def _apply(payload: Mapping[str, Any], actor: Actor, proposal: Proposal) -> None:
    def moment(name: str) -> datetime | None:
        return parse_datetime(payload[name]) if payload[name] else None

    def tenure(name: str) -> Appointment | None:
        return Appointment.objects.get(pk=payload[name]) if payload.get(name) else None

    _write(
        actor,
        proposal.reason,
        person=Person.objects.get(pk=payload["person"]),
        post=Post.objects.get(pk=payload["post"]),
        basis=payload["basis"],
        from_at=moment("from"),
        until_at=moment("until"),
        stands_in_for=tenure("stands_in_for"),
        in_place_of=tenure("in_place_of"),
    )


def register_proposals() -> None:
    """Tell the approvals which kinds of change this room applies, and who decides on them."""
    approvals.register(KIND, _apply, check_decider)
