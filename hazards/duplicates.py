"""Whether something like it was reported already: a hint to whoever reports, never a barrier (docs/decisions/0030).

At most three queries: the places close by, the open hazards there, and which of the alike ones he may look at.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from hazards.access import Standing, looks
from hazards.models import Hazard
from hazards.stages import OPEN
from responsibility.enums import OF_ENTERPRISES
from responsibility.models import Place, Unit
from responsibility.near import around, distance

LOOKED_BACK = timedelta(days=90)
CLOSE_METRES = 50
# Of the newest open hazards there so many are read, and so many of the alike ones shown.
MOST_READ, MOST_SHOWN = 300, 3
MOST_PLACES = 100
# How alike two descriptions must be, of 1: at one place little is enough, in the same community more. Measured on
# pairs of sentences in tests/hazards/test_duplicates.py.
ALIKE_HERE, ALIKE_AROUND = 0.2, 0.4
# Two addresses in words are one place from here on.
SAME_WORDS = 0.6
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Where:
    """Where the new one is, as far as it is known."""

    place: Place | None = None
    place_text: str = ""
    street: Unit | None = None
    community: Unit | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What to say: the alike hazards he may look at, and whether there are others, of which nothing is told."""

    seen: tuple[Hazard, ...] = ()
    has_others: bool = False


def alike(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1: the Dice coefficient of their pairs of neighbouring characters.

    Chinese has no spaces between words; pairs are the usual stand-in for them, and need no dictionary.
    """
    ours, theirs = _pairs(one), _pairs(other)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))


def hint(description: str, where: Where, standing: Standing) -> Hint:
    """Return what resembles a report about to be sent, among the open hazards of the last 90 days.

    Whoever sits in an enterprise is told of nothing that he may not look at: he would learn that he was reported.
    """
    close = _close_to(where.place) if where.place else {}
    found = [
        hazard
        for hazard in _candidates(where, close, standing)
        if alike(description, hazard.description) >= (ALIKE_HERE if _is_here(hazard, where, close) else ALIKE_AROUND)
    ]
    found.sort(key=lambda one: (-alike(description, one.description), -one.pk))
    if not found:
        return Hint()
    ids = [one.pk for one in found]
    seen = set(Hazard.objects.filter(looks(standing), pk__in=ids).values_list("pk", flat=True))
    has_others = len(seen) < len(ids) and not _is_of_an_enterprise(standing)
    return Hint(tuple([one for one in found if one.pk in seen][:MOST_SHOWN]), has_others)


def _close_to(place: Place) -> dict[int, Place]:
    """The places of the same operator, and those within 50 metres, by id; the place itself is one."""
    near = Q(pk=place.pk)
    if place.operator_id:
        near |= Q(operator=place.operator_id)
    if place.latitude_e7 is not None and place.longitude_e7 is not None:
        near |= around(place.latitude_e7, place.longitude_e7, metres=CLOSE_METRES)
    return {one.pk: one for one in Place.objects.filter(near)[:MOST_PLACES] if _is_close(one, place)}


def _is_close(one: Place, place: Place) -> bool:
    if one.pk == place.pk or (one.operator_id and one.operator_id == place.operator_id):
        return True
    assert place.latitude_e7 is not None
    assert place.longitude_e7 is not None
    return distance(one, place.latitude_e7, place.longitude_e7) <= CLOSE_METRES


def _candidates(where: Where, close: dict[int, Place], standing: Standing) -> list[Hazard]:
    """The newest open hazards where it might have been reported."""
    there = Q(place__in=close) if close else Q(pk__in=())
    if where.place and where.place.operator_id:
        there |= Q(rectifier=where.place.operator_id)
    if where.community:
        there |= Q(community=where.community)
    elif where.street:
        there |= Q(street=where.street)
    elif not where.place:
        there |= Q(street__isnull=True)
    rows = Hazard.objects.filter(there, state__in=OPEN, reported_at__gte=standing.at - LOOKED_BACK)
    return list(rows.select_related("place", "street", "community").order_by("-pk")[:MOST_READ])


def _is_here(hazard: Hazard, where: Where, close: dict[int, Place]) -> bool:
    if hazard.place_id in close:
        return True
    if where.place and where.place.operator_id and hazard.rectifier_id == where.place.operator_id:
        return True
    said = _words_of(where.place, where.place_text)
    return bool(said) and alike(said, _words_of(hazard.place, hazard.place_text)) >= SAME_WORDS


def _words_of(place: Place | None, words: str) -> str:
    return f"{place.name} {words}" if place else words


def _is_of_an_enterprise(standing: Standing) -> bool:
    """Whether he has a seat in one: typing its name, or picking the place next door, would tell him as much."""
    return any(standing.ranks.get(seat.unit_id) in OF_ENTERPRISES for seat in standing.positions)
