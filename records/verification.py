"""Find what no trigger can prevent: chains broken by whoever owns the tables, and guards taken away.

`manage.py verify` asks each room for its findings; these are the bottom floor's. Nothing here changes a row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: its id, the thing it is broken for, and what is wrong, in words for the operator."""

    invariant: str
    subject: str
    words: str
