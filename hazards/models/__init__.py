"""The models of this room, one subject a file."""

from hazards.models.hazard import Hazard
from hazards.models.photo import Photo
from hazards.models.record import HazardClock, HazardRecord, HazardRung
from hazards.models.request import Request

__all__ = ["Hazard", "HazardClock", "HazardRecord", "HazardRung", "Photo", "Request"]
