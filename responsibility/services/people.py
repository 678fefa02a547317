"""Acts about persons: enter one who holds a seat. His account is `accounts.py`'s."""

from django.db import transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.models import Person
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
