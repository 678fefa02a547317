"""The raw tables are looked at, never written, and only through the product's own door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from config.admin_site import ROOMS, SEALED, UNREADABLE, site
from hazards.enums import State
from records.models import Act
from responsibility.models import User
from tests.cast import Cast
from tests.web.conftest import account

SignIn = Callable[[str], Client]
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def raised(cast: Cast, sign_in: SignIn, **flags: bool) -> Client:
    user = account(cast, "民")
    for name, value in flags.items():
        setattr(user, name, value)
    user.save()
    return sign_in("民")


def address(model: Any, act: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=args)


def rows() -> dict[str, int]:
    """How many rows each table has, and what the database says of their latest change."""
    with connection.cursor() as cursor:
        found = {}
        for model in MODELS:
            if model._meta.label in UNREADABLE:
                continue
            cursor.execute(f'SELECT count(*), COALESCE(max(xmin::text::bigint), 0) FROM "{model._meta.db_table}"')
            found[model._meta.label] = cursor.fetchone()
    return found


def test_every_table_of_ours_is_there_but_the_sealed_one():
    assert {model._meta.label for model in MODELS} - {model._meta.label for model in site._registry} == set(UNREADABLE)


def test_no_post_to_any_page_of_it_changes_anything(cast: Cast, sign_in: SignIn):
    cast.hazard_in(State.RECTIFYING)
    client = raised(cast, sign_in, is_staff=True, is_superuser=True)
    client.get("/admin/")
    before, answers = rows(), {}

    for model in site._registry:
        row = model._default_manager.first()
        pages = [address(model, "add"), address(model, "changelist")]
        if row is not None:
            pages += [address(model, act, row.pk) for act in ("change", "delete")]
        chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)]} if row is not None else {}
        for page in pages:
            sent = {"post": "yes", "name": "改", "username": "改", "is_superuser": "on", "_save": "保存"} | chosen
            answers[page] = client.post(page, sent).status_code

    assert rows() == before
    assert {page: status for page, status in answers.items() if status not in (200, 302, 403)} == {}
    assert all(status == 403 for page, status in answers.items() if page.endswith(("/add/", "/delete/", "/change/")))


@pytest.mark.parametrize("name", ["赵", "企", "民"])
def test_who_administers_nothing_is_told_that_this_is_not_for_him(cast: Cast, sign_in: SignIn, name: str):
    answer = sign_in(name).get("/admin/", follow=True)

    assert (answer.status_code, "您不能看这一页" in answer.content.decode()) == (403, True)


def test_who_is_not_signed_in_comes_to_the_products_own_door(cast: Cast):
    for path in ("/admin/", "/admin/responsibility/unit/", "/admin/login/", "/admin/password_change/"):
        answer = Client().get(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/sign-in/")


def test_there_is_no_second_way_to_a_password_or_out(cast: Cast, sign_in: SignIn):
    client = raised(cast, sign_in, is_staff=True, is_superuser=True)

    sent = {"old_password": "correct horse battery", "new_password1": "x" * 20, "new_password2": "x" * 20}
    answers = [client.post(f"/admin/{name}/", sent) for name in ("logout", "password_change", "password_change/done")]
    assert [answer.headers["Location"] for answer in answers] == ["/me/", "/me/password/", "/me/"]
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/me/").status_code == 200
    assert User.objects.get(person=cast.people["民"]).check_password("correct horse battery")


def test_an_administrator_who_owes_a_second_factor_sees_no_table(cast: Cast, sign_in: SignIn, settings: Any):
    settings.SECOND_FACTOR_REQUIRED = True

    answer = raised(cast, sign_in, is_staff=True).get("/admin/responsibility/unit/")

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("second-factor-needed"))


def test_an_account_administrator_sees_the_organisation_and_no_case(cast: Cast, sign_in: SignIn):
    hazard = cast.hazard_in(State.RECTIFYING)
    client = raised(cast, sign_in, is_staff=True)

    assert client.get("/admin/responsibility/unit/").status_code == 200
    assert client.get(f"/admin/responsibility/unit/{cast.street.pk}/change/").status_code == 200
    assert client.get(address(Act, "changelist")).status_code == 200
    assert client.get("/admin/hazards/hazard/").status_code == 403
    assert client.get(f"/admin/hazards/hazard/{hazard.pk}/change/").status_code == 403


def test_a_superuser_sees_every_table_and_no_secret(cast: Cast, sign_in: SignIn):
    cast.hazard_in(State.RECTIFYING)
    client = raised(cast, sign_in, is_staff=True, is_superuser=True)
    secret = User.objects.get(person=cast.people["民"]).password

    for model in site._registry:
        row = model._default_manager.first()
        paths = [address(model, "changelist")] + ([address(model, "change", row.pk)] if row is not None else [])
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            page = answer.content.decode()
            assert secret not in page
            assert 'name="_save"' not in page
    shown = site._registry[User].get_fields(None)
    assert not set(shown) & set(SEALED["responsibility.User"])
