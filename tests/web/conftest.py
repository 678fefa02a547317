"""The pages' own fixtures: plain static files, and a client signed in as one of the cast."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
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
    settings.CACHES = {name: {**store, **prefix} for name, store in settings.CACHES.items()}


PASSWORD = "correct horse battery"


@cache
def hashed(hashers: tuple[str, ...]) -> str:
    """The password of the whole cast, hashed once by each choice of hashers: a hash is slow on purpose."""
    return make_password(PASSWORD)


def account(cast: Cast, name: str) -> User:
    """Return the account of one of the cast, made when it is first asked for."""
    person = cast.people[name]
    known = User.objects.filter(person=person).first()
    return known or User.objects.create(username=name, password=hashed(tuple(settings.PASSWORD_HASHERS)), person=person)


def client_of(cast: Cast, name: str) -> Client:
    """A client signed in as the named person."""
    client = Client()
    client.force_login(account(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """Signs in whomever it is told to, of the cast."""
    return partial(client_of, cast)
