"""A year in which nobody does anything: the machine sweeps once a month, and that is all."""

from datetime import timedelta

from hazards.models import Hazard
from hazards.sweeping import sweep_hazards
from tests.conftest import TestClock
from tests.walk.invariants import broken
from tests.walk.life import ENDED, Life

MONTH, MONTHS = timedelta(days=31), 13
# Where a hazard comes to rest that doesn't rest where it is: silence moves it towards duty alone.
RESTS = {
    "CLAIMABLE": ("CONSULTING",),
    "DISPATCHED": ("RECTIFYING", "PLANNING"),
    "SHELVED": ("RECTIFYING",),
}


def after_a_year_of_silence(world: list[int], clock: TestClock) -> list[str]:
    """Return what is wrong then: the machine approves nothing and ends nothing, and it is a living person's turn."""
    found: list[str] = []
    before = {pk: Hazard.objects.get(pk=pk) for pk in world}
    for _ in range(MONTHS):
        clock.forward(MONTH)
        sweep_hazards()
    for pk, was in before.items():
        life = Life(pk)
        if was.state not in ENDED and life.state in ENDED:
            found.append(f"silence ended it: {was.state} → {life.state}")
        elif life.state not in RESTS.get(was.state, (was.state,)):
            found.append(f"after a year of silence {was.state} rests in {life.state}")
        if any(not step.by_machine or step.name.startswith("approve") for step in life.steps[was.version :]):
            found.append("silence approved something")
        found += [words.split(" [")[0] + " (after a year of silence)" for words in broken(life)]
    return found
