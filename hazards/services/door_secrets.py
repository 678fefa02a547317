"""Of the secrets of a notice, what may be kept: their hashes."""

import hashlib
import hmac


def hash_of(*parts: str) -> str:
    """Return the SHA-256 of these parts, one a line."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def number_key(token: str) -> str:
    """Return the key under which the check number is hashed: nobody has it who hasn't held the link.

    It travels, signed, in the visitor's cookie between the link and the number; the token itself doesn't.
    """
    return hash_of("check number", token)


def is_same(one: str, other: str) -> bool:
    """Compare two hashes without telling by time where they differ."""
    return hmac.compare_digest(one, other)


def stream_of(hazard_id: int) -> str:
    """Return the chain in which everything about a hazard's links is recorded, and which orders it."""
    return f"door/{hazard_id}"
