"""A refusal, typed and in words: 403 for a person, 409 for a state or a lost race, 422 for a fact."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.lifecycle import Kind


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against, in the user's words."""

    kind: Kind
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer of the gate for one case: nothing was written, and these are all the reasons."""

    case_id: int
    transition: str
    reasons: tuple[Reason, ...]

    @property
    def status(self) -> int:
        """The HTTP status: that of the first kind in the order person, step, material."""
        return min(reason.kind.value for reason in self.reasons)

    def __str__(self) -> str:
        return "；".join(self.words)

    @property
    def words(self) -> list[str]:
        """All reasons in words."""
        return [reason.words for reason in self.reasons]


class RefusedError(Exception):
    """Raised by `fire` for a caller who asked for one case; carries the Refused."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused

    @property
    def reasons(self) -> Iterable[Reason]:
        """All reasons."""
        return self.refused.reasons
