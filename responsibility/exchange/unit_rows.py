"""Carry out the rows of units: found, rename, move; and, when all else is done, end."""

from contextlib import suppress

from django.utils.translation import gettext as _

from records.clock import now
from responsibility.enums import Rank, Tree
from responsibility.exchange.carrying import Carrying, RowLeft
from responsibility.exchange.cells import text
from responsibility.exchange.layout import UNITS
from responsibility.exchange.rows import UnitRow
from responsibility.models import Affiliation, Unit
from responsibility.services.units import end_unit, found_unit, move_unit, rename_unit
from responsibility.spans import living_places_in_the_tree


def carry_units(carrying: Carrying) -> None:
    """Found what doesn't exist, parents first; rename and move what stands otherwise than the file says."""
    rows = carrying.parsed.units
    carrying.units |= {text(unit.code): unit for unit in Unit.objects.select_related("host", "successor")}
    standing = [row for row in rows if row.code in carrying.units]
    _found_all(carrying, [row for row in rows if row.code not in carrying.units])
    asked = living_places_in_the_tree(now()).filter(unit__in=[carrying.units[row.code] for row in standing])
    places = {place.unit_id: place for place in asked.select_related("parent")}
    for row in standing:
        _compare(carrying, row, carrying.units[row.code], places)


def _found_all(carrying: Carrying, rows: list[UnitRow]) -> None:
    waiting = {row.code: row for row in reversed(rows)}  # of a code that is repeated, the first
    while waiting:
        ready = [row for row in waiting.values() if not {row.parent, row.host} & waiting.keys()]
        for row in ready:
            del waiting[row.code]
            with carrying.row(UNITS, row.line, "code"):
                _found(carrying, row)
            if row.code not in carrying.units:
                carrying.refused_units.add(row.code)
        if not ready:
            for row in waiting.values():
                carrying.parsed.add(UNITS, row.line, "parent", _("上级单位或所在单位互相指向，成了环"))
            carrying.refused_units |= waiting.keys()
            return


def _found(carrying: Carrying, row: UnitRow) -> None:
    if row.until_at is not None:
        raise carrying.leave(UNITS, row.line, "until_at", _("新设单位不能同时撤销"))
    parent = carrying.unit(UNITS, row.line, "parent", row.parent) if row.parent else None
    host = carrying.unit(UNITS, row.line, "host", row.host) if row.host else None
    carrying.units[row.code] = found_unit(
        actor=carrying.actor,
        tree=Tree(row.tree),
        rank=Rank(row.rank),
        code=row.code,
        name=row.name,
        from_at=carrying.start(UNITS, row.line, row.from_at, row.reason),
        parent=parent,
        host=host,
    )
    carrying.done["found"] += 1


def judge_named_units(carrying: Carrying) -> None:
    """Say of the rows that can't be read, too, which units they name in vain."""
    for layout, line, name, code in carrying.parsed.named_units:
        with suppress(RowLeft):
            carrying.unit(layout, line, name, code)


# --- Units that stand -----------------------------------------------------------------------------------------------
def _compare(carrying: Carrying, row: UnitRow, unit: Unit, places: dict[int, Affiliation]) -> None:
    if not _same_birth(carrying, row, unit):
        return
    if unit.until_at is not None and unit.until_at <= now():
        if row.until_at is None or not row.until_at.says(unit.until_at):
            carrying.parsed.add(UNITS, row.line, "until_at", _("该单位已撤销，不能再变更"))
        return
    if row.name != text(unit.name):
        with carrying.row(UNITS, row.line, "name"):
            carrying.need_reason(UNITS, row.line, row.reason, _("更名"))
            carrying.units[row.code] = rename_unit(unit, actor=carrying.actor, name=row.name, reason=row.reason)
            carrying.done["rename"] += 1
    place = places.get(unit.pk)
    if place is not None and row.parent != (text(place.parent.code) if place.parent else ""):
        with carrying.row(UNITS, row.line, "parent"):
            _move(carrying, row, unit)


def _same_birth(carrying: Carrying, row: UnitRow, unit: Unit) -> bool:
    """Tell whether the file leaves alone what never changes in a unit."""
    host = text(unit.host.code) if unit.host else ""
    wrong = [name for name in ("tree", "rank") if getattr(row, name) != getattr(unit, name)]
    wrong += ["host"] if row.host != host else []
    wrong += ["from_at"] if row.from_at is not None and not row.from_at.says(unit.from_at) else []
    for name in wrong:
        carrying.parsed.add(UNITS, row.line, name, _("单位已设立，这一项不能变更"))
    return not wrong


def _move(carrying: Carrying, row: UnitRow, unit: Unit) -> None:
    if not row.parent:
        raise carrying.leave(UNITS, row.line, "parent", _("已有上级的单位不能改为没有上级"))
    carrying.need_reason(UNITS, row.line, row.reason, _("划转"))
    parent = carrying.unit(UNITS, row.line, "parent", row.parent)
    move_unit(unit, actor=carrying.actor, parent=parent, reason=row.reason)
    carrying.done["move"] += 1


# --- Units that end -------------------------------------------------------------------------------------------------
def end_units(carrying: Carrying) -> None:
    """End the units whose rows say so, the lowest first: last of all, when nothing needs them any more."""
    ending = [row for row in carrying.parsed.units if row.until_at is not None and row.code in carrying.units]
    places = living_places_in_the_tree(now()).filter(unit__in=[carrying.units[row.code] for row in ending])
    depths = {unit_id: len(path) for unit_id, path in places.values_list("unit_id", "path")}
    living = [row for row in ending if carrying.units[row.code].pk in depths]
    for row in sorted(living, key=lambda row: -depths[carrying.units[row.code].pk]):
        with carrying.row(UNITS, row.line, "until_at"):
            _end(carrying, row, carrying.units[row.code])


def _end(carrying: Carrying, row: UnitRow, unit: Unit) -> None:
    assert row.until_at is not None  # the caller chose the rows that have one
    if row.until_at.says(unit.until_at):
        return
    if not row.until_at.is_at(carrying.as_of):
        raise carrying.leave(UNITS, row.line, "until_at", _("撤销只能自现在起：请填今天的日期"))
    carrying.need_reason(UNITS, row.line, row.reason, _("撤销"))
    successor = carrying.unit(UNITS, row.line, "successor", row.successor) if row.successor else None
    end_unit(unit, actor=carrying.actor, reason=row.reason, successor=successor)
    carrying.done["end"] += 1
