"""When a unit ends while it holds hazards: its successor takes its place; without a fit one, consultation.

Run from Celery's beat; it asks what stands as it shouldn't now, so a missed or doubled run is harmless.
"""

from typing import Any

from django.db.models import Q

from hazards.enums import State
from hazards.guards import FOLLOWED, FOLLOWED_LISTS
from hazards.models import Hazard
from records.actor import SYSTEM
from records.clock import now
from responsibility.models import Unit
from responsibility.successors import living_successors
from workflow import engine
from workflow.engine import Fired

# Where a lead that has ended without a successor makes the office rule anew; later its seats pass upward (rerule).
UNACCEPTED = (State.DISPATCHED, State.PLANNING)


def follow_ended_units() -> int:
    """Let successors take over, and convene where there is none; return how many hazards were moved."""
    at = now()
    ended = list(Unit.objects.filter(until_at__lte=at).values_list("pk", flat=True))
    if not ended:
        return 0
    successors = living_successors(ended, at)
    moved = 0
    for old in ended:
        new = successors.get(old)
        ids = sorted(_held_by(old))
        if new is not None:
            moved += _fire(ids, "succeed", {"old": old, "new": new.pk}, old=old, new=new.pk)
        left = Hazard.objects.filter(pk__in=ids, lead_id=old, state__in=UNACCEPTED).values_list("pk", flat=True)
        moved += _fire(list(left), "convene", {"old": old})
    return moved


def _fire(ids: list[int], name: str, data: dict[str, int], **changes: Any) -> int:
    answers = engine.fire_many(Hazard, ids, name, actor=SYSTEM, data=data, **changes) if ids else []
    return sum(isinstance(answer, Fired) for answer in answers)


def _held_by(unit: int) -> set[int]:
    """Return the open hazards that name the unit: one query for each column, so that each is by its own index."""
    named = [Q(**{column: unit}) for column in FOLLOWED]
    conditions = [*named, *(Q(**{f"{name}__contains": [unit]}) for name in FOLLOWED_LISTS)]
    first, *others = [
        Hazard.objects.filter(one, due_at__isnull=False).values_list("pk", flat=True) for one in conditions
    ]
    return set(first.union(*others))
