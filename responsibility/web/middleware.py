"""The language of a request; and that whoever asks for a page is signed in, still, and owes nothing first.

A district office's machines often ask for English by accident of how they were set up; people choose here.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from responsibility.web import stay
from responsibility.web.typed import words_of

# What remains open to whoever owes something: the way out, and the way to do it.
ALWAYS_OPEN = {"sign-out", "still-here", "change-password"}
OPEN_FOR_THE_FACTOR = ALWAYS_OPEN | {"second-factor-needed", "account_reauthenticate"}


class LanguageMiddleware:
    """The account's own language, else the cookie's, else Chinese; the browser's wish is not asked.

    Stands behind AuthenticationMiddleware, whose user it asks.
    """

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


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, which covers every page that isn't marked open; it also ends sessions that are over.

    A form that comes too late is answered with what was typed into it: a redirect would lose that without a word.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the request through, or answer in the page's stead."""
        if not getattr(view_func, "login_required", True):
            return None
        why = stay.end_if_over(request) if request.user.is_authenticated else ""
        if not request.user.is_authenticated:
            return self._to_the_door(request, why)
        return self._to_what_is_owed(request)

    def _to_the_door(self, request: HttpRequest, why: str) -> HttpResponseBase:
        asked = _page_of_the_form(request) if _is_form(request) else request.get_full_path()
        door = f"{reverse('sign-in')}?{urlencode({'next': asked} | ({'ended': why} if why else {}), safe='/')}"
        return _not_taken(request, door, why or "out") if _is_form(request) else redirect(door)

    def _to_what_is_owed(self, request: HttpRequest) -> HttpResponseBase | None:
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        first = "" if name in ALWAYS_OPEN else stay.owed(request)
        if not first:
            return None
        if first == "second-factor-needed" and (name in OPEN_FOR_THE_FACTOR or name.startswith("mfa_")):
            return None
        if _is_form(request):
            return _not_taken(request, reverse(first), first)
        return redirect(f"{reverse(first)}?{urlencode({'next': request.get_full_path()}, safe='/')}")

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Answer 422 to a form that was filled in wrongly, as all our pages do; allauth's would say 200."""
        form = (response.context_data or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and getattr(form, "errors", None):
            response.status_code = 422
        return response


def _is_form(request: HttpRequest) -> bool:
    return request.method not in ("GET", "HEAD")


def _page_of_the_form(request: HttpRequest) -> str:
    """Return the page on which a sent form stood: some forms are sent to an address that shows nothing."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() and came_from.path else request.path


def _not_taken(request: HttpRequest, way_on: str, why: str) -> HttpResponse:
    """Return the page that says that nothing was done, and gives back what was typed."""
    context = {"way_on": way_on, "why": why, "words": words_of(request), "had_files": bool(request.FILES)}
    return render(request, "errors/not_taken.html", context, status=403)
