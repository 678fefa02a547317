"""What the pages read: lists, whose turn it is, who sits in a hazard's chain. Nothing here writes or decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from hazards.access import Standing
from hazards.enums import MeasureState, RequestState, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, Measure, Request
from hazards.relations import LOOKS
from hazards.stages import OPEN
from notifications.models import Channel, Letter
from responsibility.enums import PostKind
from responsibility.models import Matter, Person, Post, Unit
from responsibility.positions import Position, seats_of

# Which unit of the chain has the turn in a state, as long as the turn has not passed upward.
TURN_OF = {
    "street": (State.REPORTED, State.AWAITING_APPROVAL),
    "lead": (State.DISPATCHED, State.SHELVED, State.AWAITING_WRITE_OFF),
    "verifying_unit": (State.AWAITING_VERIFICATION,),
    "rectifier": (State.PLANNING, State.RECTIFYING),
    # While it is asked whose it is, several candidates have the turn: the interim lead stands for them in a list.
    "interim_lead": (State.CLAIMABLE,),
    "coordinator": (State.CONSULTING,),
}
HEADS = (PostKind.HEAD, PostKind.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds the turn of one hazard: the unit, those permitted in its seats, the seat that is empty."""

    unit_id: int | None
    unit_name: str
    holders: tuple[Position, ...] = ()
    # The party whose turn it is by the law; another unit than `unit_id` when the turn has passed upward.
    party: str = ""

    @property
    def is_vacant(self) -> bool:
        """True when nobody permitted sits there."""
        return not self.holders


@dataclass(slots=True)
class Seated:
    """A party of the chain: its unit, its head's seat as it is filled, or the hole."""

    party: str
    unit: Unit | None
    head: Position | None = None
    standing_in: list[Position] = field(default_factory=list)
    empty_post: str = ""


# --- The workbench's rows ----------------------------------------------------------------------------------------
def rows_of(ids: Iterable[int]) -> list[Hazard]:
    """Return these hazards with their chain and clock, in the order given; one query."""
    wanted = list(ids)
    order = {pk: number for number, pk in enumerate(wanted)}
    rows = Hazard.objects.filter(pk__in=wanted).select_related(
        "street", "community", "lead", "rectifier", "interim_lead", "coordinator", "place", "clock"
    )
    return sorted(rows, key=lambda row: order[row.pk])


def waited_for(standing: Standing, *, but: Iterable[int]) -> list[Hazard]:
    """Return, for each unit whose turn it is in the open hazards of this person's units, the most urgent one.

    Each bears `whose` (the unit's name, None where the law has passed the turn upward) and `count`. What is in `but`
    is not counted. One query.
    """
    units = standing.unit_ids
    ours = Q(street__in=units) | Q(lead__in=units) | Q(rectifier__in=units) | Q(reporter_person_id=standing.person_id)
    # Being named in a proposal is not yet a right to know of it: what may not be looked at is not counted either.
    seen = LOOKS.as_q(standing.person_id, standing.positions, standing.at)
    turns = [When(state__in=states, then=F(f"{party}__name")) for party, states in TURN_OF.items()]
    return list(
        Hazard.objects.filter(seen, ours, state__in=OPEN)
        .exclude(pk__in=list(but))
        .annotate(whose=Case(*turns, output_field=CharField()))
        .annotate(
            count=Window(Count("pk"), partition_by="whose"),
            place_in_line=Window(RowNumber(), partition_by="whose", order_by=("due_at", "pk")),
        )
        .filter(place_in_line=1)
        .select_related("clock")
        .order_by("due_at", "pk")[:8]
    )


def letters_of(standing: Standing) -> QuerySet[Letter]:
    """Return this person's inbox, newest first."""
    return Letter.objects.filter(person_id=standing.person_id, channel=Channel.INBOX).order_by("-pk")


# --- The ledger --------------------------------------------------------------------------------------------------
def counts(hazards: QuerySet[Hazard]) -> dict[tuple[str, str], int]:
    """Return how many of these hazards there are in each state and of each level."""
    rows = hazards.order_by().values_list("state", "level").annotate(count=Count("pk"))
    return {(state, level): count for state, level, count in rows}


def matching(hazards: QuerySet[Hazard], words: str) -> QuerySet[Hazard]:
    """Return those whose number, description, place or rectifier contain every word of `words`."""
    for word in words.split()[:5]:
        texts = ("number", "description", "place_text", "place__name", "place__address", "rectifier__name")
        found = Q()
        for text in texts:
            found |= Q(**{f"{text}__icontains": word})
        hazards = hazards.filter(found)
    return hazards


def after(hazards: QuerySet[Hazard], due_at: datetime | None, pk: int) -> QuerySet[Hazard]:
    """Return those behind (due_at, pk) in the ledger's order, in which what has no due date comes last."""
    if due_at is None:
        return hazards.filter(due_at__isnull=True, pk__gt=pk)
    return hazards.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at__isnull=True))


