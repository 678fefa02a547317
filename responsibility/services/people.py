"""Acts about persons: enter one who holds a seat and has no account yet; let him have one."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.models import Person, User
from responsibility.places import one_line
from responsibility.services.refusals import ActRefused
from responsibility.services.units import sort_key


@transaction.atomic
def register_person(*, actor: Actor, name: str) -> Person:
    """Enter a person by name and record who did. Raises ActRefused without a name."""
    name = one_line(name)
    if not name:
        raise ActRefused(_("请填写姓名"))
    person = Person.objects.create(name=name, sort_key=sort_key(name))
    acts.append(f"person/{person.pk}", "register", actor=actor, at=now(), data={"name": name})
    return person


@transaction.atomic
def open_account(*, actor: Actor, person_id: int, username: str, password: str) -> User:
    """Give a person an account, and record it. Raises ActRefused when he has one, or the name is another's."""
    acts.lock(f"person/{person_id}")
    if User.objects.filter(person=person_id, is_active=True).exists():
        raise ActRefused(_("您已有账号，请直接登录"))
    username = User.normalize_username(username)
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, person=Person.objects.get(pk=person_id))
    except IntegrityError as error:
        raise ActRefused(_("这个用户名已有人使用，请换一个")) from error
    acts.append(f"person/{person_id}", "open_account", actor=actor, at=now(), data={"username": username})
    return user
