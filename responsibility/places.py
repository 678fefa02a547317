"""Places by what people ask for: by credit code, by address, and those somebody still has to complete."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from responsibility import credit_code
from responsibility.models import Place, Unit
from responsibility.spans import living_places_in_the_tree


@dataclass(frozen=True, slots=True)
class Parties:
    """Who owns, lets and runs what lies at one address; each unit once, by name."""

    owners: tuple[Unit, ...]
    landlords: tuple[Unit, ...]
    operators: tuple[Unit, ...]


def places_of(code: str) -> QuerySet[Place]:
    """Return the places registered under a credit code, however it is written, by address."""
    return Place.objects.filter(credit_code=credit_code.normal(code)).exclude(credit_code="").order_by("address", "pk")


def places_at(address: str) -> QuerySet[Place]:
    """Return everything registered at an address: a landlord's building and each tenant's place in it."""
    return Place.objects.filter(address=one_line(address)).order_by("name", "pk")


def parties_at(address: str) -> Parties:
    """Return the owners, landlords and operators at an address; one query."""
    there = list(places_at(address).select_related("owner", "landlord", "operator"))

    def units(name: str) -> tuple[Unit, ...]:
        found = {unit.pk: unit for unit in (getattr(place, name) for place in there) if unit is not None}
        return tuple(sorted(found.values(), key=lambda unit: (unit.sort_key, unit.pk)))

    return Parties(owners=units("owner"), landlords=units("landlord"), operators=units("operator"))


def incomplete_places(*, inside: Unit | None = None, at: datetime | None = None) -> QuerySet[Place]:
    """Return the places that somebody typed on the spot and nobody has completed, the oldest first.

    With `inside` only those of the unit and of the units below it at the instant `at`.
    """
    waiting = Place.objects.filter(incomplete=True).order_by("registered_at", "pk")
    if inside is None:
        return waiting
    assert at is not None  # a tree has a shape at an instant only
    below = living_places_in_the_tree(at).filter(path__contains=[inside.pk])
    return waiting.filter(community__in=below.values("unit_id"))


def one_line(text: str) -> str:
    """Give a name or an address as one line with single spaces, as it is stored and looked for."""
    return " ".join(text.split())
