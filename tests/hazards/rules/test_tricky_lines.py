"""The sixty-four tricky lines of the law, one test each: who tries what, in which circumstance, with which answer."""

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from hazards.models import Standpoint
from records.actor import SYSTEM
from tests import inputs
from tests.hazards.rules.answers import first, machine
from tests.hazards.rules.tricky import LINES
from tests.hazards.rules.tricky.line import World
from workflow.engine import Fired


def tried(lines):
    """The lines as parameters; one that the product answers otherwise is expected to fail, with the reason."""
    marks = {line.title: [pytest.mark.xfail(strict=True, reason=line.wrong)] if line.wrong else [] for line in lines}
    return [
        pytest.param(line, id=line.title, marks=marks[line.title]) for line in sorted(lines, key=lambda one: one.number)
    ]


@pytest.mark.parametrize("line", tried([line for line in LINES if not line.waits]))
def test_the_gate_answers_as_the_law_says(cast, line):
    check(World(cast), line)


@pytest.mark.parametrize("line", tried([line for line in LINES if line.waits]))
def test_the_gate_answers_as_the_law_says_when_time_has_passed(clock, committed_cast, owner, line):
    check(World(committed_cast, clock, owner), line)


def test_every_line_of_the_law_is_here():
    assert {line.number for line in LINES} == set(range(1, 65))


def check(world, line):
    hazard, given = line.scene(world)
    if given is None:
        given = inputs.fitting(world.cast, line.act, hazard)
    by_machine = line.by == SYSTEM.name
    answer = machine(line.act, hazard, **given) if by_machine else world.cast.act(line.act, hazard, line.by, **given)

    if line.status == 200:
        hazard.refresh_from_db()
        assert (first(answer), hazard.state) == ("可以", line.answer)
        return
    assert not isinstance(answer, Fired)
    assert (answer.status, first(answer)) == (line.status, line.answer.format(**names(world.cast)))


def names(cast):
    """What stands in braces in the answers of the table."""
    claim = Standpoint.objects.filter(kind="CLAIM").first()
    claimed = date_format(localtime(claim.opened_at), "m-d H:i") if claim else ""
    return {"expired": date_format(localtime(cast.held["孙代赵"].until_at), "Y-m-d"), "claimed": claimed}
