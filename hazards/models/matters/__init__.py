"""The matters beside a hazard: each with a life of its own, each a fold over the hazard's records."""

from hazards.models.matters.afterwards import Recusal, Review, Sample
from hazards.models.matters.jurisdiction import Dispute, Ruling, Standpoint
from hazards.models.matters.request import Request
from hazards.models.matters.supervision import Clause, Grading, Listing, Measure
from hazards.models.matters.work import FollowUp, Plan, Round
from workflow.beside import Beside

BESIDE: tuple[type[Beside], ...] = (
    *(Request, Dispute, Standpoint, Ruling, Plan, Round, FollowUp, Measure, Listing, Grading),
    *(Recusal, Review, Sample),
)

__all__ = [
    "BESIDE",
    "Clause",
    "Dispute",
    "FollowUp",
    "Grading",
    "Listing",
    "Measure",
    "Plan",
    "Recusal",
    "Request",
    "Review",
    "Round",
    "Ruling",
    "Sample",
    "Standpoint",
]
