"""The models of this room, one subject a file."""

from hazards.models.hazard import Hazard
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
from hazards.models.record import HazardClock, HazardRecord, HazardRung

__all__ = [
    "BESIDE",
    "Clause",
    "Dispute",
    "FollowUp",
    "Grading",
    "Hazard",
    "HazardClock",
    "HazardRecord",
    "HazardRung",
    "Listing",
    "Measure",
    "Photo",
    "Plan",
    "Recusal",
    "Request",
    "Review",
    "Round",
    "Ruling",
    "Sample",
    "Standpoint",
]
