"""What a visitor's browser keeps: that it has come with a link, then the secret by which its device is known.

Both are bound to the address of one door, so a browser sends them to no other one and never to the workbench.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hazards.models import DoorLink
from hazards.services.door_secrets import number_key
from records.clock import now

# From the link to the check number.
ARRIVAL = timedelta(minutes=30)
SALT = "hazards.door/arrived"


def remember_arrival(answer: HttpResponse, link: DoorLink, token: str) -> None:
    """Let the browser come back without the token, which stays in no address and no log."""
    kept = signing.dumps({"link": link.pk, "key": number_key(token)}, salt=SALT)
    _set(answer, _arrived(link.pk), kept, link.pk, ARRIVAL)


def key_of_arrival(request: HttpRequest, link_id: int) -> str:
    """Return the key that coming with the link has left; empty: it hasn't come, or too long ago."""
    try:
        kept = signing.loads(request.COOKIES.get(_arrived(link_id), ""), salt=SALT, max_age=ARRIVAL)
    except signing.BadSignature:
        return ""
    return str(kept["key"]) if kept["link"] == link_id else ""


def keep_device(answer: HttpResponse, link: DoorLink, secret: str) -> None:
    """Let the browser keep its secret until the link ends by itself."""
    _set(answer, _device(link.pk), secret, link.pk, link.until_at - now())
    answer.delete_cookie(_arrived(link.pk), path=_path(link.pk))


def device_of(request: HttpRequest, link_id: int) -> str:
    """Return the secret of the browser's device for this link; empty: it has none."""
    return request.COOKIES.get(_device(link_id), "")


def forget(answer: HttpResponse, link_id: int) -> None:
    """Let the browser forget the link altogether."""
    for name in (_device(link_id), _arrived(link_id)):
        answer.delete_cookie(name, path=_path(link_id))


def _set(answer: HttpResponse, name: str, value: str, link_id: int, lasts: timedelta) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=lasts,
        path=_path(link_id),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _path(link_id: int) -> str:
    return reverse("door", args=[link_id])


def _device(link_id: int) -> str:
    return f"bihuan_door_{link_id}"


def _arrived(link_id: int) -> str:
    return f"bihuan_notice_{link_id}"
