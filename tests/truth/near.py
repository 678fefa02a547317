"""For `make mutate-law`: does a row of the table about the act that a mutant changes notice it? Most do, in a second.

Not among the tests: it is run by name, over the mutants that the environment lists, and writes down those it missed.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import IntegrityError

from hazards.lifecycle import LIFECYCLE
from tests.cast import Cast
from tests.truth.mutants import mutants
from tests.truth.test_lifecycle import PEOPLE, TABLE, answer, expected_of, fitting, stage

# An act without its guard finds no row or word it was sure of, or a constraint of the database stops it.
BREAKS = (LookupError, TypeError, IntegrityError)
ASKED = json.loads(os.environ.get("BIHUAN_LAW_MUTANTS", "[]"))


@pytest.mark.parametrize("name", ASKED)
def test_a_row_about_the_act_notices(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    act, change = mutants()[name]
    for row in [row for row in TABLE if row["transition"] == act]:
        hazard = stage(cast, row)
        given, expected = fitting(cast, act, hazard), expected_of(cast, row)
        with monkeypatch.context() as patch:
            patch.setitem(LIFECYCLE.rows, act, change(LIFECYCLE.rows[act]))
            try:
                answers = {person: answer(cast, hazard, person, act, given) for person in PEOPLE}
            except BREAKS:
                return  # what the mutant lets through breaks what comes after it: no test passes then
        if answers != expected:
            return
    with Path(os.environ["BIHUAN_LAW_MISSED"]).open("a", encoding="utf-8") as missed:
        missed.write(name + "\n")
