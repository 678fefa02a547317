"""What a form may choose from: units, persons, clauses, matters beside the hazard. The gate judges the choice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.utils.timezone import get_default_timezone

from hazards.access import Standing, looks
from hazards.enums import MeasureKind, PlanState, RecusalState
from hazards.models import Clause, Hazard
from responsibility.enums import PostKind
from responsibility.models import Matter, Person, Unit
from responsibility.positions import seats_of
from responsibility.spans import alive

Choice = tuple[int, str]


def possible_leads(hazard: Hazard, at: datetime) -> QuerySet[Unit]:
    """Return the departments that live now, and the hazard's street; the gate judges which of them may lead."""
    return Unit.objects.filter(alive(at)).filter(Q(rank="BUREAU") | Q(pk=hazard.street_id)).order_by("sort_key", "pk")


def possible_handlers(hazard: Hazard, at: datetime) -> list[Choice]:
    """Return who sits in the lead's seats, its divisions included; each person once."""
    unit = hazard.lead_id or hazard.interim_lead_id
    return people_of([unit] if unit else [], at)


def units_named(words: str, at: datetime) -> list[Unit]:
    """Return the living units that these words name: by code, by full name, else by a part of it; at most six."""
    living = Unit.objects.filter(alive(at)).order_by("sort_key", "pk")
    exact = list(living.filter(Q(code=words) | Q(name=words))[:6])
    return exact or list(living.filter(name__contains=words)[:6])


def numbered(number: str, standing: Standing) -> Hazard | None:
    """Return the hazard of this number, if the person may look at it."""
    return Hazard.objects.filter(looks(standing), number=number).first()


def streets(at: datetime) -> QuerySet[Unit]:
    """Return the streets that live now."""
    return Unit.objects.filter(alive(at), rank="STREET").order_by("sort_key", "pk")


def communities(street_id: int | None, at: datetime) -> QuerySet[Unit]:
    """Return the communities of a street that live now."""
    inside = alive(at, "affiliations__") & Q(affiliations__path__contains=[street_id or 0])
    return Unit.objects.filter(alive(at), inside, rank="COMMUNITY").order_by("sort_key", "pk")


def departments(at: datetime) -> QuerySet[Unit]:
    """Return the departments that live now."""
    return Unit.objects.filter(alive(at), rank="BUREAU").order_by("sort_key", "pk")


def nameable_owners(hazard: Hazard, at: datetime) -> QuerySet[Unit]:
    """Return the departments of which it may be said that it is theirs: neither leads, nor has spoken in this case."""
    spoke = hazard.standpoints.filter(episode=hazard.episode).values("unit_id")
    return departments(at).exclude(pk__in=[lead for lead in (hazard.lead_id,) if lead]).exclude(pk__in=spoke)


def clauses_in_force(at: datetime) -> QuerySet[Clause]:
    """Return the clauses by which a hazard is major today."""
    today = at.astimezone(get_default_timezone()).date()
    ends = Q(until_on__isnull=True) | Q(until_on__gte=today)
    return Clause.objects.filter(ends, from_on__lte=today).order_by("standard", "number")


def of_ledger(at: datetime, *, street_id: int | None) -> dict[str, list[tuple[str, str]]]:
    """Return what a ledger may be narrowed by, as a form's choices; one query.

    Streets and departments that live now, the communities of the chosen street (none until one is chosen), every
    matter.
    """
    columns = ("what", "pk", "name", "order")
    inside = Q(rank="COMMUNITY", pk__in=communities(street_id, at).values("pk")) if street_id else Q()
    units = Unit.objects.filter(alive(at)).filter(Q(rank__in=("STREET", "BUREAU")) | inside)
    matters = Matter.objects.annotate(what=Value("MATTER"), order=F("code")).values_list("what", "pk", "name", "code")
    rows = units.annotate(what=F("rank"), order=F("sort_key")).values_list(*columns).union(matters, all=True)
    found: dict[str, list[tuple[str, str]]] = {"STREET": [], "BUREAU": [], "COMMUNITY": [], "MATTER": []}
    for what, pk, name, _order in sorted(rows, key=lambda row: (row[3], row[1])):
        found[what].append((str(pk), name))
    lead = found["BUREAU"] + found["STREET"]
    return {"street": found["STREET"], "community": found["COMMUNITY"], "lead": lead, "matter": found["MATTER"]}


def people_of(units: Iterable[int], at: datetime) -> list[Choice]:
    """Return who sits in these units and inside them, each person once."""
    named = list(units)
    seats = seats_of(named, at, inside=True) if named else []
    return list({seat.person_id: f"{seat.person_name}　{seat.title}" for seat in seats}.items())


def people_of_chain(hazard: Hazard, at: datetime) -> list[Choice]:
    """Return who might verify or write off this hazard."""
    units = {hazard.lead_id, hazard.verifying_unit_id, hazard.listing_unit_id} - {None}
    return people_of([unit for unit in units if unit is not None], at)


def outside_the_chain(hazard: Hazard, at: datetime) -> list[Choice]:
    """Return officers of the district's departments who never acted in this hazard."""
    seats = seats_of(departments(at).values_list("pk", flat=True), at, inside=True)
    acted = {*hazard.acted_ids, *hazard.chain_ids}
    free = [seat for seat in seats if seat.kind == PostKind.OFFICER and seat.person_id not in acted]
    return list({seat.person_id: f"{seat.person_name}　{seat.unit_name}" for seat in free}.items())


def measures_in(hazard: Hazard, states: Iterable[str]) -> list[Choice]:
    """Return the hazard's measures in these states, by their serial."""
    rows = hazard.measures.filter(state__in=list(states)).order_by("serial")
    return [(row.serial, f"{MeasureKind(row.kind).label}　{row.words[:30]}") for row in rows]


def measure_words(hazard: Hazard, serial: int) -> dict[str, Any]:
    """Return what a measure is, for the record of the hazard that takes it over."""
    row = hazard.measures.filter(serial=serial).first()
    return {"kind": row.kind, "words": row.words, "until_on": row.until_on and row.until_on.isoformat()} if row else {}


def same_place_open(hazard: Hazard, standing: Standing) -> list[Choice]:
    """Return the other open hazards of the same place that the person may look at."""
    same = Q(place=hazard.place_id) if hazard.place_id else Q(place__isnull=True, place_text=hazard.place_text)
    near = Hazard.objects.filter(same, street=hazard.street_id, due_at__isnull=False)
    rows = near.filter(looks(standing)).exclude(pk=hazard.pk)
    return [(row.pk, f"{row.number}　{row.description[:30]}") for row in rows.order_by("due_at", "pk")[:50]]


def stages_left(hazard: Hazard) -> list[Choice]:
    """Return the stages of the plan that stands which nobody has reported done."""
    plan = hazard.plans.filter(state=PlanState.FILED).first()
    return [(n, words) for n, words in enumerate(plan.stages) if n not in plan.done] if plan else []


def recusals_asked(hazard: Hazard) -> list[Choice]:
    """Return the recusals that wait for a decision, by their serial."""
    rows = list(hazard.recusals.filter(state=RecusalState.ASKED).order_by("serial"))
    names = dict(Person.objects.filter(pk__in=[row.person_id for row in rows]).values_list("pk", "name"))
    return [(row.serial, f"{names.get(row.person_id, '')}　{row.reason[:30]}") for row in rows]


def recused_by(hazard: Hazard, serial: int) -> int | None:
    """Return the person whom a recusal names."""
    return hazard.recusals.filter(serial=serial).values_list("person_id", flat=True).first()
