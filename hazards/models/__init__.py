"""The models of this room, one subject a file."""

from hazards.models.door import DoorEvent, DoorLink
from hazards.models.exception import ExceptionLook, HazardException, UnitException
from hazards.models.hazard import Hazard
from hazards.models.ledger_import import ImportState, LedgerImport
from hazards.models.matters import (
    BESIDE,
    Clause,
    Dispute,
    FollowUp,
    Grading,
    Listing,
    Measure,
    Plan,
    Recusal,
    Request,
    Review,
    Round,
    Ruling,
    Sample,
    Standpoint,
)
from hazards.models.photo import Photo
from hazards.models.record import HazardClock, HazardRecord, HazardRung, HazardTimer
from hazards.models.reporter import Reporter, ReporterLook

__all__ = [
    "BESIDE",
    "Clause",
    "Dispute",
    "DoorEvent",
    "DoorLink",
    "ExceptionLook",
    "FollowUp",
    "Grading",
    "Hazard",
    "HazardClock",
    "HazardException",
    "HazardRecord",
    "HazardRung",
    "HazardTimer",
    "ImportState",
    "LedgerImport",
    "Listing",
    "Measure",
    "Photo",
    "Plan",
    "Recusal",
    "Reporter",
    "ReporterLook",
    "Request",
    "Review",
    "Round",
    "Ruling",
    "Sample",
    "Standpoint",
    "UnitException",
]
