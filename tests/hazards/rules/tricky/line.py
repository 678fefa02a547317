"""A line of the table: what the law says of it, and the scene in which it is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from hazards.models import Hazard
from tests.cast import Cast
from tests.conftest import TestClock


@dataclass
class World:
    """The cast; for a line that waits or that no road of the law leads to, also the clock and the owner."""

    cast: Cast
    clock: TestClock | None = None
    owner: "psycopg.Connection[tuple[object, ...]] | None" = None

    def force(self, hazard: Hazard, change: str) -> None:
        """Write what no road of the law leads to."""
        assert self.owner is not None
        self.owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER USER")
        self.owner.execute(f"UPDATE hazards_hazard SET {change} WHERE id = %s", [hazard.pk])
        self.owner.execute("ALTER TABLE hazards_hazard ENABLE TRIGGER USER")


# The scene returns the hazard, and what the person fills in; None: what is fitting.
Scene = Callable[[World], tuple[Hazard, dict[str, Any] | None]]


@dataclass(frozen=True)
class Line:
    """Who tries what in which circumstance, and what the gate answers: 200 and the state after it, or the refusal."""

    number: int
    circumstance: str
    by: str
    act: str
    status: int
    answer: str
    scene: Scene
    waits: bool
    wrong: str

    @property
    def title(self) -> str:
        return f"{self.number}: {self.circumstance}: {self.by} {self.act}"


LINES: list[Line] = []


def line(
    number: int,
    circumstance: str,
    by: str,
    act: str,
    status: int,
    answer: str,
    *,
    waits: bool = False,
    wrong: str = "",
) -> Callable[[Scene], Scene]:
    """Enter a scene into the table. `wrong` says where the product doesn't answer as the law does."""

    def enter(scene: Scene) -> Scene:
        LINES.append(Line(number, circumstance, by, act, status, answer, scene, waits, wrong))
        return scene

    return enter
