"""What a page costs against the barest page that Django can answer a signed-in person with.

Both go through the same middlewares, session and account; the bare one renders one line. Interleaved; medians.
"""

import statistics
import time

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import include, path

from bench.transition import as_owner, dispatched
from hazards.models import Hazard
from responsibility.models import Person, User

ROUNDS, HAZARDS = 30, 300
BARE = Engine().from_string("<!DOCTYPE html><p>{{ name }}</p>")
WHO = {"何立春": "street head", "杨惊蛰": "street office", "白露": "fire officer"}


def bare(request: HttpRequest) -> HttpResponse:
    """Answer with one line and the person's account, read from the session."""
    return HttpResponse(BARE.render(Context({"name": request.user.get_username()})))


urlpatterns = [path("bare/", bare), path("", include("config.urls"))]


def _signed_in(name: str) -> Client:
    person = Person.objects.get(name=name)
    user = User.objects.filter(person=person).first() or User.objects.create(username=f"bench-{name}", person=person)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _timed(client: Client, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return time.perf_counter() - began


def main() -> None:
    """Print one line a person: workbench, ledger and a hazard's page as multiples of the bare page."""
    dispatched(HAZARDS)
    with as_owner() as owner:
        owner.execute("ANALYZE")  # as the server does by itself within a minute
    hazard = Hazard.objects.filter(state="DISPATCHED").latest("pk")
    pages = {"workbench": "/", "ledger": "/ledger/", "hazard": f"/hazards/{hazard.pk}/"}
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(ROOT_URLCONF="bench.pages", SECURE_SSL_REDIRECT=False, STORAGES={"staticfiles": plain}):
        for name, what in WHO.items():
            client = _signed_in(name)
            for address in (*pages.values(), "/bare/"):
                client.get(address)
            said = []
            for page, address in pages.items():
                ratios = [_timed(client, address) / _timed(client, "/bare/") for _ in range(ROUNDS)]
                said.append(f"{page} {statistics.median(ratios):.1f}×")
            print(f"pages: {what} ({HAZARDS} hazards in the street): {'  '.join(said)} a bare Django page")
