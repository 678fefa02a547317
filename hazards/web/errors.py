"""Pages for what went wrong: each says what happened, whether anything was done, and a way on."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: the page is not for this person, or the form was too old to be trusted."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: it doesn't exist, or this person may not know that it does."""
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without the shell, which may be what failed."""
    return render(request, "errors/500.html", status=500)
