"""Places: several for one code, several at one address, and those that are typed on the spot."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from records.clock import now
from records.models import Act
from responsibility import services
from responsibility.enums import PlaceType, Rank, Tree
from responsibility.models import Place, Unit
from responsibility.places import incomplete_places, parties_at, places_at, places_of
from responsibility.services import ActRefused
from tests.cast import REGISTRAR, Cast

CODE = "91110000123456788M"


def register(cast: Cast, name: str = "云汀五金厂一车间", address: str = "荷塘路 8 号", **given: Any) -> Place:
    given.setdefault("community", cast.units["990101001001"])
    return services.register_place(actor=REGISTRAR, name=name, address=address, **given)


def on_the_spot(cast: Cast, name: str = "老王小吃（虚构）", **given: Any) -> Place:
    return services.register_place_provisionally(actor=cast["吴"], name=name, **given)


def firm(code: str, name: str) -> Unit:
    return services.found_unit(
        actor=REGISTRAR, tree=Tree.ENTERPRISE, rank=Rank.ENTERPRISE, code=code, name=name, from_at=now()
    )


def last_act(place: Place) -> tuple[str, str, dict[str, Any]]:
    act = Act.objects.filter(stream__name=f"place/{place.pk}").latest("sequence")
    return act.name, act.actor_name, json.loads(act.body)["data"]


# --- Registered ----------------------------------------------------------------------------------------------------
def test_one_credit_code_has_several_places(cast: Cast):
    first = register(cast, "一车间", credit_code=CODE)
    second = register(cast, "仓库", "荷塘路 12 号", credit_code="９１１１００００ 123456788m")
    register(cast, "别家", credit_code="")

    assert list(places_of(CODE.lower())) == [second, first]
    assert list(places_of("")) == []


def test_at_one_address_sit_the_landlord_and_every_tenant(cast: Cast):
    landlord, shop = firm("L", "荷塘物业（虚构）"), firm("S", "阿明面馆（虚构）")
    building = register(cast, "荷塘大厦", owner=landlord, operator=landlord)
    tenants = [
        register(cast, "面馆", operator=shop, landlord=landlord, place_type=PlaceType.RESTAURANT),
        register(cast, "五金门市", operator=cast.firm, landlord=landlord, place_type=PlaceType.SHOP),
    ]
    register(cast, "远处", "别处 1 号", operator=shop)

    assert set(places_at("荷塘路  8 号 ")) == {building, *tenants}
    parties = parties_at("荷塘路 8 号")
    assert parties.owners == parties.landlords == (landlord,)
    assert set(parties.operators) == {landlord, shop, cast.firm}


def test_registering_is_an_act_that_says_everything(cast: Cast):
    place = register(cast, credit_code=CODE, operator=cast.firm)

    name, actor, data = last_act(place)
    assert (name, actor) == ("register", "登记员")
    assert (data["credit_code"], data["operator"], data["community"]) == (CODE, "FIRM", "990101001001")
    assert (place.registered_by_name, place.incomplete) == ("登记员", False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"credit_code": "91110000123456788X"}, "统一社会信用代码校验位不符：末位是 X，应为 M"),
        ({"credit_code": "91110000123456789Q"}, "组织机构代码校验位不符：第17位是 9，应为 8"),
        ({"credit_code": "1234"}, "统一社会信用代码应为18位，这里是4位"),
        ({"name": " "}, "请填写名称"),
        ({"address": "", "community": None}, "请填写地址、所在社区或街道"),
        ({"name": "长" * 201}, "名称过长"),
        ({"place_type": "CAVE"}, "没有“CAVE”这种场所类型"),
    ],
)
def test_a_place_is_refused_with_the_reason(cast: Cast, given: dict[str, Any], words: str):
    with pytest.raises(ActRefused, match=words):
        register(cast, **given)
    assert not Place.objects.exists()


def test_a_place_may_not_carry_another_code_than_its_operators(cast: Cast):
    operator = firm(CODE, "某公司（虚构）")

    with pytest.raises(ActRefused, match="与经营单位“某公司（虚构）”的代码 91110000123456788M 不一致"):
        register(cast, credit_code="911522010783762860", operator=operator)


def test_the_same_place_is_not_registered_twice(cast: Cast):
    register(cast, credit_code=CODE)

    with pytest.raises(ActRefused, match="该场所已登记"):
        register(cast, credit_code=CODE)


def test_an_amendment_has_a_reason_and_keeps_what_stood_before(cast: Cast):
    place = register(cast)

    with pytest.raises(ActRefused, match="请写明理由"):
        services.amend_place(place, actor=REGISTRAR, reason="", name="x")
    with pytest.raises(ActRefused, match="没有需要变更的内容"):
        services.amend_place(place, actor=REGISTRAR, reason="核对", name=place.name)
    services.amend_place(place, actor=REGISTRAR, reason="门牌更换", address="荷塘路 9 号", operator=cast.firm)

    assert last_act(place) == (
        "amend",
        "登记员",
        {
            "address": {"from": "荷塘路 8 号", "to": "荷塘路 9 号"},
            "operator": {"from": None, "to": "FIRM"},
            "reason": "门牌更换",
        },
    )


# --- On the spot ----------------------------------------------------------------------------------------------------
def test_a_place_that_is_not_in_the_register_is_typed_on_the_spot_and_says_by_whom_and_when(cast: Cast):
    before = now()
    place = on_the_spot(cast)

    assert (place.incomplete, place.registered_by_name) == (True, "吴")
    assert before <= place.registered_at <= now()
    assert last_act(place)[:2] == ("register_provisionally", "吴")


def test_on_the_spot_a_name_is_enough_but_a_wrong_code_is_still_wrong(cast: Cast):
    with pytest.raises(ActRefused, match="请填写名称"):
        on_the_spot(cast, "")
    with pytest.raises(ActRefused, match="应为18位"):
        on_the_spot(cast, credit_code="9111")
    assert on_the_spot(cast).pk != on_the_spot(cast).pk


def test_an_incomplete_place_waits_in_a_list_until_somebody_completes_it(cast: Cast):
    elsewhere = on_the_spot(cast, "无处可查")
    place = on_the_spot(cast, community=cast.units["990101001001"])
    assert list(incomplete_places()) == [elsewhere, place]
    assert list(incomplete_places(inside=cast.street, at=now())) == [place]
    assert list(incomplete_places(inside=cast.fire, at=now())) == []

    with pytest.raises(ActRefused, match="请填写地址"):
        services.complete_place(place, actor=cast["李"], credit_code=CODE)
    assert Place.objects.get(pk=place.pk).incomplete
    done = services.complete_place(place, actor=cast["李"], address="荷塘路 3 号", credit_code=CODE)

    assert not done.incomplete
    assert list(incomplete_places()) == [elsewhere]
    assert last_act(place) == (
        "complete",
        "李",
        {"address": {"from": "", "to": "荷塘路 3 号"}, "credit_code": {"from": "", "to": CODE}},
    )
    with pytest.raises(ActRefused, match="该场所的信息已补全"):
        services.complete_place(place, actor=cast["李"])


def test_who_registered_a_place_stays_even_by_sql(cast: Cast):
    place = register(cast)

    for change in ({"registered_by_name": "别人"}, {"registered_at": None}, {"incomplete": True}):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(**change)
