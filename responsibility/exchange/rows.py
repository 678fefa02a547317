"""The workbook's rows, each with the line it stands on. An empty cell is "" for a text and None for the rest."""

from dataclasses import dataclass

from responsibility.exchange.cells import Moment


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit to be founded, or one that stands."""

    line: int
    code: str
    name: str
    tree: str
    rank: str
    parent: str
    host: str
    from_at: Moment | None
    until_at: Moment | None
    successor: str
    reason: str


@dataclass(frozen=True, slots=True)
class PostRow:
    """A seat in a unit; without a number it is known by unit, kind and title."""

    line: int
    post_number: int | None
    unit: str
    kind: str
    title: str
    single_seat: bool | None


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """Who holds a seat; with `stands_in_for`, for which of its holders he stands in."""

    line: int
    person_number: int | None
    person: str
    post_number: int | None
    unit: str
    kind: str
    title: str
    from_at: Moment | None
    until_at: Moment | None
    stands_in_for: str
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place; without a number it is known by name, address and credit code."""

    line: int
    place_number: int | None
    name: str
    address: str
    credit_code: str
    community: str
    place_type: str
    trade: str
    operator: str
    owner: str
    landlord: str
    latitude_e7: int | None
    longitude_e7: int | None
    incomplete: bool | None
    reason: str
