"""Acts about places: register, register on the spot, complete, amend."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility import credit_code
from responsibility.enums import PlaceType
from responsibility.models import Place, Unit
from responsibility.places import one_line
from responsibility.services.refusals import ActRefused

TEXTS = ("name", "address", "credit_code", "trade")
PARTIES = ("community", "owner", "operator", "landlord")
NUMBERS = ("latitude_e7", "longitude_e7")
FIELDS = (*TEXTS, "place_type", *PARTIES, *NUMBERS)


def register_place(*, actor: Actor, **values: Any) -> Place:
    """Register a place: name, address and community, and whatever else of `FIELDS` is known. Record it.

    Raises ActRefused when one of the three is missing, for a wrong credit code, and for a place that is known.
    """
    return _register(_settled(values), actor, incomplete=False)


def register_place_provisionally(*, actor: Actor, **values: Any) -> Place:
    """Register what somebody on the spot can say of a place that isn't in the register: its name at least.

    Raises ActRefused without a name, and for a wrong credit code: a wrong one would be worse than none.
    """
    return _register(_settled(values), actor, incomplete=True)


@transaction.atomic
def complete_place(place: Place, *, actor: Actor, **values: Any) -> Place:
    """Add what was missing in a place typed on the spot, and record who did. Raises ActRefused as `register_place`."""
    held = _locked(place)
    if not held.incomplete:
        raise ActRefused(_("该场所的信息已补全"))
    changes = _changes(held, _settled(values))
    held.incomplete = False
    _check(held)
    _save(held)
    acts.append(f"place/{held.pk}", "complete", actor=actor, at=now(), data=changes)
    return held


@transaction.atomic
def amend_place(place: Place, *, actor: Actor, reason: str, **values: Any) -> Place:
    """Change what is registered of a place; the act keeps what stood before. Raises ActRefused without a reason."""
    if not reason.strip():
        raise ActRefused(_("请写明理由"))
    held = _locked(place)
    changes = _changes(held, _settled(values))
    if not changes:
        raise ActRefused(_("没有需要变更的内容"))
    _check(held)
    _save(held)
    acts.append(f"place/{held.pk}", "amend", actor=actor, at=now(), data=changes | {"reason": reason})
    return held


# --- Inside ---------------------------------------------------------------------------------------------------------
def _settled(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"a place has no {', '.join(sorted(unknown))}")
    settled = values | {name: one_line(values[name]) for name in TEXTS if name in values}
    if "credit_code" in settled:
        settled["credit_code"] = credit_code.normal(settled["credit_code"])
    return settled


def _register(values: dict[str, Any], actor: Actor, *, incomplete: bool) -> Place:
    with transaction.atomic():
        at = now()
        place = Place(
            incomplete=incomplete,
            registered_by_id=actor.person_id,
            registered_by_name=actor.name,
            registered_at=at,
            **values,
        )
        _check(place)
        _save(place)
        data = {name: _plain(getattr(place, name)) for name in FIELDS}
        name = "register_provisionally" if incomplete else "register"
        acts.append(f"place/{place.pk}", name, actor=actor, at=at, data=data)
    return place


def _locked(place: Place) -> Place:
    acts.lock(f"place/{place.pk}")
    return Place.objects.select_related(*PARTIES).get(pk=place.pk)


def _changes(held: Place, values: dict[str, Any]) -> dict[str, Any]:
    """Set the values on the place; return what each was and is, for those that differ."""
    changes = {}
    for name, value in values.items():
        before = _plain(getattr(held, name))
        setattr(held, name, value)
        after = _plain(getattr(held, name))
        if before != after:
            changes[name] = {"from": before, "to": after}
    return changes


def _plain(value: Any) -> str | int | None:
    """Give a value as an act keeps it: a unit by its code."""
    if isinstance(value, Unit):
        return value.code
    return value if isinstance(value, int) or value is None else str(value)


def _check(place: Place) -> None:
    missing = [] if place.name else [_("名称")]
    if not place.incomplete:
        missing += [] if place.address else [_("地址")]
        missing += [] if place.community else [_("所在社区或街道")]
    if missing:
        raise ActRefused(_("请填写%(names)s") % {"names": "、".join(missing)})
    texts = (field for field in Place._meta.fields if field.name in TEXTS and field.name != "credit_code")
    long = [str(field.verbose_name) for field in texts if len(getattr(place, field.name)) > (field.max_length or 0)]
    if long:
        raise ActRefused(_("%(names)s过长") % {"names": "、".join(long)})
    if place.place_type not in PlaceType.values:
        raise ActRefused(_("没有“%(name)s”这种场所类型") % {"name": place.place_type})
    if place.credit_code:
        _check_code(place)


def _check_code(place: Place) -> None:
    said = list(credit_code.faults(place.credit_code))
    if said:
        raise ActRefused("；".join(said))
    operator = place.operator
    if operator is not None and credit_code.is_right(operator.code) and operator.code != place.credit_code:
        values = {"name": operator.name, "code": operator.code}
        raise ActRefused(_("统一社会信用代码与经营单位“%(name)s”的代码 %(code)s 不一致") % values)


def _save(place: Place) -> None:
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        if "responsibility_place_once" in str(error):
            raise ActRefused(_("该场所已登记：名称、地址和统一社会信用代码都相同")) from error
        raise
