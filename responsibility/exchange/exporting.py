"""What stands at an instant, as the rows of the workbook. Reading the file again changes nothing."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from responsibility.enums import PlaceType, PostKind, Rank, Tree
from responsibility.exchange import workbook
from responsibility.exchange.layout import APPOINTMENTS, PLACES, POSTS, UNITS, labels
from responsibility.models import Place, Post
from responsibility.spans import alive, living_appointments, living_places_in_the_tree

Exported = Iterator[Mapping[str, object]]
_E7 = Decimal(10**7)


def export_organisation(stream: BinaryIO, *, at: datetime) -> None:
    """Write the units, posts, appointments and places that stand at the instant `at`.

    Names of units and all of a place are today's: the acts keep what they were.
    """
    workbook.write({UNITS: _units(at), POSTS: _posts(at), APPOINTMENTS: _appointments(at), PLACES: _places()}, stream)


def _units(at: datetime) -> Exported:
    standing = living_places_in_the_tree(at).select_related("unit__host", "unit__successor", "parent")
    for place in sorted(standing, key=lambda row: (len(row.path), row.unit.tree, row.unit.code)):
        unit = place.unit
        yield {
            "code": unit.code,
            "name": unit.name,
            "tree": labels(Tree)[unit.tree],
            "rank": labels(Rank)[unit.rank],
            "parent": place.parent.code if place.parent else "",
            "host": unit.host.code if unit.host else "",
            "from_at": unit.from_at,
            "until_at": unit.until_at,
            "successor": unit.successor.code if unit.successor else "",
        }


def _seat(post: Post) -> dict[str, object]:
    return {
        "post_number": post.pk,
        "unit": post.unit.code,
        "kind": labels(PostKind)[post.kind],
        "title": post.title,
    }


def _posts(at: datetime) -> Exported:
    for post in Post.objects.filter(alive(at, "unit__")).select_related("unit").order_by("unit__code", "pk"):
        yield _seat(post) | {"single_seat": post.single_seat}


def _appointments(at: datetime) -> Exported:
    held = living_appointments(at).filter(alive(at, "post__unit__"))
    related = held.select_related("person", "post__unit", "stands_in_for__person")
    # A desk can hold the same person twice from the same second; a file says it once.
    said = set()
    for one in related.order_by("post__unit__code", "post_id", "pk"):
        principal = one.stands_in_for.person.name if one.stands_in_for else ""
        key = (one.post_id, one.person_id, principal, one.from_at.replace(microsecond=0))
        if key in said:
            continue
        said.add(key)
        yield {
            "person_number": one.person_id,
            "person": one.person.name,
            **_seat(one.post),
            "from_at": one.from_at,
            "until_at": one.until_at,
            "stands_in_for": principal,
            "basis": one.basis,
        }


def _places() -> Exported:
    for place in Place.objects.select_related("community", "operator", "owner", "landlord").order_by("pk"):
        units = {name: getattr(place, name) for name in ("community", "operator", "owner", "landlord")}
        yield {
            "place_number": place.pk,
            "name": place.name,
            "address": place.address,
            "credit_code": place.credit_code,
            "place_type": labels(PlaceType)[place.place_type],
            "trade": place.trade,
            **{name: unit.code if unit else "" for name, unit in units.items()},
            "latitude_e7": _degrees(place.latitude_e7),
            "longitude_e7": _degrees(place.longitude_e7),
            "incomplete": place.incomplete,
        }


def _degrees(e7: int | None) -> str:
    return "" if e7 is None else str(Decimal(e7) / _E7)
