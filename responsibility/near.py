"""Places as somebody on the spot finds them: near him, by what they are called, each with the territory it lies in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians

from django.db.models import BooleanField, ExpressionWrapper, FloatField, Q, QuerySet
from django.db.models.expressions import CombinedExpression, F, Value
from django.db.models.functions import Cast

from responsibility.enums import Rank
from responsibility.models import Place, Unit
from responsibility.places import one_line
from responsibility.spans import living_places_in_the_tree

# One ten-millionth of a degree of latitude, in metres: a quarter of the meridian is ten thousand kilometres.
METRES_PER_E7 = 10_000_000 / 90 / 10_000_000
WORDS = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A place, the street and the community in which it lies now (None: nobody knows), and how far away it is."""

    place: Place
    street: Unit | None = None
    community: Unit | None = None
    metres: int | None = None

    @property
    def where(self) -> str:
        """Street and community, as one reads them."""
        return " ".join(unit.name for unit in (self.street, self.community) if unit)


def around(latitude_e7: int, longitude_e7: int, *, metres: int) -> Q:
    """Return the condition that a place lies in the square of which each side is `metres` away. One index answers it.

    Near the poles and at the 180th meridian it misses some; no district lies there.
    """
    north = round(metres / METRES_PER_E7)
    east = round(north / _shrinking(latitude_e7))
    return Q(
        latitude_e7__range=(latitude_e7 - north, latitude_e7 + north),
        longitude_e7__range=(longitude_e7 - east, longitude_e7 + east),
    )


def distance(place: Place, latitude_e7: int, longitude_e7: int) -> float:
    """Return how far away a place with coordinates is, in metres; exact to a thousandth within some kilometres."""
    assert place.latitude_e7 is not None
    assert place.longitude_e7 is not None
    north = place.latitude_e7 - latitude_e7
    east = (place.longitude_e7 - longitude_e7) * _shrinking(latitude_e7)
    return hypot(north, east) * METRES_PER_E7


def places_near(latitude_e7: int, longitude_e7: int, at: datetime, *, metres: int, most: int) -> list[Found]:
    """Return the complete places within so many metres, the nearest first, as they lie at the instant; three queries.

    Coordinates are WGS-84 in ten-millionths of a degree.
    """
    rows = _registered().filter(around(latitude_e7, longitude_e7, metres=metres))
    by_distance = (
        _square("latitude_e7", latitude_e7, 1.0),
        _square("longitude_e7", longitude_e7, _shrinking(latitude_e7)),
    )
    nearest = list(rows.order_by(CombinedExpression(by_distance[0], "+", by_distance[1]), "pk")[:most])
    away = {place.pk: distance(place, latitude_e7, longitude_e7) for place in nearest}
    return [
        Found(one.place, one.street, one.community, round(away[one.place.pk]))
        for one in _lying(nearest, at)
        if away[one.place.pk] <= metres
    ]


def places_called(words: str, at: datetime, *, most: int) -> list[Found]:
    """Return the complete places of whose name, address or operator's name every word is a part; three queries.

    Those whose name begins with the words come first.
    """
    said = one_line(words)
    rows = _registered()
    for word in said.split()[:WORDS]:
        rows = rows.filter(Q(name__icontains=word) | Q(address__icontains=word) | Q(operator__name__icontains=word))
    begins = ExpressionWrapper(Q(name__istartswith=said), BooleanField())
    return _lying(rows.order_by(begins.desc(), "name", "pk")[:most], at) if said else []


def place_numbered(pk: int, at: datetime) -> Found | None:
    """Return a complete place with where it lies at the instant."""
    return next(iter(_lying(_registered().filter(pk=pk), at)), None)


def _registered() -> QuerySet[Place]:
    """What somebody typed on the spot and nobody has looked at is offered to nobody else."""
    return Place.objects.filter(incomplete=False).select_related("operator")


def _lying(places: Iterable[Place], at: datetime) -> list[Found]:
    """Add street and community; a unit that has ended is no territory any more."""
    found = list(places)
    above = dict(
        living_places_in_the_tree(at)
        .filter(unit__in={place.community_id for place in found if place.community_id})
        .values_list("unit_id", "path")
    )
    units = Unit.objects.in_bulk({pk for path in above.values() for pk in path}) if above else {}

    def ranked(place: Place, rank: Rank) -> Unit | None:
        path = above.get(place.community_id or 0, ())
        return next((units[pk] for pk in path if pk in units and units[pk].rank == rank), None)

    return [Found(place, ranked(place, Rank.STREET), ranked(place, Rank.COMMUNITY)) for place in found]


def _shrinking(latitude_e7: int) -> float:
    """How much shorter a degree of longitude is there than one of latitude."""
    return max(cos(radians(latitude_e7 / 1e7)), 0.01)


def _square(column: str, value: int, scale: float) -> CombinedExpression:
    away = CombinedExpression(
        CombinedExpression(Cast(F(column), FloatField()), "-", Value(float(value))), "*", Value(scale)
    )
    return CombinedExpression(away, "*", away, output_field=FloatField())
