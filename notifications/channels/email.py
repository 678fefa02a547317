"""E-mail by SMTP: one connection a run, opened at its first letter and anew after each trouble with the line."""

import contextlib
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any

import environ
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from notifications.channels.carrier import ChannelError, Send
from notifications.models import Letter
from responsibility.models import Person

SERVICE_NOT_AVAILABLE = 421
PERMANENT = 500


class EmailCarrier:
    """Sends by the server that EMAIL_URL names; without one it reaches nobody."""

    def ready(self) -> bool:
        """Tell whether the site has a mail server."""
        return bool(settings.EMAIL_URL)

    def reaches(self, person: Person) -> bool:
        """Tell whether the person has an address and the site a mail server."""
        return self.ready() and bool(person.email)

    @contextmanager
    def session(self) -> Iterator[Send]:
        """Give the function that sends one letter over this run's connection."""
        line = _line()

        def send(letter: Letter) -> None:
            try:
                message = _message(letter, line)
                line.open()  # does nothing when it is open; one that send_messages opens it also closes
                line.send_messages([message])
            except (smtplib.SMTPException, OSError, ValueError) as error:
                failed = _as_channel_error(error)
                if failed.down:
                    _hang_up(line)
                raise failed from error

        try:
            yield send
        finally:
            _hang_up(line)


def _line() -> BaseEmailBackend:
    # Built of EMAIL_URL itself: Django's test runner swaps EMAIL_BACKEND, and a stub of ours must be a real server.
    given: dict[str, Any] = environ.Env.email_url_config(settings.EMAIL_URL)
    line: BaseEmailBackend = get_connection(
        given["EMAIL_BACKEND"],
        host=given["EMAIL_HOST"],
        port=given["EMAIL_PORT"],
        username=given["EMAIL_HOST_USER"],
        password=given["EMAIL_HOST_PASSWORD"],
        use_tls=given.get("EMAIL_USE_TLS", False),
        use_ssl=given.get("EMAIL_USE_SSL", False),
        timeout=settings.EMAIL_TIMEOUT,
    )
    return line


def _message(letter: Letter, line: BaseEmailBackend) -> EmailMessage:
    if not letter.person.email:
        raise ChannelError(_("收件人没有电子邮箱"), permanent=True)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.person.email],
        connection=line,
        # The same at every attempt, so that a mailbox can tell a letter that comes twice: its outcome was unknown.
        headers={"Message-ID": f"<letter-{letter.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def _hang_up(line: BaseEmailBackend) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        line.close()


def _as_channel_error(error: Exception) -> ChannelError:
    """Judge an error: the address (permanent or not), this message (permanent or not), or the line."""
    detail = f"{type(error).__name__}: {error}"[:500]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return ChannelError(detail, permanent=min(codes) >= PERMANENT, down=SERVICE_NOT_AVAILABLE in codes)
    if isinstance(error, smtplib.SMTPDataError):
        down = error.smtp_code == SERVICE_NOT_AVAILABLE
        return ChannelError(detail, permanent=error.smtp_code >= PERMANENT, down=down)
    if isinstance(error, ValueError):  # a header or an address that no server would take
        return ChannelError(detail, permanent=True)
    # Refused sender or password, no answer, a broken line: no fault of the letter, and the next would fare no better.
    return ChannelError(detail, down=True)
