"""Whatever is damaged is found by the id of the invariant that it breaks; which others fire is said beside it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hazards.verification import OF_A_HAZARD, verify
from hazards.verification.database import SAYS
from responsibility.models import Person
from tests import database
from tests.hazards.damages import DAMAGES, beside, chains, clocks, law, persons, photos
from tests.hazards.damages import database as of_database
from tests.hazards.forging import Forger
from tests.hazards.lives import Lives

pytestmark = pytest.mark.proof


@pytest.fixture
def forger(
    built: tuple[str, Lives], worker_name: str, django_db_blocker: Any, settings: Any, files: Path, tmp_path: Path
) -> Iterator[Forger]:
    name, made = built
    shutil.copytree(files, tmp_path / "files", copy_function=os.link)
    settings.FILES_ROOT = tmp_path / "files"
    copied = database.copied(name, f"bihuan_damaged_{worker_name}")
    with django_db_blocker.unblock(), copied as copy, database.entered(copy), database.connect_as_owner(copy) as owner:
        people = {person.name: person.pk for person in Person.objects.all()}
        units = {code: unit.pk for code, unit in made.cast.units.items()}
        yield Forger(owner, made.cases, people, units)


def found() -> dict[str, int]:
    return {tally.id: tally.found for tally in verify().tallies if tally.found}


def test_the_copy_is_sound_before_it_is_damaged(forger):
    assert found() == {}


def test_taking_the_guards_off_and_putting_them_back_leaves_no_trace(forger):
    forger.forge("written_off", lambda bodies: None)

    assert found() == {}


@pytest.mark.parametrize(("invariant", "expected", "damage"), DAMAGES, ids=[d.__name__ for _i, _e, d in DAMAGES])
def test_every_damage_is_found_by_its_id(forger, invariant, expected, damage):
    damage(forger)

    fired = found()

    assert invariant in fired
    assert set(fired) == expected, str(sorted(set(fired) ^ expected))


def test_every_invariant_has_been_broken():
    """By the damages of these files; importing one registers its damages."""
    assert all(module.__name__ for module in (beside, chains, persons, clocks, law, photos, of_database))
    assert {invariant for invariant, _expected, _damage in DAMAGES} == {*(rule.id for rule in OF_A_HAZARD), *SAYS}


def test_a_finding_names_the_hazard_and_only_it(forger):
    chains.a_version_ahead(forger)

    (finding,) = (f for tally in verify().tallies for f in tally.findings)

    assert finding.subject.endswith(f"-{forger.cases['rectifying']:06d}")
