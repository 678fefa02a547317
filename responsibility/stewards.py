"""Who looks after which seats: who may name somebody to one, end it, let somebody stand in, and be the second person.

Three sorts of people: account administrators, everywhere; the head of a unit above; the head of the unit itself, for
every seat but his own sort. Who only stands in for a head doesn't: what was lent to him is the work, not the seats.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from responsibility.models import Post, Unit, User
from responsibility.positions import Position, positions_of
from responsibility.powers import POWERS
from responsibility.spans import living_places_in_the_tree
from responsibility.vacancies import ANSWERING


@dataclass(frozen=True, slots=True)
class Steward:
    """A person at one instant, as far as seats are concerned: those he holds, and whether he runs the accounts."""

    person_id: int
    at: datetime
    positions: tuple[Position, ...]
    administers: bool

    @property
    def heads(self) -> list[Position]:
        """The heads' seats that he holds himself."""
        return [held for held in self.positions if held.kind in ANSWERING and not held.stands_in_for]

    def looks_after(self, kind: str, path: Sequence[int]) -> bool:
        """Tell whether he may change a seat of this kind in the unit whose path this is (root first, itself last)."""
        if self.administers:
            return True
        above, own = path[:-1], path[-1:]
        return any(
            head.unit_id in above or (head.unit_id in own and kind not in ANSWERING and bool(own))
            for head in self.heads
        )

    def looks_after_some(self) -> bool:
        """Tell whether there is any seat that he may change."""
        return self.administers or bool(self.heads)


def steward(person_id: int, at: datetime) -> Steward:
    """Read what makes a person a steward at the instant `at`; two queries."""
    administers = User.objects.filter(person_id=person_id, is_active=True, is_staff=True).exists()
    return Steward(person_id, at, tuple(positions_of([person_id], at)), administers)


def path_of(unit_id: int, at: datetime) -> list[int]:
    """Return the unit's path at the instant, root first; empty for a unit that doesn't stand in a tree then."""
    return list(living_places_in_the_tree(at).filter(unit_id=unit_id).values_list("path", flat=True).first() or [])


def is_of_power(post: Post) -> bool:
    """Tell whether the seat approves, rules or administers: whoever is named to it is named by two."""
    return post.kind in POWERS.get(post.unit.rank, ())


def kinds_of_power(unit: Unit) -> Iterable[str]:
    """Return the kinds of the unit's seats that approve, rule or administer."""
    return POWERS.get(unit.rank, ())
