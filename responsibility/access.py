"""From an account to the person behind it."""

from records.actor import Actor
from responsibility.models import User


def actor_of(user: User) -> Actor:
    """Return the natural person who uses this account, as an actor."""
    return Actor(person_id=user.person_id, name=user.person.name)
