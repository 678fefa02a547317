"""The sign-in form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User name and password. One message for every failure, so that it doesn't tell which accounts exist."""

    username = forms.CharField(
        label=_("用户名"),
        widget=forms.TextInput(
            {"class": "bh-input", "autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": _("请填写用户名")},
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput({"class": "bh-input", "autocomplete": "current-password"}),
        error_messages={"required": _("请填写密码")},
    )
    error_messages = {
        "invalid_login": _("用户名或密码不对，或账号已停用"),
        "inactive": _("用户名或密码不对，或账号已停用"),
    }
