"""The devices people sign in with: a signed cookie that a browser got by a right password, and what it calls itself."""

from dataclasses import dataclass, field

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

COOKIE = "bihuan_device"
SALT = "responsibility.web.devices"
REMEMBERED_SECONDS = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 8  # on one device: a duty desk's computer knows its whole shift


@dataclass(frozen=True)
class Device:
    """A browser: its number, and the accounts (by digest) whose password was once given there."""

    number: str
    accounts: tuple[str, ...] = field(default=())


def device_of(request: HttpRequest) -> Device:
    """Return the browser that asks; a new one without a cookie of ours. The cookie opens nothing by itself."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=REMEMBERED_SECONDS)
        return Device(str(kept["n"]), tuple(kept["a"]))
    except (signing.BadSignature, KeyError, TypeError):
        return Device(get_random_string(22))


def remember(request: HttpRequest, answer: HttpResponse, account: str) -> None:
    """Let the browser be known for this account from now on."""
    device = device_of(request)
    accounts = [account, *(known for known in device.accounts if known != account)][:MOST_ACCOUNTS]
    answer.set_cookie(
        COOKIE,
        signing.dumps({"n": device.number, "a": accounts}, salt=SALT),
        max_age=REMEMBERED_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


# What a browser says of itself, the special before the general: Edge says Chrome too, Chrome says Safari.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    """Return what its owner would call the device, such as 「Windows 上的 Edge」."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if not (browser and system):
        return browser or system or _("未知设备")
    return _("%(system)s 上的 %(browser)s") % {"system": system, "browser": browser}
