"""Pages of a list in the order in which it is due: each behind the last row of the one before, none counted off."""

from django.db.models import QuerySet

from hazards import selectors
from hazards.models import Hazard
from responsibility.cursors import instant, row_number


def page_of(hazards: QuerySet[Hazard], cursor: str, size: int) -> list[Hazard]:
    """Return one page and one row more, behind the cursor "instant,id"; a broken cursor means the first page."""
    moment, _comma, pk = cursor.rpartition(",")
    if (last := row_number(pk)) is not None:
        hazards = selectors.after(hazards, instant(moment), last)
    # The page is cut before its rows are joined with anything: of ten thousand open ones, thirty-one are.
    page = hazards.order_by("due_at", "pk")[: size + 1].values("pk")
    linked = Hazard.objects.select_related("street", "community", "lead", "rectifier", "place", "clock")
    return list(linked.filter(pk__in=page).order_by("due_at", "pk"))


def cursor_behind(hazard: Hazard) -> str:
    """Return the cursor of the page that begins behind this row."""
    return f"{hazard.due_at.isoformat() if hazard.due_at else ''},{hazard.pk}"
