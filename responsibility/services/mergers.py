"""Several units become one: what stood below them moves along, each ends, and one succeeds them all."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.models import Unit
from responsibility.services.refusals import ActRefused
from responsibility.services.units import end_unit, lock_trees, move_unit


@transaction.atomic
def merge_units(units: Sequence[Unit], *, actor: Actor, into: Unit, reason: str) -> list[Unit]:
    """End these units now with `into` as their successor; what stands directly below them stands below it instead.

    Recorded as the moves and ends that it consists of, and in the successor's chain. Raises ActRefused as `end_unit`
    does, and when `into` is one of the units.
    """
    lock_trees()
    if not units:
        raise ActRefused(_("请选择要合并的单位"))
    if into.pk in {unit.pk for unit in units}:
        raise ActRefused(_("合并后的单位不能同时是被合并的单位"))
    for unit in units:
        below = Unit.objects.filter(
            affiliations__parent=unit, affiliations__until_at__isnull=True, until_at__isnull=True
        )
        for child in below.order_by("pk"):
            if child.pk != into.pk:
                move_unit(child, actor=actor, parent=into, reason=reason)
    ended = [end_unit(unit, actor=actor, reason=reason, successor=into) for unit in units]
    data = {"units": [unit.code for unit in ended], "reason": reason}
    acts.append(f"unit/{into.pk}", "succeed", actor=actor, at=now(), data=data)
    return ended