# --- Whose turn, and who sits where -------------------------------------------------------------------------------
def holders_in_seats(hazards: Sequence[Hazard], at: datetime) -> dict[int, Held]:
    """Return who holds the turn of each open hazard while it has not passed upward; one query for all of them."""
    turns = {hazard.pk: _party_with_turn(hazard) for hazard in hazards if hazard.is_open}
    units = {unit for hazard in hazards if hazard.pk in turns for unit in _units_of_turn(hazard, turns[hazard.pk])}
    people: dict[int, list[Position]] = {}
    for seat in seats_of(sorted(units), at, inside=True) if units else ():
        people.setdefault(seat.person_id, []).append(seat)
    return {hazard.pk: _held(hazard, turns[hazard.pk], people) for hazard in hazards if hazard.pk in turns}


def _party_with_turn(hazard: Hazard) -> str:
    return next(party for party, states in TURN_OF.items() if hazard.state in states)


def _units_of_turn(hazard: Hazard, party: str) -> set[int]:
    """Whose seats to look at. The rectifier's too: whoever also sits there is struck from those who verify."""
    own = (getattr(hazard, f"{party}_id"), hazard.rectifier_id, hazard.verifying_unit_id, hazard.listing_unit_id)
    return {unit for unit in (*own, *hazard.candidate_ids, *hazard.co_rectifier_ids) if unit is not None}


def _held(hazard: Hazard, party: str, people: dict[int, list[Position]]) -> Held:
    relation = LIFECYCLE.turns[hazard.state].relation
    assert relation is not None, "an open state is somebody's turn"
    found = [seat for seats in people.values() if (seat := relation.seat_of(seats, hazard))]
    return _held_in(hazard, party, _in_order(found, hazard))


def _held_in(hazard: Hazard, party: str, people: tuple[Position, ...]) -> Held:
    """The party's unit, or another one where those who have the turn sit elsewhere: candidates, or seats above."""
    unit = getattr(hazard, party)
    own = unit is not None and any(unit.pk in seat.path for seat in people)
    if people and not own:
        return Held(people[0].unit_id, people[0].unit_name, people, party)
    return Held(unit.pk if unit else None, unit.name if unit else "", people, party)


def _in_order(holders: Iterable[Position], hazard: Hazard) -> tuple[Position, ...]:
    """Who was named to handle it stands for the desk; else those appointed before those standing in."""
    people = list(holders)
    handler = [seat for seat in people if seat.person_id == hazard.handler_person_id]
    return tuple(sorted(handler or people, key=lambda seat: (bool(seat.stands_in_for), seat.appointment_id)))


def held_by(hazard: Hazard, at: datetime) -> Held | None:
    """Return who holds the turn of one hazard, passed upward where nobody permitted is left below."""
    turn = LIFECYCLE.turns[hazard.state]
    if turn.relation is None:
        return None
    people = _in_order(turn.relation.holders(hazard, at), hazard)
    return _held_in(hazard, _party_with_turn(hazard), people)


def chain_of(hazard: Hazard, at: datetime) -> list[Seated]:
    """Return territory, lead and rectifier with who sits in their heads' seats; two queries."""
    parties = [Seated("street", hazard.street), Seated("lead", hazard.lead or hazard.interim_lead)]
    parties.append(Seated("rectifier", hazard.rectifier))
    units = [seated.unit.pk for seated in parties if seated.unit]
    seats = [seat for seat in seats_of(units, at) if seat.kind in HEADS]
    posts = Post.objects.filter(unit__in=units, kind__in=HEADS).values_list("unit_id", "title")
    titles = dict(posts)
    for seated in parties:
        if seated.unit is None:
            continue
        own = [seat for seat in seats if seat.unit_id == seated.unit.pk]
        seated.head = next((seat for seat in own if not seat.stands_in_for), None)
        seated.standing_in = [seat for seat in own if seat.stands_in_for]
        seated.empty_post = "" if seated.head else str(titles.get(seated.unit.pk, ""))
    return parties


def names_of_persons(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these persons by id; one query."""
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def persons_called(words: str, most: int) -> list[Person]:
    """Return the persons whose name contains `words`, or whose pinyin begins so."""
    called = Q(name__icontains=words) | Q(sort_key__istartswith=words)
    return list(Person.objects.filter(called).order_by("sort_key", "pk")[:most])


def numbered_like(words: str, most: int) -> list[Hazard]:
    """Return the hazards whose number contains `words`, the newest first."""
    return list(Hazard.objects.filter(number__contains=words).select_related("street", "lead").order_by("-pk")[:most])


def names_of_units(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these units by id; one query."""
    return dict(Unit.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def names_of_matters(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these matters by id; one query."""
    return dict(Matter.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def kin(hazard: Hazard, visible: QuerySet[Hazard]) -> list[Hazard]:
    """Return what this one was split off from, then what was split off from it: those that may be looked at."""
    return list(visible.filter(Q(pk=hazard.parent_id) | Q(parent=hazard)).order_by("pk"))


def measures_standing(hazard: Hazard) -> list[Measure]:
    """Return the measures on site that are proposed or in force."""
    ended = (MeasureState.LIFTED, MeasureState.EXPIRED, MeasureState.REBASED, MeasureState.DROPPED)
    return list(hazard.measures.exclude(state__in=ended).order_by("serial"))


def open_request(hazard: Hazard) -> Request | None:
    """Return the request on this hazard that waits for its decision."""
    return Request.objects.filter(hazard=hazard, state=RequestState.PENDING).select_related("twin").first()
