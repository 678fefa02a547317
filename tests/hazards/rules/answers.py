"""What the gate answers, and who hears of it: the shared words of the tests of the law's rules."""

from typing import Any

from hazards.letters import drain_outbox
from hazards.models import Hazard
from notifications.models import Letter
from records.actor import SYSTEM
from tests import inputs
from tests.cast import Cast
from workflow import engine
from workflow.engine import Fired
from workflow.refusals import Refused

ALLOWED = "可以"


def words(answer: Fired | Refused) -> str:
    """The answer in words; "可以" when it was done."""
    return ALLOWED if isinstance(answer, Fired) else str(answer)


def first(answer: Fired | Refused) -> str:
    """The first reason, without who acted last."""
    return ALLOWED if isinstance(answer, Fired) else answer.words[0]


def tries(cast: Cast, hazard: Hazard, act: str, by: str, **given: Any) -> str:
    """What is said to `by`, who fills in what is fitting but for `given`."""
    return words(cast.act(act, hazard, by, **inputs.fitting(cast, act, hazard) | given))


def machine(name: str, hazard: Hazard, **given: Any) -> Fired | Refused:
    """What the gate answers to the machine."""
    return engine.fire_many(Hazard, [hazard.pk], name, actor=SYSTEM, **given)[0]


def told(hazard: Hazard, name: str) -> set[str]:
    """The names of those who got a letter of the case's last record of this name."""
    while drain_outbox():
        pass
    record = hazard.records.filter(name=name).latest("sequence")
    letters = Letter.objects.filter(topic="hazard", record_id=record.pk).select_related("person")
    return {letter.person.name for letter in letters}


def acts(hazard: Hazard) -> list[str]:
    """The names of the case's records, in order."""
    return list(hazard.records.order_by("sequence").values_list("name", flat=True))
