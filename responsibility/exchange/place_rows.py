"""Carry out the rows of places: register, complete, amend."""

from typing import Any

from django.utils.translation import gettext as _

from responsibility import credit_code
from responsibility.enums import PlaceType
from responsibility.exchange.carrying import Carrying
from responsibility.exchange.cells import text
from responsibility.exchange.layout import PLACES
from responsibility.exchange.rows import PlaceRow
from responsibility.models import Place
from responsibility.services.places import (
    FIELDS,
    PARTIES,
    TEXTS,
    amend_place,
    complete_place,
    register_place,
    register_place_provisionally,
)


def carry_places(carrying: Carrying) -> None:
    """Register what isn't in the register; complete and amend what is."""
    known = list(Place.objects.select_related(*PARTIES).order_by("pk"))
    by_number = {place.pk: place for place in known}
    by_name = {_key(place): place for place in reversed(known)}
    for row in carrying.parsed.places:
        with carrying.row(PLACES, row.line, "name"):
            values = _values(carrying, row)
            if row.place_number is not None and row.place_number not in by_number:
                raise carrying.leave(PLACES, row.line, "place_number", _("没有这个场所编号"))
            place = by_number[row.place_number] if row.place_number is not None else by_name.get(_key(row))
            if place is None:
                _register(carrying, row, values)
            else:
                _compare(carrying, row, place, values)


def _key(place: Place | PlaceRow) -> tuple[str, str, str]:
    return text(place.name), text(place.address), credit_code.normal(place.credit_code)


def _stored(place: Place, name: str) -> Any:
    value = getattr(place, name)
    return text(value) if name in TEXTS else value


def _values(carrying: Carrying, row: PlaceRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    values["place_type"] = row.place_type or PlaceType.OTHER.value
    for name in PARTIES:
        code = values[name]
        values[name] = carrying.unit(PLACES, row.line, name, code) if code else None
    return values


def _register(carrying: Carrying, row: PlaceRow, values: dict[str, Any]) -> None:
    register = register_place_provisionally if row.incomplete else register_place
    register(actor=carrying.actor, **values)
    carrying.done["register_place"] += 1


def _compare(carrying: Carrying, row: PlaceRow, place: Place, values: dict[str, Any]) -> None:
    changed = {name: value for name, value in values.items() if value != _stored(place, name)}
    if row.incomplete and not place.incomplete:
        raise carrying.leave(PLACES, row.line, "incomplete", _("该场所的信息已补全"))
    if place.incomplete and row.incomplete is False:
        complete_place(place, actor=carrying.actor, **changed)
        carrying.done["complete_place"] += 1
    elif changed:
        carrying.need_reason(PLACES, row.line, row.reason, _("变更场所"))
        amend_place(place, actor=carrying.actor, reason=row.reason, **changed)
        carrying.done["amend_place"] += 1
