"""The workbook of any organisation comes back as it went out; and no cell, whatever it holds, is too much."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.clock import now
from records.models import Act
from responsibility.exchange import workbook
from responsibility.exchange.exporting import export_organisation
from responsibility.exchange.importing import import_organisation
from responsibility.exchange.layout import APPOINTMENTS, POSTS, UNITS, Layout
from tests.cast import REGISTRAR, assemble
from tests.responsibility.organisations import Drawn, build, organisations

CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["990101", "990101001", "赵", "街道办主任", "主要负责人", "部门", "委办局"]),
    st.sampled_from(["是", "NaN", "1e999", "", 1, "2030-01-01"]),
)
SLIPS = st.lists(
    st.tuples(st.sampled_from([UNITS, POSTS, APPOINTMENTS]), st.integers(1, 21), st.integers(0, 10), CELLS)
)


@pytest.fixture(autouse=True)
def _database(db: None) -> Iterator[None]:
    return None


def exported() -> dict[str, list[list[Any]]]:
    file = BytesIO()
    export_organisation(file, at=now())
    file.seek(0)
    return {name: [list(row) for row in rows] for name, rows in workbook.read(file).items()}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(organisations())
def test_importing_the_export_of_any_organisation_changes_nothing(drawn: Drawn):
    with transaction.atomic():
        build(drawn, now())
        before = Act.objects.count()

        outcome = import_organisation(exported(), actor=REGISTRAR)

        assert [str(problem) for problem in outcome.problems] == []
        assert (outcome.done, Act.objects.count()) == ({}, before)
        transaction.set_rollback(True)


@pytest.mark.proof
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(SLIPS)
def test_an_export_in_which_anything_was_overwritten_is_taken_or_told_about_and_never_fails(
    slips: list[tuple[Layout, int, int, Any]],
):
    with transaction.atomic():
        assemble()
        sheets = exported()
        for layout, line, at, cell in slips:
            lines = sheets[layout.name]
            lines[line % (len(lines) - 1) + 1][at % len(layout.columns)] = cell
        before = Act.objects.count()

        outcome = import_organisation(sheets, actor=REGISTRAR)

        assert not outcome.problems or Act.objects.count() == before
        transaction.set_rollback(True)
