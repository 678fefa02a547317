"""Whether a notice's link opens its hazard: asked at each request, of the rows, the hazard and the seat as they are.

No job ends a link. It is bound to one hazard in one episode, one unit, one person and the appointment by which he sits
there: as soon as one of these is no longer so, it opens nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from hazards.enums import DoorEventKind
from hazards.models import DoorEvent, DoorLink, Hazard
from hazards.relations import rectifier
from hazards.stages import DISPATCHED_ON, OPEN
from responsibility.positions import Position

# What takes a hazard away from its rectifier, even if the same one gets it again.
TAKEN_AWAY = ("recall_dispatch", "change_rectifier", "reopen")
# Wrong check numbers, and devices, in the whole life of a link.
MOST_WRONG = 5
MOST_DEVICES = 3


class DoorState(TextChoices):
    """Whether a link opens, and why not."""

    OPEN = "OPEN", _("有效")
    REVOKED = "REVOKED", _("已作废")
    REPLACED = "REPLACED", _("已换发")
    CLOSED = "CLOSED", _("隐患已办结")
    MOVED = "MOVED", _("整改单位已变更或派单已收回")
    SEAT_ENDED = "SEAT_ENDED", _("收件人已不在该岗位")
    EXPIRED = "EXPIRED", _("已到期")


ENDS = {DoorEventKind.REVOKED: DoorState.REVOKED, DoorEventKind.REPLACED: DoorState.REPLACED}


def state_of(link: DoorLink, hazard: Hazard, positions: Sequence[Position], at: datetime) -> DoorState:
    """Return whether the link opens the hazard for its person, who holds these seats at the instant `at`."""
    end = link.events.filter(kind__in=ENDS).values_list("kind", flat=True).first()
    if end:
        return ENDS[DoorEventKind(end)]
    if hazard.state not in OPEN or hazard.episode != link.episode:
        return DoorState.CLOSED
    if _is_moved(link, hazard):
        return DoorState.MOVED
    if seat_of(link, hazard, positions) is None:
        return DoorState.SEAT_ENDED
    return DoorState.OPEN if at < link.until_at else DoorState.EXPIRED


def _is_moved(link: DoorLink, hazard: Hazard) -> bool:
    if hazard.rectifier_id != link.unit_id or hazard.state not in DISPATCHED_ON:
        return True
    return hazard.records.filter(sequence__gt=link.version, name__in=TAKEN_AWAY).exists()


def seat_of(link: DoorLink, hazard: Hazard, positions: Sequence[Position]) -> Position | None:
    """Return the seat by which the link's person acts for the rectifier, as long as it is the one the link names."""
    own = [seat for seat in positions if seat.appointment_id == link.appointment_id]
    return rectifier.seat_of(own, hazard)


def last_opening(link: DoorLink) -> DoorEvent | None:
    """Return by which device the link is held: the last one on which it was opened."""
    return link.events.filter(kind=DoorEventKind.OPENED).order_by("-pk").first()


def count_of(link: DoorLink, kind: DoorEventKind) -> int:
    """Count what happened to the link of this kind."""
    return link.events.filter(kind=kind).count()
