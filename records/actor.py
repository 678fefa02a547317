"""Who acted: a value that records keep by id and by name, without a foreign key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A natural person (by id and by the name then borne), or the machine.

    `person_id` names the person, not the account: four eyes are two people, whatever accounts they use.
    """

    person_id: int
    name: str

    @property
    def is_system(self) -> bool:
        """True for the machine, which is named SYSTEM and never None."""
        return self.person_id == 0


SYSTEM = Actor(person_id=0, name="SYSTEM")
