"""Acts about empty seats: found, filled. Each span is recorded once, however often it is looked for."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from records import acts
from records.actor import SYSTEM
from records.clock import now
from responsibility.models import Appointment, Unit, Vacancy
from responsibility.spans import alive
from responsibility.vacancies import EmptySeat, empty_seats, passes_to


@dataclass(frozen=True, slots=True)
class Noticed:
    """How many vacancies one look found, and how many it saw ended."""

    found: int
    ended: int


def record_vacancies() -> Noticed:
    """Record every seat found empty and every vacancy that has ended since the last look.

    For the timetable: idempotent, and harmless when two look at once. A span that began and ended between two looks
    leaves no row here; the appointments show it.
    """
    at = now()
    empty = {(seat.post_id, seat.from_at): seat for seat in empty_seats(at)}
    ended = sum(_end(vacancy.pk) for vacancy in _open() if (vacancy.post_id, vacancy.from_at) not in empty)
    known = {(vacancy.post_id, vacancy.from_at) for vacancy in _open()}
    found = sum(_find(seat) for key, seat in empty.items() if key not in known)
    return Noticed(found, ended)


def _open() -> list[Vacancy]:
    return list(Vacancy.objects.filter(until_at__isnull=True).order_by("post_id"))


@transaction.atomic
def _find(seat: EmptySeat) -> bool:
    # Whoever appoints to the post waits here, or has been waited for: then the second look sees him.
    acts.lock(f"post/{seat.post_id}")
    at = now()
    known = Vacancy.objects.filter(post_id=seat.post_id, until_at__isnull=True).exists()
    if known or seat not in empty_seats(at, post_id=seat.post_id):
        return False
    Vacancy.objects.create(post_id=seat.post_id, from_at=seat.from_at, found_at=at)
    heads = passes_to(Unit.objects.get(pk=seat.unit_id), at)
    data = {
        "since": seat.from_at.isoformat(),
        "passes_to": [head.capacity | {"person": head.person_id, "name": head.person_name} for head in heads],
    }
    acts.append(f"post/{seat.post_id}", "fall_vacant", actor=SYSTEM, at=at, data=data)
    return True


@transaction.atomic
def _end(vacancy_id: int) -> bool:
    vacancy = Vacancy.objects.select_related("post__unit").get(pk=vacancy_id)
    acts.lock(f"post/{vacancy.post_id}")
    at = now()
    vacancy.refresh_from_db()
    if vacancy.until_at is not None:
        return False
    tenure = _first_tenure(vacancy, at)
    vacancy.until_at = max(tenure.from_at, vacancy.from_at) if tenure else vacancy.post.unit.until_at or at
    vacancy.save(update_fields=["until_at"])
    data = {
        "since": vacancy.from_at.isoformat(),
        "until": vacancy.until_at.isoformat(),
        "appointment": tenure.pk if tenure else 0,
        "name": tenure.person.name if tenure else "",
    }
    acts.append(f"post/{vacancy.post_id}", "fill" if tenure else "lapse", actor=SYSTEM, at=at, data=data)
    return True


def _first_tenure(vacancy: Vacancy, at: datetime) -> Appointment | None:
    """Return the first tenure since the seat fell vacant; one that was entered late may have begun before that."""
    own = Appointment.objects.filter(post_id=vacancy.post_id, stands_in_for__isnull=True, from_at__lte=at)
    since = own.filter(alive(at)) | own.filter(until_at__gt=vacancy.from_at)
    return since.select_related("person").order_by("from_at").first()
