"""Acts about accounts: open one, give a new first password, close one. By an administrator or for oneself; recorded."""

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.models import Person, User
from responsibility.services.refusals import ActRefused

# Without letters and digits that are mistaken for one another when read out or written down.
LETTERS = "abcdefhjkmnpqrtuvwxy34789"


def open_account(*, actor: Actor, person: Person, username: str) -> tuple[User, str]:
    """Open an account for a person and return it with its first password, which its owner changes when he signs in.

    Raises ActRefused when the actor is no administrator, the person has an account, or the name is taken.
    """
    _require_administrator(actor)
    password = _first_password()
    return _open(actor, person, username, password, must_change=True), password


def open_own_account(*, actor: Actor, person: Person, username: str, password: str) -> User:
    """Open an account for oneself, with the password one has chosen; for whoever was let in without one.

    Raises ActRefused when the actor is another person, has an account already, or the name is taken.
    """
    if actor.person_id != person.pk:
        raise ActRefused(_("只能为本人开户"))
    return _open(actor, person, username, password, must_change=False)


@transaction.atomic
def _open(actor: Actor, person: Person, username: str, password: str, *, must_change: bool) -> User:
    """Write the account and its act. Two that open one for the same person wait for each other here."""
    acts.lock(f"person/{person.pk}")
    if User.objects.filter(person=person, is_active=True).exists():
        own = actor.person_id == person.pk
        raise ActRefused(_("您已有账号，请直接登录") if own else _("%(name)s 已有账号") % {"name": person.name})
    username = User.normalize_username(username)
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, person=person, must_change_password=must_change)
    except IntegrityError as error:
        raise ActRefused(_("用户名“%(name)s”已有人用，请换一个") % {"name": username}) from error
    _record(user, "open_account", actor, {})
    return user


@transaction.atomic
def reset_account(user: User, *, actor: Actor, reason: str, forget_factor: bool = False) -> str:
    """Return a new first password for the account; by it all its sessions end.

    With `forget_factor` its telephone, passkeys and recovery codes are forgotten: for who has lost them. Raises
    ActRefused without a reason, for one's own account, and when the actor is no administrator.
    """
    _require_administrator(actor)
    if not reason.strip():
        raise ActRefused(_("请写明理由"))
    if user.person_id == actor.person_id:
        raise ActRefused(_("不能重置本人的账号，请找另一位管理员"))
    password = _first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    forgotten = Authenticator.objects.filter(user=user).delete()[0] if forget_factor else 0
    _record(user, "reset_account", actor, {"reason": reason, "factors_forgotten": forgotten})
    return password


@transaction.atomic
def close_account(user: User, *, actor: Actor, reason: str) -> None:
    """Close the account; whoever is signed in with it is out at once. Raises ActRefused as `reset_account` does."""
    _require_administrator(actor)
    if not reason.strip():
        raise ActRefused(_("请写明理由"))
    if user.person_id == actor.person_id:
        raise ActRefused(_("不能停用本人的账号，请找另一位管理员"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(user, "close_account", actor, {"reason": reason})


def _require_administrator(actor: Actor) -> None:
    if not User.objects.filter(person_id=actor.person_id, is_active=True, is_staff=True).exists():
        raise ActRefused(_("只有账号管理员可以办理"))


def _record(user: User, name: str, actor: Actor, data: dict[str, object]) -> None:
    acts.append(f"person/{user.person_id}", name, actor=actor, at=now(), data={"username": user.username, **data})


def _first_password() -> str:
    return "-".join(get_random_string(4, LETTERS) for _group in range(4))
