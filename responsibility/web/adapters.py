"""What allauth asks of us: how a password is tried, in which words it answers, how the secrets of codes are kept."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibility.models import User
from responsibility.web import attempts

# Of what allauth would say after an act, this; of the rest nothing, since the page itself shows it.
SAID = {
    "mfa/messages/totp_activated.txt": _("已启用动态口令"),
    "mfa/messages/totp_deactivated.txt": _("已停用动态口令"),
    "mfa/messages/webauthn_added.txt": _("已添加通行密钥"),
    "mfa/messages/webauthn_removed.txt": _("已移除通行密钥"),
}
WRONG_CODE = _("验证码不对，或已经用过；请等下一个再试")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Passwords are tried here, for signing in as for every later page that asks for one."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("密码不对"),
        "too_many_login_attempts": _("验证码试的次数太多，请过五分钟再试"),
        "rate_limited": _("验证码试的次数太多，请过五分钟再试"),
    }

    # After a failed attempt: until when the next one must wait.
    closed_until: datetime | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes himself an account."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the account whose name and password these are. Raises ValidationError when it was tried too often."""
        try:
            attempt = attempts.begin(request, credentials.get("username", ""))
        except attempts.TooOften as closed:
            raise too_often(closed.until) from closed
        user = authenticate(request, **credentials)
        if user is None:
            self.closed_until = attempt.closed_until
            return None
        attempt.was_right()
        return user  # type: ignore[return-value]  # the stubs' user is Django's own model

    def add_message(self, request: HttpRequest, level: int, message_template: str = "", *_: Any, **__: Any) -> None:
        """Say what is worth saying, in our words."""
        if said := SAID.get(message_template):
            messages.success(request, said)


def too_often(until: datetime) -> ValidationError:
    """Return the error of whoever comes before the door is open again."""
    params = {"time": clock_time(until)}
    return ValidationError(gettext("试的次数太多，请在 %(time)s 以后再试"), code="too_often", params=params)


def clock_time(until: datetime) -> str:
    """Return the first full minute at which the door is open, as a clock shows it."""
    return date_format(localtime(until + timedelta(seconds=59)), "H:i")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Codes and passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("先设置动态口令或通行密钥，才有备用码"),
    }

    def get_totp_issuer(self) -> str:
        """Return the name under which the code stands in the telephone's app."""
        return gettext("闭环")

    def encrypt(self, text: str) -> str:
        """Return the secret as it lies in the database: a copy of the database alone gives no codes."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; also one encrypted with a former SECRET_KEY that is still among the fallbacks."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """Return what a new passkey is called when its owner gives it no name."""
        return gettext("我的设备")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield base64.urlsafe_b64encode(hashlib.sha256(f"responsibility.second-factor:{secret}".encode()).digest())
