"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

from config.admin_site import site
from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("admin/", site.urls),
    path("", include("responsibility.web.urls")),
    path("", include("hazards.web.urls")),
]

handler403 = "hazards.web.errors.refused"
handler404 = "hazards.web.errors.not_found"
handler500 = "hazards.web.errors.failed"
