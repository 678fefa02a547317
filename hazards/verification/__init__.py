"""`manage.py verify`: every invariant of every hazard, and of the database around them, in one read-only snapshot."""

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from hazards.models import Hazard, Photo
from hazards.verification.beside import MATTERS, ROWS
from hazards.verification.database import examine_database
from hazards.verification.limits import LIMITS
from hazards.verification.persons import PERSONS
from hazards.verification.photos import PHOTOS
from hazards.verification.requests import REQUESTS
from workflow.verification import OF_EVERY_CASE, Invariant, Present, Tally, examine, files, snapshot

OF_A_HAZARD: tuple[Invariant, ...] = (*OF_EVERY_CASE, *PERSONS, *LIMITS, *REQUESTS, *MATTERS, *PHOTOS)


@dataclass(frozen=True, slots=True)
class Report:
    """What one run asked and found, as of the legal instant `at`."""

    at: datetime
    cases: int
    records: int
    seconds: float
    tallies: list[Tally]

    @property
    def found(self) -> int:
        """How many findings in all."""
        return sum(tally.found for tally in self.tallies)


def verify(number: str | None = None) -> Report:
    """Ask every invariant, of all hazards and of the database; with `number`, of that hazard alone.

    Reads only. Raises Hazard.DoesNotExist for an unknown number.
    """
    begun = monotonic()
    cases = records = 0
    tallies = {rule.id: Tally(rule.id, rule.says) for rule in OF_A_HAZARD}
    with snapshot() as now:
        present = Present(now)
        case_id = Hazard.objects.only("pk").get(number=number).pk if number is not None else None
        for file in files(Hazard, {**ROWS, "photos": Photo}, case_id):
            cases, records = cases + 1, records + len(file.records)
            examine(file, present, OF_A_HAZARD, tallies)
        wide = examine_database() if case_id is None else []
    return Report(now, cases, records, monotonic() - begun, [*tallies.values(), *wide])
