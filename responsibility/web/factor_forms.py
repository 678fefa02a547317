"""The forms of the second factor: codes, each of which opens once, and passkeys."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


class _CodeOnce(forms.Form):
    """Our field, and the memory of used codes: allauth keeps it for one period, and a code counts for several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("验证码"),
            help_text=self.help_text,
            max_length=20,
            widget=forms.TextInput(
                {"class": "bh-input", "autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
            ),
            error_messages={"required": _("请填写验证码")},
        )

    help_text = _("验证器应用里的 6 位数字；手机不在身边，可填一个备用码")

    def clean_code(self) -> str:
        """Return the code if it is right and was not used before."""
        code = str(super().clean_code())  # type: ignore[misc]
        counts_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"code:{self.user.pk}:{code}", 1, counts_for):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_CodeOnce, AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The second step of signing in."""


class CodeAgainForm(_CodeOnce, ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """Before something is changed that guards the account."""


class FirstCodeForm(_CodeOnce, ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The code that proves that the app has been set up."""

    help_text = _("扫码以后，应用里显示的 6 位数字")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("名称"),
            help_text=_("写得能认出是哪一把，如“办公电脑”"),
            max_length=40,
            required=False,
            widget=forms.TextInput({"class": "bh-input"}),
        )
