"""How long to wait before something is tried again."""

from datetime import timedelta

STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
# With the steps above a letter outlives a mail server that is away for two days.
MAX_ATTEMPTS = 12


def delay(attempt: int, key: int) -> timedelta:
    """Return the wait after the `attempt`-th failure (from 1), up to a fifth longer.

    The spread keeps letters that failed together from coming back together. It follows from `key`, the row's id,
    instead of from chance: a simulation of this code needs no seam to be repeatable.
    """
    step = STEPS[min(attempt, len(STEPS)) - 1]
    spread = (key * 2_654_435_761 + attempt * 40_503) % 1000  # Knuth's multiplicative hash, in thousandths
    return step + step * spread / 5000
