"""Split one defect off a report of several: a hazard of its own, with its parent's chain, reporter and time."""

from typing import Any

from hazards.models import Hazard
from records.actor import Actor
from workflow import engine
from workflow.refusals import Refused, RefusedError

# What a part has from the whole.
INHERITED = (
    *("source", "place_id", "place_text", "found_on", "urgent", "street_id", "community_id", "rectifier_id"),
    *("rectifier_note", "matter_id", "level", "interim_lead_id", "party_ids", "reporter_person_id", "district_id"),
    *("coordinator_id", "host_id", "committee_id"),
)


def split_off(parent: Hazard, description: str, *, actor: Actor, note: str = "", key: str | None = None) -> Hazard:
    """Split a defect off `parent`; it goes on where its parent stands, and the same `key` splits it off once.

    Raises RefusedError with all reasons.
    """
    if key is not None:
        known = Hazard.objects.filter(birth_key=key).first()
        if known is not None:
            return known
    inherited: dict[str, Any] = {name: getattr(parent, name) for name in INHERITED}
    part = Hazard(**inherited, description=description.strip(), parent=parent, birth_key=key)
    (answer,) = engine.open_many(Hazard, [part], "split_off", actor=actor, note=note, data=[{"parent": parent.number}])
    if isinstance(answer, Refused):
        raise RefusedError(answer)
    return part
