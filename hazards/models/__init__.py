"""The models of this room, one subject a file."""

from hazards.models.exception import ExceptionLook, HazardException, UnitException
from hazards.models.hazard import Hazard
from hazards.models.photo import Photo
from hazards.models.record import HazardClock, HazardRecord, HazardRung
from hazards.models.reporter import Reporter, ReporterLook
from hazards.models.request import Request

__all__ = [
    "ExceptionLook",
    "Hazard",
    "HazardClock",
    "HazardException",
    "HazardRecord",
    "HazardRung",
    "Photo",
    "Reporter",
    "ReporterLook",
    "Request",
    "UnitException",
]
