"""Exact dates and lengths in words, for the pages of the organisation."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

YEAR = 365


def moment(at: datetime | None) -> str:
    """Return an instant exactly, 2026-10-09 10:20; a midnight as its date alone; empty for none."""
    if at is None:
        return ""
    local = localtime(at)
    return f"{local:%Y-%m-%d}" if (local.hour, local.minute, local.second) == (0, 0, 0) else f"{local:%Y-%m-%d %H:%M}"


def lasted(length: timedelta) -> str:
    """Return how long something has lasted: 不到 1 天, 12 天, 2 年 40 天."""
    years, days = divmod(length.days, YEAR)
    if not length.days:
        return _("不到 1 天")
    if not years:
        return ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}
    return _("%(years)d 年 %(days)d 天") % {"years": years, "days": days}
