"""Split one defect off a report of several: a hazard of its own, with its parent's chain, reporter and time."""

from hazards.models import Hazard
from hazards.services.reporting import bear
from records.actor import Actor
from workflow import deciding
from workflow.refusals import Refused, RefusedError

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
    part = Hazard(
        **{name: getattr(parent, name) for name in INHERITED},
        description=description.strip(),
        parent=parent,
        birth_key=key,
    )
    known = Hazard.objects.filter(birth_key=key).first() if key is not None else None
    born = known or bear(part, "split_off", actor=actor, note=note, data={"parent": parent.number})
    if (born.parent_id, born.description) != (parent.pk, part.description):
        raise RefusedError(Refused(born.pk, "split_off", (deciding.key_taken(),)))
    return born
