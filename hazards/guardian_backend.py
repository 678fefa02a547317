"""django-guardian's answer, bounded by the instant: an exception counts from its beginning until its end."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from guardian.backends import ObjectPermissionBackend
from guardian.utils import get_user_obj_perms_model

from hazards.models.exception import DatedException
from records.clock import now
from responsibility.spans import alive


class DatedExceptionBackend(ObjectPermissionBackend):  # type: ignore[misc]  # guardian is untyped
    """Says of `user.has_perm("view_hazard", hazard)` what the dated rows say now. Pages ask hazards/access.py."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Return guardian's answer, as long as an exception of this account on this object lives."""
        return _lives(user_obj, obj) and bool(super().has_perm(user_obj, perm, obj))

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> Iterable[str]:
        """Return guardian's answer, as long as an exception of this account on this object lives."""
        return super().get_all_permissions(user_obj, obj) if _lives(user_obj, obj) else set()  # type: ignore[no-any-return]


def _lives(user: Any, obj: Model | None) -> bool:
    """No other object has permission rows of ours, so of no other is anything permitted."""
    if obj is None or not user.is_authenticated:
        return False
    model = get_user_obj_perms_model(obj)
    if not issubclass(model, DatedException):
        return False
    return bool(model.objects.filter(alive(now()), user=user, content_object=obj).exists())
