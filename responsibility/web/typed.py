"""What somebody typed into a form that wasn't taken, so that the answer can give it back to him."""

from urllib.parse import urlsplit

from django.http import HttpRequest

# Secrets are never shown again; the rest of these is the form's own and nobody typed it.
NOT_WORDS = {"csrfmiddlewaretoken", "next", "language", "key", "version", "kept", "credential", "code"}
MOST = 40


def words_of(request: HttpRequest) -> list[str]:
    """Return what was typed into a form of ours, without what looks like a choice from a list or a secret."""
    if not _is_ours(request):
        return []
    found = [
        value.strip()
        for name, values in request.POST.lists()
        if name not in NOT_WORDS and "password" not in name
        for value in values
    ]
    return [value for value in dict.fromkeys(found) if _is_typed(value)][:MOST]


def _is_ours(request: HttpRequest) -> bool:
    """Another site may send a form too, and would have its words shown on our page. Browsers say where it stood."""
    stood_on = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return not stood_on or urlsplit(stood_on).netloc == request.get_host()


def _is_typed(value: str) -> bool:
    """A choice is a short number or one word of ASCII such as `on` or `CHECK`."""
    return (
        bool(value)
        and not (value.isascii() and value.replace("_", "").isalpha())
        and not (value.isdigit() and len(value) < 7)
    )
