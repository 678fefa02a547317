"""The district with all its lives, for those who verify it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import database
from tests.hazards.lives import Lives
from workflow import timing


@pytest.fixture(scope="module")
def built(worker_name: str, django_db_blocker: Any) -> Iterator[tuple[str, Lives]]:
    """The district with all its lives, built once a module; each test gets a copy."""
    with database.copied(database.template(), f"bihuan_lives_{worker_name}") as name:
        with django_db_blocker.unblock(), database.entered(name), database.connect_as_owner(name) as link:
            timing.timing_at.cache_clear()
            made = Lives(link)
        yield name, made
