"""Requests beside a hazard: asked by one, decided by another. Each is one act of the gate, which the row follows."""

from collections.abc import Mapping

from hazards.models import Hazard
from records.actor import Actor
from workflow import engine
from workflow.engine import Fired

Seen = Mapping[int, int] | None


def ask_void(
    hazard_id: int,
    *,
    actor: Actor,
    reason: str,
    twin: Hazard | None = None,
    key: str | None = None,
    versions: Seen = None,
) -> Fired:
    """Ask for a hazard to be voided (误报, or 重复 of `twin`). Raises RefusedError."""
    data = {"twin": twin.number if twin else ""}
    return engine.fire(Hazard, hazard_id, "ask_void", actor=actor, note=reason, key=key, versions=versions, data=data)


def grant_void(hazard_id: int, *, actor: Actor, note: str = "", key: str | None = None, versions: Seen = None) -> Fired:
    """Void a hazard as asked; the request is GRANTED by the same act. Raises RefusedError."""
    return engine.fire(Hazard, hazard_id, "void", actor=actor, note=note, key=key, versions=versions)


def refuse_void(hazard_id: int, *, actor: Actor, note: str, key: str | None = None, versions: Seen = None) -> Fired:
    """Refuse to void a hazard; work goes on. Raises RefusedError."""
    return engine.fire(Hazard, hazard_id, "refuse_void", actor=actor, note=note, key=key, versions=versions)
