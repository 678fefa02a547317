"""The pages' own fixtures: plain static files, and a client signed in as one of the cast."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from responsibility.models import User
from tests.cast import Cast


@pytest.fixture(autouse=True)
def plain_static(settings: Any) -> None:
    """Pages name their files without the manifest that only collectstatic makes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def fresh_counters(settings: Any) -> None:
    """Each test counts attempts of its own, in the real store."""
    prefix = {"KEY_PREFIX": f"test-{uuid4()}"}
    settings.CACHES = {name: {**cache, **prefix} for name, cache in settings.CACHES.items()}


def account(cast: Cast, name: str) -> User:
    """Return the account of one of the cast, made when it is first asked for."""
    person = cast.people[name]
    return User.objects.filter(person=person).first() or User.objects.create_user(
        name, "correct horse battery", person=person
    )


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """A client signed in as the named person."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(account(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
