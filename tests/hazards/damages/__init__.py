"""Damages by subject; each says which invariant it breaks, and which others can't help firing too."""

from collections.abc import Callable

from tests.hazards.forging import Forger

Damage = Callable[[Forger], None]
DAMAGES: list[tuple[str, set[str], Damage]] = []


def breaks(invariant: str, *also: str) -> Callable[[Damage], Damage]:
    """Say which invariant a damage breaks, and which others fire with it."""

    def decorate(damage: Damage) -> Damage:
        DAMAGES.append((invariant, {invariant, *also}, damage))
        return damage

    return decorate
