"""Who asks for a page of this room: the person, the instant, his seats; and what of the organisation he may see.

The pages above read the same and more (hazards/web/context.py), in the same statements; `read_with` lets them, so that
one page asks once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from records.actor import Actor
from responsibility.enums import OF_ENTERPRISES
from responsibility.models import User
from responsibility.positions import Position
from responsibility.stewards import Steward


class Viewer(Protocol):
    """A person at one instant, the seats he holds, the rank of each unit in which he does."""

    @property
    def person_id(self) -> int:
        """The person's number."""
        ...

    @property
    def name(self) -> str:
        """What he is called."""
        ...

    @property
    def at(self) -> datetime:
        """The instant at which all of this is so."""
        ...

    @property
    def positions(self) -> tuple[Position, ...]:
        """The seats he holds."""
        ...

    @property
    def ranks(self) -> Mapping[int, str]:
        """The rank of each unit in which he has one."""
        ...

    @property
    def actor(self) -> Actor:
        """Him, for whatever is recorded."""
        ...


_readers: list[Callable[[HttpRequest], Viewer]] = []


def read_with(reader: Callable[[HttpRequest], Viewer]) -> None:
    """Let a room above say how the viewer of a request is read. Called once, when that room is loaded."""
    _readers[:] = [reader]


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who asks for this page."""
    return _readers[0](request)


def steward_of(request: HttpRequest) -> Steward:
    """Return who asks, as one who may look after seats; no query beyond the viewer's."""
    viewer = viewer_of(request)
    return Steward(viewer.person_id, viewer.at, viewer.positions, administers(request))


def administers(request: HttpRequest) -> bool:
    """Tell whether who asks runs the accounts."""
    user = cast("User", request.user)
    return user.is_active and user.is_staff


def sees_everything(request: HttpRequest) -> bool:
    """Tell whether he may see all units and who sits there: administrators, and whoever has a seat of an authority."""
    viewer = viewer_of(request)
    return administers(request) or any(
        viewer.ranks.get(seat.unit_id) not in OF_ENTERPRISES for seat in viewer.positions
    )


def own_units(request: HttpRequest) -> list[int]:
    """Return the units in which he has a seat."""
    return sorted({seat.unit_id for seat in viewer_of(request).positions})


def admit(request: HttpRequest) -> None:
    """Raise PermissionDenied for whoever has no seat and runs no accounts: a citizen has no business here."""
    if not administers(request) and not viewer_of(request).positions:
        raise PermissionDenied


def admit_to(request: HttpRequest, path: list[int]) -> None:
    """Raise Http404 for a unit (by its path) that he may not know; people of an enterprise see their own only."""
    admit(request)
    if not sees_everything(request) and not set(path) & set(own_units(request)):
        raise Http404
