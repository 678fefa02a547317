"""Requests beside a hazard: asked by one, decided by another. Each is one act of the gate, which the row follows."""

from hazards.models import Hazard
from records.actor import Actor
from workflow import engine
from workflow.engine import Fired


def ask_void(hazard_id: int, *, actor: Actor, reason: str, twin: Hazard | None = None, key: str | None = None) -> Fired:
    """Ask for a hazard to be voided (误报, or 重复 of `twin`). Raises RefusedError."""
    data = {"twin": twin.number if twin else ""}
    return engine.fire(Hazard, hazard_id, "ask_void", actor=actor, note=reason, key=key, data=data)


def grant_void(hazard_id: int, *, actor: Actor, note: str = "", key: str | None = None) -> Fired:
    """Void a hazard as asked; the request is GRANTED by the same act. Raises RefusedError."""
    return engine.fire(Hazard, hazard_id, "void", actor=actor, note=note, key=key)


def refuse_void(hazard_id: int, *, actor: Actor, note: str, key: str | None = None) -> Fired:
    """Refuse to void a hazard; work goes on. Raises RefusedError."""
    return engine.fire(Hazard, hazard_id, "refuse_void", actor=actor, note=note, key=key)
