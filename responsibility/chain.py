"""Walking up: who stands above whom at an instant."""

from dataclasses import dataclass
from datetime import datetime

from responsibility.enums import PostKind
from responsibility.models import Unit
from responsibility.positions import Position, seats_of
from responsibility.spans import living_places_in_the_tree


@dataclass(frozen=True, slots=True)
class Superior:
    """One unit above another, and who sits in its head's seat (standing in included); empty when it is vacant."""

    unit_id: int
    unit_name: str
    heads: tuple[Position, ...]


def superiors(unit: Unit, at: datetime) -> list[Superior]:
    """Return the units above `unit` at the instant `at` with their heads, the nearest first; three queries.

    An ended unit stands below nobody. A unit above it that has ended is left out: what was its passes further up.
    """
    path = _path(unit.pk, at)[:-1]
    if not path:
        return []
    living = dict(living_places_in_the_tree(at).filter(unit_id__in=path).values_list("unit_id", "unit__name"))
    heads: dict[int, list[Position]] = {}
    for seat in seats_of(living, at):
        if seat.kind in (PostKind.HEAD, PostKind.PRINCIPAL):
            heads.setdefault(seat.unit_id, []).append(seat)
    return [Superior(pk, living[pk], tuple(heads.get(pk, ()))) for pk in reversed(path) if pk in living]


def _path(unit_id: int, at: datetime) -> list[int]:
    place = living_places_in_the_tree(at).filter(unit_id=unit_id).values_list("path", flat=True).first()
    return list(place or [])
