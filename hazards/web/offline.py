"""Pages for a device without a network, and the worker that keeps them (docs/decisions/0031).

What the worker keeps is the same for everybody: no name, no hazard, no token is in it.
"""

import json
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from hazards.access import Standing
from hazards.web.report_form import NOT_NAMED_AT_WORK, ReportForm
from records.clock import now

FILES = (
    "vendor/tabler.min.css",
    "bihuan.css",
    "pages.css",
    "report/report.css",
    "icons.svg",
    "favicon.svg",
    *(f"report/{name}.js" for name in ("drafts", "form", "photos", "places", "sending", "similar", "waiting")),
)


@login_not_required
@require_safe
def report_form(request: HttpRequest) -> HttpResponse:
    """The form of a report, for nobody in particular: the device knows whose it will be."""
    return _same_for_all(request, "report_offline.html", _form())


@login_not_required
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """What is shown in the stead of any other page while there is no network."""
    return _same_for_all(request, "offline.html", {})


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script. It stands at the root, since a worker rules only what lies below its own address."""
    kept = {
        "release": _release(),
        "report": reverse("report"),
        "form": reverse("report-offline"),
        "away": reverse("offline"),
        "files": [static(name) for name in FILES],
        "statics": settings.STATIC_URL,
    }
    name = "worker.js" if settings.OFFLINE_REPORTS else "worker_off.js"
    answer = render(request, name, {"kept": json.dumps(kept)}, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def _form() -> dict[str, object]:
    nobody = Standing(person_id=0, name="", at=now(), positions=())
    return {"form": ReportForm(standing=nobody), "not_named_at_work": NOT_NAMED_AT_WORK, "offline": True}


def _same_for_all(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    # Without the request no context processor runs: nothing of the person can get in.
    answer = HttpResponse(render_to_string(name, context | {"LANGUAGE_CODE": translation.get_language()}))
    answer["Cache-Control"] = "no-cache"
    return answer


def _release() -> str:
    """What changes when anything that is kept changes."""
    pages = render_to_string("report_offline.html", _form()) + render_to_string("offline.html")
    files = [static(name) for name in FILES]
    return sha256("\n".join([*files, pages, translation.get_language() or ""]).encode()).hexdigest()[:16]
