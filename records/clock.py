"""The one clock of everything legal: the database's bh_now()."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """Return the legal instant: `bh_now()`, the database's clock unless its owner has overridden it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bh_now()")
        instant: datetime = cursor.fetchone()[0]
        return instant
