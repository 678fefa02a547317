"""The forms of signing in: name and password, the password once more, a new password."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibility.models import User
from responsibility.web.adapters import clock_time

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WRONG = _("用户名或密码不对，或账号已停用")


def password_field(
    label: "StrOrPromise", *, autocomplete: str, required: "StrOrPromise", **given: Any
) -> forms.CharField:
    """Return a field for a password, whose blanks count and which is never shown again."""
    widget = forms.PasswordInput({"class": "bh-input", "autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, error_messages={"required": required}, **given)


class SignInForm(forms.Form):
    """User name and password. One message for every failure, so that it doesn't tell which accounts exist."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        widget=forms.TextInput(
            {"class": "bh-input", "autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": _("请填写用户名"), "max_length": WRONG},
    )
    password = password_field(_("密码"), autocomplete="current-password", required=_("请填写密码"), max_length=1000)
    user: User | None = None

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Try the password; raise ValidationError when it is wrong or was tried too often."""
        given = self.cleaned_data
        if "username" in given and "password" in given:
            adapter = get_adapter(self.request)
            self.user = adapter.authenticate(self.request, username=given["username"], password=given["password"])
            if self.user is None:
                raise forms.ValidationError(_said_wrong(adapter.closed_until), code="wrong")
        return given

    def get_user(self) -> User:
        """Return the account that signs in."""
        if self.user is None:
            raise ValueError("ask after is_valid()")
        return self.user


def _said_wrong(closed_until: datetime | None) -> str:
    if closed_until is None:
        return str(WRONG)
    return gettext("%(wrong)s；已多次不对，请在 %(time)s 以后再试") % {"wrong": WRONG, "time": clock_time(closed_until)}


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password once more, before something is changed that guards the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(
            _("密码"), autocomplete="current-password", required=_("请填写密码"), max_length=1000
        )


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not generic at run time
    """The present password and a new one."""

    old_password = password_field(
        _("现在的密码"), autocomplete="current-password", required=_("请填写现在的密码"), max_length=1000
    )
    new_password1 = password_field(
        _("新密码"),
        autocomplete="new-password",
        required=_("请填写新密码"),
        max_length=1000,
        help_text=_("至少 10 个字符；不要用姓名、生日或常见的词"),
    )
    new_password2 = password_field(
        _("再填一次新密码"), autocomplete="new-password", required=_("请再填一次新密码"), max_length=1000
    )
    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {"password_mismatch": _("两次填的新密码不一样")}

    def __init__(self, user: User, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Return the present password; it is tried under the same limits as at the door."""
        old = str(self.cleaned_data["old_password"])
        if not get_adapter(self.request).reauthenticate(self.user, old):
            raise forms.ValidationError(gettext("现在的密码不对"), code="wrong")
        return old

    def clean_new_password1(self) -> str:
        """Return the new password if it is another than the present one."""
        new = str(self.cleaned_data["new_password1"])
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(gettext("新密码要与现在的不同"), code="same")
        return new
