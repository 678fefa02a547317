"""Requests beside a hazard: asked by one, decided by another. Each is one act of the gate and one row."""

from django.db import transaction

from hazards.enums import RequestKind, RequestState
from hazards.models import Hazard, Request
from records.actor import Actor
from workflow import engine
from workflow.engine import Fired


def ask_void(hazard_id: int, *, actor: Actor, reason: str, twin: Hazard | None = None, key: str | None = None) -> Fired:
    """Ask for a hazard to be voided (误报, or 重复 of `twin`). Raises RefusedError."""
    with transaction.atomic():
        fired = engine.fire(
            Hazard,
            hazard_id,
            "ask_void",
            actor=actor,
            note=reason,
            key=key,
            data={"twin": twin.number if twin else ""},
        )
        if not fired.repeated:
            Request.objects.create(
                hazard_id=hazard_id,
                kind=RequestKind.VOID,
                reason=reason,
                twin=twin,
                asked_by_id=actor.person_id,
                asked_at=fired.at,
            )
    return fired


def grant_void(hazard_id: int, *, actor: Actor, note: str = "", key: str | None = None) -> Fired:
    """Void a hazard as asked; the request is GRANTED by the same act. Raises RefusedError."""
    return _decide(hazard_id, "void", RequestState.GRANTED, actor=actor, note=note, key=key)


def refuse_void(hazard_id: int, *, actor: Actor, note: str, key: str | None = None) -> Fired:
    """Refuse to void a hazard; work goes on. Raises RefusedError."""
    return _decide(hazard_id, "refuse_void", RequestState.REFUSED, actor=actor, note=note, key=key)


def _decide(hazard_id: int, name: str, state: RequestState, *, actor: Actor, note: str, key: str | None) -> Fired:
    with transaction.atomic():
        fired = engine.fire(Hazard, hazard_id, name, actor=actor, note=note, key=key)
        if not fired.repeated:
            Request.objects.filter(hazard_id=hazard_id, state=RequestState.PENDING).update(
                state=state, decided_by_id=actor.person_id, decided_at=fired.at
            )
    return fired
