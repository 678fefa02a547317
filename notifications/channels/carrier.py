"""What every road offers to delivery, and how it says that it failed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from notifications.models import Letter
from responsibility.models import Person

Send = Callable[[Letter], None]


class ChannelError(Exception):
    """A letter did not go. `permanent`: it never will; `down`: nothing goes by this road now. Delivery decides."""

    def __init__(self, detail: str, *, permanent: bool = False, down: bool = False) -> None:
        super().__init__(detail)
        self.permanent = permanent
        self.down = down


class Carrier(Protocol):
    """A road. It knows letters and persons, no hazard and no retry."""

    def ready(self) -> bool:
        """Tell whether the site has this road set up; letters for one that is missing wait."""
        ...

    def reaches(self, person: Person) -> bool:
        """Tell whether a letter to this person can go by this road at all, without asking the network."""
        ...

    def session(self) -> AbstractContextManager[Send]:
        """Give, for a run of letters, the function that sends one or raises ChannelError; then clean up."""
        ...
