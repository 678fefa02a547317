"""What every page of a signed-in person shows around its matter: who he is, how much waits for him."""

from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from hazards.access import Standing, may_explain, standing_of
from hazards.my_turn import my_turn
from hazards.web.report_form import source_of
from responsibility.models import User
from responsibility.web import viewer

MOST_SHOWN = 99


def user_of(request: HttpRequest) -> User:
    """Return the signed-in account; LoginRequiredMiddleware has turned everybody else away."""
    return cast("User", request.user)


def standing(request: HttpRequest) -> Standing:
    """Return who the person is and which seats he holds, read once a request."""
    known: Standing | None = getattr(request, "standing", None)
    if known is None:
        known = standing_of(user_of(request))
        request.standing = known  # type: ignore[attr-defined]  # a memo of this request, nothing more
    return known


viewer.read_with(standing)


class Shell:
    """The frame of the page; each figure is read when the page shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def standing(self) -> Standing:
        """The person and his seats."""
        return standing(self.request)

    @cached_property
    def mine(self) -> list[tuple[int, bool]]:
        """What waits for him."""
        return my_turn(self.standing)

    @cached_property
    def count_mine(self) -> str:
        """How much that is, as the menu has room for."""
        return _shown(len(self.mine))

    @cached_property
    def count_letters(self) -> str:
        """How many letters are unread."""
        return _shown(self.standing.unread)

    @cached_property
    def may_see_organisation(self) -> bool:
        """Whether the menu shows him the organisation: whoever has a seat in it, or runs its accounts."""
        return bool(self.standing.positions) or viewer.administers(self.request)

    @cached_property
    def may_administer(self) -> bool:
        """Whether he runs the accounts."""
        return viewer.administers(self.request)

    @cached_property
    def account(self) -> str:
        """What names the account to its device, which keeps reports for it: it can be compared, and tells nothing."""
        pk = str(user_of(self.request).pk)
        return salted_hmac("hazards.web.context.account", pk, algorithm="sha256").hexdigest()[:24]

    @cached_property
    def door(self) -> str:
        """The door by which he reports; a page without a network asks accordingly."""
        return source_of(self.standing)

    @cached_property
    def may_explain(self) -> bool:
        """Whether the menu shows him who can do what, and why not."""
        return may_explain(user_of(self.request))


def shell_of(request: HttpRequest) -> Shell:
    """Return the frame of this request, made once."""
    known: Shell | None = getattr(request, "shell", None)
    if known is None:
        known = Shell(request)
        request.shell = known  # type: ignore[attr-defined]  # a memo of this request
    return known


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, unread until a template asks for something of it."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def _shown(count: int) -> str:
    if not count:
        return ""
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)
