"""Hazards for the demo district, out of a ledger."""

from pathlib import Path

from django.db.models import QuerySet

from hazards.demo import district
from hazards.demo.drive import Driver
from hazards.demo.units import FictionalUnits
from hazards.enums import State
from hazards.ledger.importing import Imported, Settings, import_reading
from hazards.ledger.match import Answers
from hazards.ledger.read import read_ledger
from hazards.ledger.sandbox import read_workbook
from hazards.models import Hazard

SHIPPED = Path(__file__).with_name("ledger.xlsx")
SEED = 1


def bring_in(path: Path = SHIPPED) -> Imported:
    """Import a ledger as open into the demo district; unknown units become fictional ones.

    Raises OSError, WorkbookRefused.
    """
    units = district.ensure()
    with path.open("rb") as file:
        reading = read_ledger(read_workbook(file))
    settings = Settings(
        actor=district.REGISTRAR,
        street=units[f"{district.DISTRICT}001"],
        reopen=True,
        make_unit=FictionalUnits(district.REGISTRAR).make,
    )
    return import_reading(reading, Answers(), settings)


def ledger_hazards() -> "QuerySet[Hazard]":
    """Return the hazards that came as open from a ledger, oldest first."""
    came = Hazard.objects.filter(birth_key__startswith="ledger:")
    return came.exclude(state=State.IMPORTED_CLOSED).order_by("id")


def ensure() -> None:
    """Give an empty demo district some hazards, each a different number of steps along its road."""
    district.ensure()
    if Hazard.objects.exists():
        return
    bring_in()
    driver = Driver(SEED)
    for number, hazard in enumerate(ledger_hazards()):
        driver.advance(hazard, number % 8)
