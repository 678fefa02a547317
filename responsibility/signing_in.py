"""Whether a unit can act for itself: somebody in one of its seats has an account to sign in with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q

from responsibility.exclusions import Words
from responsibility.positions import somebody_signs_in
from responsibility.seats import Seats


@dataclass(frozen=True)
class SomebodySignsIn:
    """Somebody in these seats of the subject can sign in: who would act in their stead is told so in `words`.

    Accounts bear no dates, so this is asked of the present alone and is no exclusion: whether an act of the past was
    barred by it can't be said later.
    """

    seats: Seats
    words: Words

    def is_so(self, subject: Any, at: datetime | None = None) -> bool:
        """Tell whether it is so for this subject."""
        named = self.seats.named_by(subject)
        return bool(named) and somebody_signs_in(named, self.seats.kinds, at)

    def as_q(self, at: datetime) -> Q:
        """Return the subjects for which it is so."""
        return Q(Exists(self.seats.appointments(at).filter(person__accounts__is_active=True)))
