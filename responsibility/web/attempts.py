"""How often a password may be tried. A door closes behind each further attempt, for longer each time.

Counted by account and device together, so that nobody can close the door for another: a browser that once gave the
right password is counted by itself, any other by its address. Beside it, loosely, by address and by account, against
whoever tries many accounts from one place, or one account from many; the account's own devices, and the address
where its password was last right, never meet these. Whether an account exists makes no difference to any of it.
"""

import ipaddress
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from responsibility.web.devices import device_of

USUAL_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True)
class Limit:
    """So many attempts are `free` within `window` seconds; after each further one the door is closed for a while."""

    name: str
    free: int
    window: int
    waits: tuple[int, ...]

    def wait(self, count: int) -> int:
        """Return for how many seconds the door closes behind the attempt number `count`; 0 when it stays open."""
        beyond = count - self.free
        return 0 if beyond < 0 else self.waits[min(beyond, len(self.waits) - 1)]


PER_DEVICE = Limit("device", 5, 60 * 60, (60, 120, 240, 480, 900))
PER_ADDRESS = Limit("address", 60, 10 * 60, (300,))
PER_ACCOUNT = Limit("account", 100, 60 * 60, (300, 900))


class TooOften(Exception):
    """The door is closed until an instant."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self.until = datetime.fromtimestamp(until, UTC)


@dataclass
class _Door:
    """One limit for one account, device or address."""

    limit: Limit
    whose: str
    closed_by_me: float = 0.0

    @property
    def _count(self) -> str:
        return f"tries:{self.limit.name}:{self.whose}"

    @property
    def _closed(self) -> str:
        return f"closed:{self.limit.name}:{self.whose}"

    def closed_until(self) -> float:
        """Return until when the door is closed; 0 when it is open."""
        return float(cache.get(self._closed, 0.0))

    def pass_through(self) -> None:
        """Count the attempt and close the door behind it if it is due. Of many at once, one passes a closing door."""
        cache.add(self._count, 0, self.limit.window)
        try:
            count = cache.incr(self._count)
        except ValueError:  # forgotten between the two lines
            count = 1
        wait = self.limit.wait(count)
        if wait:
            until = time.time() + wait
            if not cache.add(self._closed, until, wait):
                raise TooOften(self.closed_until() or until)
            self.closed_by_me = until

    def take_back(self) -> None:
        """Forget this attempt, which was a right one; what others tried stays counted."""
        with suppress(ValueError):
            cache.decr(self._count)
        if self.closed_by_me:
            cache.delete(self._closed)

    def forget(self) -> None:
        """Forget all attempts."""
        cache.delete_many([self._count, self._closed])


@dataclass
class Attempt:
    """One attempt that was let through: it stays counted unless it was right."""

    account: str
    doors: list[_Door]
    usual: str = field(default="")

    def was_right(self) -> None:
        """Begin anew for this account on this device; remember the address as one where its password was right."""
        own, *others = self.doors
        own.forget()
        for door in others:
            door.take_back()
        cache.set(self.usual, 1, USUAL_SECONDS)

    @property
    def closed_until(self) -> datetime | None:
        """Until when the next attempt must wait."""
        until = max(door.closed_by_me for door in self.doors)
        return datetime.fromtimestamp(until, UTC) if until else None


def begin(request: HttpRequest, username: str) -> Attempt:
    """Count an attempt on this account, before its password is looked at. Raises TooOften while a door is closed."""
    account, device, address = account_digest(username), device_of(request), address_of(request)
    usual = f"usual:{_digest(f'{account}:{address}')}"
    if account in device.accounts:
        doors = [_Door(PER_DEVICE, _digest(f"{account}:{device.number}"))]
    else:
        doors = [_Door(PER_DEVICE, _digest(f"{account}:{address}")), _Door(PER_ADDRESS, _digest(address))]
        if not cache.get(usual):
            doors.append(_Door(PER_ACCOUNT, account))
    closed = max(door.closed_until() for door in doors)
    if closed:
        raise TooOften(closed)
    for door in doors:
        door.pass_through()
    return Attempt(account, doors, usual)


def account_digest(username: str) -> str:
    """Return what stands for an account's name wherever the name itself has no business."""
    return _digest(unicodedata.normalize("NFKC", username).strip().casefold())


def address_of(request: HttpRequest) -> str:
    """Return the address that asks; of the sixth kind its network, for a household owns as many as it likes."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _digest(text: str) -> str:
    return salted_hmac("responsibility.web.attempts", text, algorithm="sha256").hexdigest()[:32]
