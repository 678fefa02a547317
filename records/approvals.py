"""Two-person approval: what one proposes, another approves; only then is it applied."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from records.models import Decision, Proposal

# What applies an approved payload: called with the payload, the approver and the proposal, inside the transaction.
Apply = Callable[[Mapping[str, Any], Actor, Proposal], None]
# What else is asked of who decides: called with the proposal, the decision, the note and the actor, under the lock;
# raises ApprovalRefused.
Check = Callable[[Proposal, Decision, str, Actor], None]
_kinds: dict[str, tuple[Apply, Check]] = {}


class ApprovalRefused(Exception):
    """The proposal can't be decided so; the message is for the user."""


def anybody_else(proposal: Proposal, decision: Decision, note: str, actor: Actor) -> None:
    """Ask nothing more than that it isn't the proposer."""


def register(kind: str, apply: Apply, check: Check = anybody_else) -> None:
    """Let proposals of `kind` be applied by `apply`, and decided by whom `check` lets.

    Called by the room that owns the kind, when it is loaded.
    """
    _kinds[kind] = apply, check


def propose(kind: str, payload: Mapping[str, Any], *, actor: Actor, reason: str) -> Proposal:
    """Write a proposal down, with its reason, and record it. Raises ApprovalRefused for no reason or unknown kind."""
    if kind not in _kinds:
        raise ApprovalRefused(_("没有“%(kind)s”这种变更") % {"kind": kind})
    if not reason.strip():
        raise ApprovalRefused(_("请写明理由"))
    with transaction.atomic():
        at = now()
        proposal = Proposal.objects.create(
            kind=kind,
            payload=dict(payload),
            reason=reason,
            proposed_by_id=actor.person_id,
            proposed_by_name=actor.name,
            proposed_at=at,
        )
        acts.append(
            f"proposal/{proposal.pk}",
            "propose",
            actor=actor,
            at=at,
            data={"kind": kind, "payload": dict(payload), "reason": reason},
        )
    return proposal


def decide(proposal_id: int, decision: Decision, *, actor: Actor, note: str = "") -> Proposal:
    """Lock the proposal, check the four eyes, record the decision, apply it when approved; all in one transaction.

    Raises ApprovalRefused when it is decided already, when the proposer approves or refuses his own, when somebody
    else withdraws it, or when the kind's own check refuses the actor.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
        _check(proposal, decision, actor)
        apply, check = _kinds[proposal.kind]
        check(proposal, decision, note, actor)
        proposal.decision = decision
        proposal.decided_by_id, proposal.decided_by_name = actor.person_id, actor.name
        proposal.decided_at, proposal.decision_note = now(), note
        proposal.save(update_fields=["decision", "decided_by_id", "decided_by_name", "decided_at", "decision_note"])
        acts.append(
            f"proposal/{proposal.pk}",
            decision.value.lower(),
            actor=actor,
            at=proposal.decided_at,
            data={"note": note},
        )
        if decision == Decision.APPROVED:
            apply(proposal.payload, actor, proposal)
    return proposal


def _check(proposal: Proposal, decision: Decision, actor: Actor) -> None:
    if proposal.decision != Decision.PENDING:
        raise ApprovalRefused(_("该变更已办结：%(decision)s") % {"decision": proposal.get_decision_display()})
    own = actor.person_id == proposal.proposed_by_id
    if decision == Decision.WITHDRAWN and not own:
        raise ApprovalRefused(_("只有提出人可以撤回"))
    if decision != Decision.WITHDRAWN and own:
        raise ApprovalRefused(_("提出人不能审批自己提出的变更"))
    if actor.is_system:
        raise ApprovalRefused(_("系统不能审批变更"))
