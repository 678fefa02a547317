"""Data directories for throw-away stacks: several people may test in one checkout at the same time."""

from devstack import lock
from devstack.paths import VAR
from devstack.talk import Refusal

MOST = 8


def free(name: str) -> str:
    """The first of `name`, `name-2`, … that nobody uses."""
    for number in range(1, MOST + 1):
        slot = name if number == 1 else f"{name}-{number}"
        if not lock.is_held(VAR / slot / "lock"):
            return slot
    raise Refusal(f"{MOST} runs of {name} are under way; wait for one of them. 同时运行的任务过多，请稍候。")
