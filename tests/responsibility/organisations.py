"""Random organisations: units in three trees, seats, appointments, standing-ins, licences; and subjects among them.

Built straight into the tables, in one instant's past and future, so that everything that can end has ended somewhere.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from hypothesis import strategies as st

from hazards.enums import Level, RequestKind, State
from hazards.models import Hazard
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Affiliation, Appointment, Licence, Person, Post, Unit
from responsibility.positions import Position, positions_of, unseated

UNIT_COLUMNS = (
    *("street_id", "community_id", "district_id", "coordinator_id", "committee_id"),
    *("lead_id", "interim_lead_id", "rectifier_id", "verifying_unit_id", "listing_unit_id", "host_id"),
)
PERSON_COLUMNS = ("reporter_person_id", "proposer_person_id", "submitter_person_id", "request_person_id")
PERSONS_COLUMNS = ("opinion_ids", "acted_ids", "filed_ids", "chain_ids", "recused_ids", "look_back_ids")
UNITS_COLUMNS = ("candidate_ids", "loser_ids", "party_ids", "co_units", "co_rectifier_ids")
FLAGS = ("urgent", "listed", "contested", "sampled")
NOT_NULL = ("district_id",)
DAY = timedelta(days=1)
# Half of the subjects have a chain as in life: the street leads, an office stands above, the rectifier is apart. Only
# then do seats, exclusions and passing upward meet often enough in few examples.
USUAL: dict[str, int | None] = {
    "street_id": 0,
    "community_id": None,
    "district_id": 1,
    "coordinator_id": 1,
    "committee_id": 2,
    "lead_id": 0,
    "interim_lead_id": None,
    "rectifier_id": 2,
    "verifying_unit_id": 0,
    "listing_unit_id": None,
    "host_id": 0,
}

# The kinds that relations name most often come most often: most drawn seats then matter to some relation.
KINDS = st.sampled_from([*[PostKind.HEAD] * 4, *[PostKind.OFFICER] * 3, PostKind.DEPUTY, *PostKind])
# A span around the instant asked about, as (days before, days after or None for open), or over, or not yet.
ENDS: list[tuple[int, int | None]] = [(-9, 9), (-9, 0), (-9, -2), (0, None), (3, None)]
SPANS = st.sampled_from([*[(-9, None)] * 8, *ENDS])
PERSONS = 4
FEW_PERSONS = st.integers(0, PERSONS - 1)


@dataclass
class Drawn:
    """What Hypothesis draws of one organisation: small numbers, so that failures shrink to something readable."""

    # (parent's number or none, tree, when it lives, and the parent it stood under before it moved)
    units: list[tuple[int | None, Tree, tuple[int, int | None], int | None]]
    # (unit, kind, person, span, (person standing in, span) or none, relieved since)
    seats: list[tuple[int, PostKind, int, tuple[int, int | None], tuple[int, int] | None, bool]]
    licences: dict[int, tuple[int, int]]
    subjects: list[dict[str, Any]] = field(default_factory=list)


@st.composite
def organisations(draw: st.DrawFn) -> Drawn:
    count = draw(st.integers(3, 5))
    units = [
        (
            draw(st.none() | st.integers(0, number - 1)) if number else None,
            draw(st.sampled_from(Tree)),
            draw(SPANS),
            draw(st.none() | st.integers(0, number - 1)) if number else None,
        )
        for number in range(count)
    ]
    numbers = st.integers(0, count - 1)
    stand_in = st.none() | st.tuples(FEW_PERSONS, st.sampled_from([-1, 0, 5, 5, 5]))
    relieved = st.sampled_from([False, False, False, True])
    # A head for each unit of the usual chain, so that there is somebody to be struck, and somebody above him.
    heads = [
        draw(st.tuples(st.just(n), st.just(PostKind.HEAD), FEW_PERSONS, SPANS, stand_in, relieved)) for n in range(3)
    ]
    seats = draw(st.lists(st.tuples(numbers, KINDS, FEW_PERSONS, SPANS, stand_in, relieved), max_size=7))
    licences = draw(st.dictionaries(FEW_PERSONS, st.sampled_from([(-9, 9), (-9, -1), (-9, 0), (1, 9)])))
    return Drawn(units, heads + seats, licences, draw(st.lists(subjects(numbers), min_size=1, max_size=3)))


def _mostly(values: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.one_of(values, values, values, st.none())


@st.composite
def subjects(draw: st.DrawFn, numbers: st.SearchStrategy[int]) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "state": draw(st.sampled_from(State)).value,
        "level": draw(st.sampled_from(Level)).value,
        "request_kind": draw(st.sampled_from(["", *RequestKind.values])),
        "extensions": draw(st.integers(0, 1)),
        **{flag: draw(st.booleans()) for flag in FLAGS},
    }
    usual = draw(st.booleans())
    for column in UNIT_COLUMNS:
        drawn[column] = USUAL[column] if usual else draw(numbers if column in NOT_NULL else _mostly(numbers))
    if drawn["lead_id"] is not None:
        drawn["interim_lead_id"] = None
    for column in PERSON_COLUMNS:
        drawn[column] = draw(_mostly(FEW_PERSONS))
    for column in PERSONS_COLUMNS:
        drawn[column] = draw(st.lists(FEW_PERSONS, max_size=2, unique=True))
    for column in UNITS_COLUMNS:
        drawn[column] = draw(st.lists(numbers, max_size=2, unique=True))
    return drawn


@dataclass
class Organisation:
    """The rows of one drawn organisation, as it stands around the instant `at`."""

    at: datetime
    people: list[Person]
    units: list[Unit]
    subjects: list[Hazard]
    positions: dict[int, list[Position]]


def build(drawn: Drawn, at: datetime) -> Organisation:
    people = Person.objects.bulk_create([Person(name=f"人{number}") for number in range(PERSONS)])
    units = _units(drawn, at)
    _seats(drawn, at, people, units)
    Licence.objects.bulk_create(
        Licence(
            person=people[number],
            number=f"证{number}",
            from_on=(at + start * DAY).date(),
            until_on=(at + end * DAY).date(),
        )
        for number, (start, end) in drawn.licences.items()
    )
    held = {person.pk: positions_of([person.pk], at) or [unseated(person.pk, person.name)] for person in people}
    return Organisation(at, people, units, _hazards(drawn, at, people, units), held)


def _span(at: datetime, span: tuple[int, int | None]) -> dict[str, datetime | None]:
    start, end = span
    return {"from_at": at + start * DAY, "until_at": None if end is None else at + end * DAY}


def _units(drawn: Drawn, at: datetime) -> list[Unit]:
    units = Unit.objects.bulk_create(
        Unit(tree=tree, rank=Rank.BUREAU, code=f"U{number}", name=f"单位{number}", **_span(at, life))
        for number, (_parent, tree, life, _before) in enumerate(drawn.units)
    )
    paths: list[list[int]] = []
    earlier: list[list[int]] = []
    rows = []
    for number, (parent, _tree, life, before) in enumerate(drawn.units):
        paths.append([*(paths[parent] if parent is not None else []), units[number].pk])
        earlier.append([*(earlier[before] if before is not None else []), units[number].pk])
        start, end = at + life[0] * DAY, _span(at, life)["until_at"]
        moved = at - DAY
        if start < moved and (end is None or end > moved):
            rows.append(Affiliation(unit=units[number], path=earlier[number], from_at=start, until_at=moved))
            start = moved
        # The place in the tree isn't closed with the unit: an ended unit must not count by its own end alone.
        rows.append(Affiliation(unit=units[number], path=paths[number], from_at=start))
    Affiliation.objects.bulk_create(rows)
    return units


def _seats(drawn: Drawn, at: datetime, people: list[Person], units: list[Unit]) -> None:
    posts = Post.objects.bulk_create(
        Post(unit=units[unit], kind=kind, title=kind.value, single_seat=False) for unit, kind, *_rest in drawn.seats
    )
    held = Appointment.objects.bulk_create(
        Appointment(post=post, single_seat=False, person=people[person], basis="任", **_span(at, span))
        for post, (_unit, _kind, person, span, *_rest) in zip(posts, drawn.seats, strict=True)
    )
    standing = []
    stood_for: dict[int, set[int]] = {}
    for principal, (_unit, _kind, person, _span_drawn, stand_in, _relieved) in zip(held, drawn.seats, strict=True):
        if stand_in is None or stand_in[0] == person:
            continue
        until = at + stand_in[1] * DAY
        if until <= principal.from_at or (principal.until_at and until > principal.until_at):
            continue
        if stand_in[0] in _stood_for(person, stood_for):  # the database refuses a circle
            continue
        stood_for.setdefault(stand_in[0], set()).add(person)
        standing.append(
            Appointment(
                post=principal.post,
                single_seat=False,
                person=people[stand_in[0]],
                stands_in_for=principal,
                basis="代",
                from_at=principal.from_at,
                until_at=until,
            )
        )
    Appointment.objects.bulk_create(standing)
    for principal, (*_rest, relieved) in zip(held, drawn.seats, strict=True):
        if relieved and principal.from_at < at and (principal.until_at is None or principal.until_at > at):
            principal.until_at = at
            principal.save(update_fields=["until_at"])


def _stood_for(person: int, stood_for: dict[int, set[int]]) -> set[int]:
    """Everybody for whom this person stands in, directly or through others; himself included."""
    found, left = {person}, [person]
    while left:
        left += (others := stood_for.get(left.pop(), set()) - found)
        found |= others
    return found


def _hazards(drawn: Drawn, at: datetime, people: list[Person], units: list[Unit]) -> list[Hazard]:
    """Lay a temporary table over the guarded one: real rows of the real model, in any state, without a record.

    (The guards are not deceived by it, see tests/records/test_tampering.py: they are not on this table at all.)
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE hazards_hazard (LIKE public.hazards_hazard) ON COMMIT DROP")
    rows = []
    for number, columns in enumerate(drawn.subjects, start=1):
        values = dict(columns)
        for name in UNIT_COLUMNS:
            values[name] = None if values[name] is None else units[values[name]].pk
        for name in PERSON_COLUMNS:
            values[name] = None if values[name] is None else people[values[name]].pk
        for name in PERSONS_COLUMNS:
            values[name] = [people[person].pk for person in values[name]]
        for name in UNITS_COLUMNS:
            values[name] = [units[unit].pk for unit in values[name]]
        rows.append(Hazard(pk=number, number=str(number), reported_at=at, head=bytes(32), **values))
    return Hazard.objects.bulk_create(rows)
