"""Split one defect off a report of several: a hazard of its own, with its parent's chain, reporter and time."""

from typing import Any

from hazards.branches import AS_PARENT
from hazards.models import Hazard
from hazards.services.reporting import bear
from records.actor import Actor
from workflow import deciding, engine
from workflow.refusals import Reason, Refused, RefusedError

# What a part has from the whole.
INHERITED = (
    *("source", "place_id", "place_text", "found_on", "urgent", "street_id", "community_id", "rectifier_id"),
    *("rectifier_note", "matter_id", "level", "interim_lead_id", "party_ids", "reporter_person_id", "district_id"),
    *("coordinator_id", "host_id", "committee_id", "begun_at"),
)


def split_off(parent: Hazard, description: str, *, actor: Actor, note: str = "", key: str | None = None) -> Hazard:
    """Split a defect off `parent`; it goes on where its parent stands, and the same `key` splits it off once.

    Raises RefusedError with all reasons.
    """
    part = _part_of(parent, description, birth_key=key)
    known = Hazard.objects.filter(birth_key=key).first() if key is not None else None
    born = known or bear(part, "split_off", actor=actor, note=note, data={"parent": parent.number})
    if (born.parent_id, born.description) != (parent.pk, part.description):
        raise RefusedError(Refused(born.pk, "split_off", (deciding.key_taken(),)))
    return born


def refusals(parent: Hazard, *, actor: Actor) -> list[Reason]:
    """Say why this person can't split a defect off `parent` now; empty: he can.

    Reads, locks nothing, writes nothing; the gate asks again, by the same functions, when the defect is described.
    """
    part = _part_of(parent, parent.description, state=AS_PARENT.decide(parent))
    return engine.refusals_of_birth(Hazard, part, "split_off", actor=actor)


def _part_of(parent: Hazard, description: str, **more: Any) -> Hazard:
    inherited = {name: getattr(parent, name) for name in INHERITED}
    return Hazard(**inherited, description=description.strip(), parent=parent, **more)
