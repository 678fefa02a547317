"""The language of a request: the account's own, else the cookie's, else Chinese. The browser's wish is not asked.

A district office's machines often ask for English by accident of how they were set up; people choose here.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageMiddleware:
    """Stands behind AuthenticationMiddleware, whose user it asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in its language."""
        code = language_of(request)
        request.LANGUAGE_CODE = code  # type: ignore[attr-defined]  # as Django's own middleware names it
        with translation.override(code):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", code)
        return answer


def language_of(request: HttpRequest) -> str:
    """Return the code of the language in which to answer."""
    own = getattr(request.user, "language", "")
    chosen = own or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
