"""Pages for what went wrong: each says what happened, whether anything was done, and a way on."""

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from responsibility.web.typed import words_of

log = logging.getLogger(__name__)
# Without letters and digits that are mistaken for one another when read out over the telephone.
LETTERS = "ACDEFHJKMNPRTUVWXY3479"


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: the page is not for this person."""
    return render(request, "errors/403.html", status=403)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old. What was typed is given back."""
    log.info("a form without a valid token: %s", reason)
    return render(request, "errors/expired.html", {"words": words_of(request)}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: it doesn't exist, or this person may not know that it does."""
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault. The number on the page is the one in the log."""
    incident = "".join(secrets.choice(LETTERS) for _ in range(6))
    log.error("incident %s at %s", incident, request.path)
    return render(request, "errors/500.html", {"incident": incident}, status=500)
