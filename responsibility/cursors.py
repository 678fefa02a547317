"""What stands in addresses and hidden fields to say where a list goes on: whoever changes it gets no error page."""

from datetime import datetime

from django.utils.dateparse import parse_datetime

MOST_DIGITS = 18
"""So many fit into a bigint whatever they are."""


def row_number(text: str) -> int | None:
    """Return the number that the text is, or None where it can't be a row's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def instant(text: str) -> datetime | None:
    """Return the instant that the text is, or None where it is none, or has no zone."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None
