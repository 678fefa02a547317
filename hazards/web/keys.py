"""The key of one form that was shown: sent twice, it is the same act."""

from uuid import uuid4


def fresh() -> str:
    """Return a key that no other form has; nothing follows from it but that it differs."""
    return uuid4().hex
