"""How long somebody stays signed in, and what he owes before he goes on.

The times are of the machine, not of the legal clock: a session is nothing that a case depends on. What the person may
do is never kept here; pages and gate read his seats anew. So a seat that ends gives no power for another second, and
the session of who has no seat left ends within a minute.
"""

import time
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from records.clock import now
from responsibility.models import User
from responsibility.positions import positions_of
from responsibility.powers import bears_power

KEY = "stay"
LOOKED_AFTER_EVERY = 60


def begin(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Begin a stay; Django sends this at every sign-in, whichever way."""
    at = time.time()
    request.session[KEY] = {"since": at, "seen": at, **_of(user)}


user_logged_in.connect(begin, dispatch_uid="responsibility.stay")


def end_if_over(request: HttpRequest) -> str:
    """End the session if it is over and return why: "idle", "age" or "seat"; "" while it lasts."""
    stay = request.session.get(KEY)
    if stay is None:
        begin(None, request, cast("User", request.user))
        return ""
    at = time.time()
    why = _over(stay, at)
    if not why and at - stay["seen"] >= LOOKED_AFTER_EVERY:
        fresh = _of(cast("User", request.user))
        why = "seat" if stay["seated"] and not fresh["seated"] else ""
        request.session[KEY] = {"since": stay["since"], "seen": at, **fresh}
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
    if why:
        logout(request)
    return why


def _over(stay: dict[str, Any], at: float) -> str:
    if at - stay["since"] >= settings.SIGNED_IN_HOURS * 3600:
        return "age"
    # `seen` is up to a minute behind: nobody is sent away before his time.
    return "idle" if stay["idle"] and at - stay["seen"] >= stay["idle"] + LOOKED_AFTER_EVERY else ""


def _of(user: User) -> dict[str, Any]:
    """What is known of the person for the next minute."""
    held = positions_of([user.person_id], now())
    power = bears_power(user, held)
    return {
        "idle": settings.IDLE_MINUTES * 60 if power else 0,
        "seated": bool(held),
        "needs_factor": power and lacks_factor(user),
    }


def lacks_factor(user: User) -> bool:
    """Tell whether a second factor is asked of those with power and this account has none. Recovery codes are none."""
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return settings.SECOND_FACTOR_REQUIRED and not factors.exists()


def owed(request: HttpRequest) -> str:
    """Return the page that the person must see to first: a new password, then a second factor; "" for nothing."""
    user, stay = cast("User", request.user), request.session.get(KEY, {})
    if user.must_change_password:
        return "change-password"
    return "second-factor-needed" if stay.get("needs_factor") and lacks_factor(user) else ""


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Return where the account is signed in now, the latest used first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return cast(
        "QuerySet[UserSession]",
        UserSession.objects.filter(user=user, session_key__in=living).order_by("-last_seen_at", "-pk"),
    )


def end_all(user: User, *, but: str = "") -> int:
    """End the account's sessions, all but the one with this key; return how many."""
    ended = [session for session in sessions_of(user) if session.session_key != but]
    for session in ended:
        session.end()
    return len(ended)
