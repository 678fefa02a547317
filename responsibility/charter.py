"""Set up an organisation from a chart: units, seats and who holds them. Idempotent: what stands is left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from records.actor import Actor
from records.clock import now
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Appointment, Person, Post, Unit
from responsibility.services import add_post, found_unit, sort_key, write_appointment


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a unit and, unless it is vacant, the person in it."""

    kind: PostKind
    title: str
    person: str = ""
    single: bool = True


@dataclass(frozen=True, slots=True)
class ChartUnit:
    """One unit of a chart. `host` is the code of the bureau in which a coordinating office sits."""

    tree: Tree
    rank: Rank
    code: str
    name: str
    parent: str = ""
    host: str = ""
    seats: Sequence[Seat] = field(default_factory=tuple)


@transaction.atomic
def establish(chart: Iterable[ChartUnit], *, actor: Actor, from_at: datetime | None = None) -> dict[str, Unit]:
    """Found every unit of the chart that doesn't exist, parents first; add its seats and appoint their holders.

    Returns the units by code. Persons are found by name within the chart, so one person may hold several seats.
    """
    start = from_at or now()
    units: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
    people: dict[str, Person] = {}
    for item in chart:
        if item.code in units:
            continue
        units[item.code] = found_unit(
            actor=actor,
            tree=item.tree,
            rank=item.rank,
            code=item.code,
            name=item.name,
            from_at=start,
            parent=units.get(item.parent),
            host=units.get(item.host),
        )
        for seat in item.seats:
            _fill(units[item.code], seat, people, actor, start)
    return units


def _fill(unit: Unit, seat: Seat, people: dict[str, Person], actor: Actor, start: datetime) -> None:
    post = _post(unit, seat, actor)
    if not seat.person:
        return
    if seat.person not in people:
        existing = Person.objects.filter(name=seat.person).first()
        people[seat.person] = existing or Person.objects.create(name=seat.person, sort_key=sort_key(seat.person))
    write_appointment(
        actor=actor, at=now(), post=post, person=people[seat.person], basis=_("机构设置"), from_at=start, until_at=None
    )


def _post(unit: Unit, seat: Seat, actor: Actor) -> Post:
    found = None if seat.single else unit.posts.filter(kind=seat.kind, title=seat.title).first()
    return found or add_post(actor=actor, unit=unit, kind=seat.kind, title=seat.title, single_seat=seat.single)


def seat_of(person: str, unit: Unit) -> Appointment:
    """Return the appointment by which the named person holds a seat of the unit."""
    return Appointment.objects.get(person__name=person, post__unit=unit, stands_in_for__isnull=True)
