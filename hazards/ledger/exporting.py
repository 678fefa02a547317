"""Hazards as rows of a ledger workbook."""

from collections.abc import Iterator, Mapping
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hazards.enums import State
from hazards.ledger.write import Written, write_ledger
from hazards.models import Hazard

COLUMNS = (
    *("number", "description", "found_on", "hazard_type", "level", "territory", "location"),
    *("rectifier_name", "due_on", "measures", "status", "rectified_on"),
)
EXTRA = {
    "lead": "牵头单位",
    "state": "当前环节",
    "reported_at": "上报时间",
    "due_at": "本环节到期",
    "ended_at": "办结时间",
}
CLOSED = (State.WRITTEN_OFF, State.VOIDED, State.MERGED, State.TRANSFERRED, State.IMPORTED_CLOSED)


def export_hazards(hazards: "QuerySet[Hazard]", stream: IO[bytes]) -> Written:
    """Write the hazards as a ledger, row by row from a server-side cursor; importing it again changes nothing."""
    related = hazards.select_related("street", "rectifier", "lead", "matter")
    return write_ledger(_rows(related), stream, columns=COLUMNS, extra=EXTRA)


def _rows(hazards: "QuerySet[Hazard]") -> Iterator[Mapping[str, object]]:
    for hazard in hazards.order_by("id").iterator(chunk_size=1000):
        yield {
            "number": hazard.number,
            "description": hazard.description,
            "found_on": hazard.found_on,
            "hazard_type": hazard.matter.name if hazard.matter else hazard.origin.get("hazard_type", ""),
            "level": str(hazard.get_level_display()),  # type: ignore[attr-defined]
            "territory": hazard.street.name if hazard.street else "",
            "location": hazard.place_text,
            "rectifier_name": hazard.rectifier.name if hazard.rectifier else "",
            "due_on": hazard.demand_on,
            "measures": hazard.origin.get("measures", ""),
            "status": _("关闭") if hazard.state in CLOSED else _("未关闭"),
            "lead": hazard.lead.name if hazard.lead else "",
            "state": hazard.state_label,
            "reported_at": hazard.reported_at,
            "due_at": hazard.due_at,
            "ended_at": hazard.ended_at,
        }
