"""Hazards for the demo district, out of a ledger."""

from pathlib import Path

from django.db.models import QuerySet

from hazards.demo import district, places
from hazards.demo.drive import Driver
from hazards.demo.units import FictionalUnits
from hazards.enums import State
from hazards.ledger.importing import Imported, Settings, import_reading
from hazards.ledger.match import Answers
from hazards.ledger.read import read_ledger
from hazards.models import Hazard
from hazards.services import reporting
from records.actor import Actor
from responsibility.models import Person, Unit
from sandbox.workbook.reading import read_workbook

SHIPPED = Path(__file__).with_name("ledger.xlsx")
SEED = 1
# How far each goes, in turn: the first, of 云汀五金厂, waits for its owner, who is one of those to sign in as.
STEPS = (3, 1, 2, 0, 4, 5, 6, 7)


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
    """Give an empty demo district some hazards along their road: those to sign in as find something of theirs."""
    places.register(district.ensure(), district.REGISTRAR)
    if Hazard.objects.exists():
        return
    bring_in()
    driver = Driver(SEED)
    for number, hazard in enumerate(ledger_hazards()):
        driver.advance(hazard, STEPS[number % len(STEPS)])
    _report_as_citizen()


def _report_as_citizen() -> None:
    """One report of the citizen's own, on the desk of his street."""
    citizen = Person.objects.get(name=district.CITIZEN)
    reporting.report_hazard(
        actor=Actor(citizen.pk, citizen.name),
        street=Unit.objects.get(code=f"{district.DISTRICT}001"),
        description="楼道内电动自行车飞线充电，2 辆",
        place_text="柳荫里 3 号楼 2 单元一层",
        key="demo:citizen",
    )
