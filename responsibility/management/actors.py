"""Who acts by a command: the person of the account that is named."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from records.actor import Actor
from responsibility.models import User


def actor_of(username: str) -> Actor:
    """Return the person of an active account as an actor. Raises CommandError when there is none of that name."""
    user = User.objects.select_related("person").filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(_("没有账号“%(name)s”") % {"name": username})
    return Actor(user.person_id, user.person.name)
