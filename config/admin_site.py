"""The raw tables, to be looked at and never touched: Django's admin without a single door that writes.

Behind the product's own sign-in: the admin's pages for signing in, out and passwords only lead there. Account
administrators see the organisation and its records; what belongs to cases is for a superuser alone, who has the server:
running the accounts gives no power over a case, and no look into one (hazards/access.py). Sealed columns are shown to
nobody (docs/decisions/0022, 0027).
"""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import BinaryField, Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ROOMS = ("records", "responsibility", "notifications", "workflow", "hazards")
FOR_ADMINISTRATORS = ("records", "responsibility")
# The application's role can't read it, and shouldn't: the only way in writes who looked.
UNREADABLE = ("hazards.Reporter",)
# Secrets, and hashes that open a door or seal a name to whoever tries long enough.
SEALED = {
    "responsibility.User": ("password", "last_login", "groups", "user_permissions"),
    "hazards.DoorLink": ("token_hash", "number_hash", "phone"),
    "hazards.DoorEvent": ("device_hash",),
    "hazards.Hazard": ("reporter_person", "reporter_person_id", "acted_ids"),
}


class ReadOnlySite(AdminSite):
    """Looks only. Whoever isn't let in is sent to the product's sign-in, or told that this is not for him."""

    site_header = site_title = _("闭环 数据查看")
    index_title = _("只读")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in open accounts of administrators and superusers."""
        user = request.user
        return bool(user.is_authenticated and user.is_active and (user.is_staff or user.is_superuser))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the product's own door; 403 for who is signed in already and has no business here."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect(f"{reverse('sign-in')}?next={request.path}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to 我, where the product's own way out is."""
        return redirect("me")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to the product's own page, which counts the tries."""
        return redirect("change-password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Lead to 我."""
        return redirect("me")


if TYPE_CHECKING:
    Base = ModelAdmin[Model]
else:
    Base = ModelAdmin


class ReadOnly(Base):
    """One table: rows and their columns, nothing to press."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    list_select_related = True

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Show every column that is no secret."""
        return [field.name for field in self._shown()]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show the first columns of each row."""
        return ["pk", *[field.name for field in self._shown() if not field.primary_key][:6]]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """All of them."""
        return [field.name for field in self._shown()]

    def _shown(self) -> list["Field[Any, Any]"]:
        hidden = SEALED.get(self.model._meta.label, ())
        return [
            field
            for field in self.model._meta.get_fields()
            if isinstance(field, Field) and field.name not in hidden and not isinstance(field, BinaryField)
        ]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let administrators look at the organisation, superusers at everything."""
        user = request.user
        if not (user.is_authenticated and user.is_active):
            return False
        return user.is_superuser or (user.is_staff and self.model._meta.app_label in FOR_ADMINISTRATORS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Name the rooms whose tables he may look at."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a row past the services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes a row past the services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes a row."""
        return False


site = ReadOnlySite(name="admin")
for room in ROOMS:
    for model in apps.get_app_config(room).get_models():
        if model._meta.label not in UNREADABLE:
            site.register(model, ReadOnly)
