"""What somebody typed into a form that wasn't taken, so that the answer can give it back to him."""

from django.http import HttpRequest

# Secrets are never shown again; the rest of these is the form's own and nobody typed it.
NOT_WORDS = {"csrfmiddlewaretoken", "next", "language", "key", "version", "kept", "credential", "code"}
MOST = 40


def words_of(request: HttpRequest) -> list[str]:
    """Return what was typed, without what looks like a choice from a list or a secret."""
    found = [
        value.strip()
        for name, values in request.POST.lists()
        if name not in NOT_WORDS and "password" not in name
        for value in values
    ]
    return [value for value in dict.fromkeys(found) if _is_typed(value)][:MOST]


def _is_typed(value: str) -> bool:
    """A choice is a short number or one word of ASCII such as `on` or `CHECK`."""
    return (
        bool(value)
        and not (value.isascii() and value.replace("_", "").isalpha())
        and not (value.isdigit() and len(value) < 7)
    )
