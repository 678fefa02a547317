"""Photographs on their way to a record, and the files that never got there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from hazards.models import Photo
from hazards.models.photo import FILES_LOCK
from hazards.photos import store
from hazards.photos.intake import Taken
from records.clock import now
from workflow.entries import canonical_value

# Photographs are kept before the act that binds them; a form that comes later still is asked for them again.
ORPHAN = timedelta(days=1)
# A telephone's clock may be a little fast.
FAST = timedelta(minutes=10)


def evidence(role: str, taken: Taken, *, stated_at: datetime, place: str, located: bool = True) -> dict[str, Any]:
    """Return a photograph as a record says it; the gate's `data` has a list of these under `photos`.

    The camera's time counts before the stated one, unless it lies in the future. Without `located` its coordinates
    are left out: those of a report could tell where the reporter lives (rule 30).
    """
    camera = taken.taken_at if taken.taken_at and taken.taken_at <= now() + FAST else None
    return {
        "role": str(role),
        "sha256": taken.sha256,
        "original": taken.original,
        "taken_at": canonical_value(camera or stated_at),
        "time_from_camera": camera is not None,
        "place": place,
        "latitude_e7": taken.latitude_e7 if located else None,
        "longitude_e7": taken.longitude_e7 if located else None,
    }


def remove_orphans() -> int:
    """Remove the files that nobody has wanted for a day and that no row names; return how many."""
    old, removed = store.kept_before(now() - ORPHAN), 0
    while paths := list(islice(old, 500)):
        removed += _remove_unnamed(paths)
    return removed


@transaction.atomic
def _remove_unnamed(paths: Iterable[Path]) -> int:
    """Alone, so that nobody binds a file between the question whether it is bound and its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FILES_LOCK])
    by_name = {path.stem: path for path in paths}
    for named in Photo.objects.filter(sha256__in=by_name).values_list("sha256", flat=True):
        by_name.pop(named, None)
    for name, path in by_name.items():
        path.unlink(missing_ok=True)  # a half-written one has no name of its own
        store.remove(name)
    return len(by_name)
