"""The pages that are looked at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for me, in the order in which it is due."""
    return render(request, "workbench.html", {"rows": []})
