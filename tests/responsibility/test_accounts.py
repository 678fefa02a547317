"""Accounts: opened, reset and closed by an administrator, on the record."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from records.actor import Actor
from records.models import Act
from responsibility.models import User
from responsibility.services import ActRefused
from responsibility.services.accounts import close_account, open_account, reset_account
from tests.cast import Cast


@pytest.fixture
def administrator(cast: Cast) -> Actor:
    User.objects.create_user("guan", "correct horse battery", person=cast.people["民"], is_staff=True)
    return cast["民"]


def enters(username: str, password: str) -> bool:
    return authenticate(username=username, password=password) is not None


def test_a_new_account_has_a_first_password_to_be_changed(cast: Cast, administrator: Actor) -> None:
    user, password = open_account(actor=administrator, person=cast.people["李"], username="li")

    assert user.must_change_password
    assert enters("li", password)
    act = Act.objects.get(stream__name=f"person/{cast.people['李'].pk}", name="open_account")
    assert (act.actor_id, password in act.body) == (administrator.person_id, False)


def test_a_reset_gives_a_new_first_password_and_forgets_what_was_lost(cast: Cast, administrator: Actor) -> None:
    user, old = open_account(actor=administrator, person=cast.people["李"], username="li")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    kept = reset_account(user, actor=administrator, reason="忘了密码")
    assert Authenticator.objects.filter(user=user).count() == 1
    new = reset_account(user, actor=administrator, reason="手机丢了", forget_factor=True)

    assert Authenticator.objects.filter(user=user).count() == 0
    assert [enters("li", password) for password in (old, kept, new)] == [False, False, True]
    assert User.objects.get(pk=user.pk).must_change_password
    assert Act.objects.filter(name="reset_account").count() == 2


def test_a_closed_account_opens_nothing(cast: Cast, administrator: Actor) -> None:
    user, password = open_account(actor=administrator, person=cast.people["李"], username="li")

    close_account(user, actor=administrator, reason="调离")

    assert not enters("li", password)


def test_only_an_administrator_and_never_for_himself(cast: Cast, administrator: Actor) -> None:
    own = User.objects.get(username="guan")
    user, _password = open_account(actor=administrator, person=cast.people["李"], username="li")

    with pytest.raises(ActRefused, match="只有账号管理员"):
        open_account(actor=cast["赵"], person=cast.people["赵"], username="zhao")
    with pytest.raises(ActRefused, match="只有账号管理员"):
        reset_account(user, actor=cast["赵"], reason="看看")
    with pytest.raises(ActRefused, match="本人的账号"):
        reset_account(own, actor=administrator, reason="忘了")
    with pytest.raises(ActRefused, match="本人的账号"):
        close_account(own, actor=administrator, reason="不要了")
    with pytest.raises(ActRefused, match="请写明理由"):
        reset_account(user, actor=administrator, reason=" ")
    with pytest.raises(ActRefused, match="已有人用，请换一个"):
        open_account(actor=administrator, person=cast.people["周"], username="li")


@pytest.mark.usefixtures("administrator")
def test_the_command_says_the_password_once(cast: Cast) -> None:
    out = StringIO()
    call_command("account", "open", "li", "--by", "guan", "--person", str(cast.people["李"].pk), stdout=out)
    password = out.getvalue().strip().rpartition("：")[2]
    assert enters("li", password)

    call_command("account", "reset", "li", "--by", "guan", "--reason", "丢了手机", "--second-factor", stdout=out)
    call_command("account", "close", "li", "--by", "guan", "--reason", "调离", stdout=out)

    assert "已停用" in out.getvalue()
    with pytest.raises(CommandError, match="没有账号"):
        call_command("account", "close", "nobody", "--by", "guan", "--reason", "调离")
    with pytest.raises(CommandError, match="没有人员"):
        call_command("account", "open", "x", "--by", "guan", "--person", "0")
