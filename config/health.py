"""Whether this process can serve: asked by supervisors and load balancers, without signing in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503; the token names the run that this process belongs to."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "no database", "run_token": settings.RUN_TOKEN}, status=503)
    return JsonResponse({"status": "ok", "run_token": settings.RUN_TOKEN})
