"""Who may look without a seat in the chain: living exceptions, read with the person's standing, and what they cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Q

from hazards.enums import ExceptionKind
from hazards.models import ExceptionLook, Hazard, HazardException, UnitException
from hazards.stages import DISPATCHED_ON
from responsibility.seats import NOTHING
from responsibility.spans import alive

# The columns by which a chain names a unit. A party that is only proposed is not named yet.
FROM_BIRTH = ("district_id", "street_id", "community_id")
FROM_DISPATCH = ("lead_id", "interim_lead_id", "rectifier_id", "verifying_unit_id")

# The living exceptions of one person at `i.now`: id, kind, hazard, unit. Two scans of the account's index.
LIVING_SQL = """
(SELECT COALESCE(json_agg(json_build_array(e.id, e.kind, e.hazard_id, e.unit_id)), '[]') FROM (
    SELECT x.id, x.kind, x.hazard_id, NULL::bigint AS unit_id FROM hazards_hazardexception x
    JOIN responsibility_user a ON a.id = x.user_id
    WHERE a.person_id = %s::bigint AND x.from_at <= i.now AND x.until_at > i.now
    UNION ALL
    SELECT x.id, x.kind, NULL, x.unit_id FROM hazards_unitexception x JOIN responsibility_user a ON a.id = x.user_id
    WHERE a.person_id = %s::bigint AND x.from_at <= i.now AND x.until_at > i.now) e)
"""


@dataclass(frozen=True, slots=True)
class Living:
    """One exception that counts at this instant: on a hazard, or on a unit."""

    pk: int
    kind: str
    hazard_id: int | None
    unit_id: int | None

    def covers(self, hazard: Hazard) -> bool:
        """Tell whether this hazard may be looked at by it; the same answer as `as_q`."""
        if self.hazard_id is not None:
            return hazard.pk == self.hazard_id
        return self.unit_id in named_units(hazard)


def as_q(living: Sequence[Living]) -> Q:
    """Return the hazards that these exceptions let somebody look at."""
    found = NOTHING
    hazards = sorted(one.hazard_id for one in living if one.hazard_id is not None)
    units = sorted({one.unit_id for one in living if one.unit_id is not None})
    if hazards:
        found |= Q(pk__in=hazards)
    for column in FROM_BIRTH if units else ():
        found |= Q(**{f"{column}__in": units})
    for column in FROM_DISPATCH if units else ():
        found |= Q(**{f"{column}__in": units}, state__in=DISPATCHED_ON)
    return found


def named_units(hazard: Hazard) -> set[int]:
    """Return the units that the hazard's chain names."""
    columns = (*FROM_BIRTH, *(FROM_DISPATCH if hazard.state in DISPATCHED_ON else ()))
    return {unit for column in columns if (unit := getattr(hazard, column)) is not None}


def audits(living: Sequence[Living]) -> list[Living]:
    """Return those by which an auditor looks: more is shown to him, and each look is recorded."""
    return [one for one in living if one.kind == ExceptionKind.AUDITOR]


def record_look(person_id: int, living: Sequence[Living], hazard: Hazard, at: datetime) -> None:
    """Write that an auditor looks at this hazard; of others nothing is written."""
    by = next((one for one in audits(living) if one.covers(hazard)), None)
    if by is not None:
        which = {"hazard_exception_id" if by.hazard_id is not None else "unit_exception_id": by.pk}
        ExceptionLook.objects.create(hazard=hazard, person_id=person_id, at=at, **which)


def on(hazard: Hazard, at: datetime) -> list[HazardException | UnitException]:
    """Return the living exceptions by which somebody may look at this hazard, the first to end first."""
    own: Any = HazardException.objects.filter(alive(at), content_object=hazard)
    units: Any = UnitException.objects.filter(alive(at), content_object__in=named_units(hazard))
    linked = (own.select_related("user__person"), units.select_related("user__person", "content_object"))
    return sorted(chain(*linked), key=lambda one: one.until_at)
