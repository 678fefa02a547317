"""Where the case itself decides how the law goes on: to a plan or to work, as its parent, with what it took in."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps

from hazards.enums import Level, State
from workflow.lifecycle import Branch

# A major hazard is planned before it is put right.
WORK = Branch(
    "WORK",
    (State.PLANNING, State.RECTIFYING),
    lambda hazard: State.PLANNING if hazard.level == Level.MAJOR else State.RECTIFYING,
)
# What is split off goes on where its parent stands: an interim lead has it only in consultation.
AS_PARENT = Branch(
    "AS_PARENT",
    (State.REPORTED, State.CONSULTING),
    lambda hazard: State.CONSULTING if hazard.interim_lead_id else State.REPORTED,
)


def survivor_of(hazard: Any, data: Mapping[str, Any]) -> list[int]:
    """Return the hazard into which this one was merged."""
    return [hazard.survivor_id]


def its_survivor(hazard: Any) -> dict[str, Any]:
    """Say to what was merged here which hazard it goes on with."""
    return {"survivor": hazard.survivor_id}


def merged_here(hazard: Any, data: Mapping[str, Any]) -> list[int]:
    """Return the hazards that were merged into this one."""
    merged = apps.get_model("hazards", "Hazard")._default_manager.filter(survivor_id=hazard.pk, state=State.MERGED)
    return list(merged.order_by("pk").values_list("pk", flat=True))


def led_by_its_street(hazard: Any, data: Mapping[str, Any]) -> list[int]:
    """Return the hazard where its street leads it: found to be major, it goes to consultation."""
    return [hazard.pk] if hazard.lead_id is not None and hazard.lead_id == hazard.street_id else []


def measure_taker(hazard: Any, data: Mapping[str, Any]) -> list[int]:
    """Return the hazard on which a measure goes on to rest."""
    return [data["to"]]
