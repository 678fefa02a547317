"""Numbers of rows as they stand in addresses and hidden fields: whoever changes them gets no error page for it."""

MOST_DIGITS = 18
"""So many fit into a bigint whatever they are."""


def row_number(text: str) -> int | None:
    """Return the number that the text is, or None where it can't be a row's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
