"""Units: where they stand, who stands above them, and what becomes of them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from records.clock import now
from records.models import Act
from responsibility import services
from responsibility.chain import superiors
from responsibility.enums import Rank, Tree
from responsibility.models import Affiliation, Unit
from responsibility.positions import positions_of, seats_of
from responsibility.services import ActRefused
from tests.cast import REGISTRAR, Cast


def found(cast: Cast, code: str, name: str, rank: Rank, parent: Unit | None = None) -> Unit:
    return services.found_unit(
        actor=REGISTRAR, tree=Tree.TERRITORY, rank=rank, code=code, name=name, from_at=now(), parent=parent
    )


def refused(act, *args, **given) -> str:
    with pytest.raises(ActRefused) as caught:
        act(*args, actor=REGISTRAR, **given)
    return str(caught.value)


def names_above(unit: Unit, at=None) -> list[tuple[str, list[str]]]:
    return [(one.unit_name, [seat.person_name for seat in one.heads]) for one in superiors(unit, at or now())]


def test_above_a_community_stand_its_street_and_its_district_each_with_its_head(cast: Cast):
    community = cast.units["990101001001"]

    # 赵 heads the street and 钱 stands in for him; 孙's delegation has run out.
    assert names_above(community) == [("柳荫街道", ["赵", "钱"]), ("云汀区", ["区长"])]


def test_a_moved_street_takes_its_communities_along_and_the_past_stays_as_it_was(cast: Cast):
    community = cast.units["990101001001"]
    other = found(cast, "990102", "临江区", Rank.DISTRICT)
    before = now()

    services.move_unit(cast.street, actor=REGISTRAR, parent=other, reason="区划调整")

    assert names_above(community) == [("柳荫街道", ["赵", "钱"]), ("临江区", [])]
    assert names_above(community, before) == [("柳荫街道", ["赵", "钱"]), ("云汀区", ["区长"])]
    (walker,) = positions_of([cast.people["吴"].pk], now())
    assert walker.path == (other.pk, cast.street.pk, community.pk)
    assert {seat.person_name for seat in seats_of([other.pk], now(), inside=True)} >= {"吴", "郑", "赵"}
    assert "吴" not in {seat.person_name for seat in seats_of([cast.units["990101"].pk], now(), inside=True)}


def test_a_move_is_one_act_that_names_everything_that_moved(cast: Cast):
    other = found(cast, "990102", "临江区", Rank.DISTRICT)

    services.move_unit(cast.street, actor=REGISTRAR, parent=other, reason="区划调整")

    act = Act.objects.filter(stream__name=f"unit/{cast.street.pk}").latest("sequence")
    assert act.name == "move"
    for words in (
        '"from":"990101"',
        '"to":"990102"',
        '"reason":"区划调整"',
        f'"below":[{cast.units["990101001001"].pk}]',
    ):
        assert words in act.body


def test_a_unit_moves_only_with_a_reason_and_never_into_itself_or_to_where_it_stands(cast: Cast):
    district, community = cast.units["990101"], cast.units["990101001001"]

    assert refused(services.move_unit, cast.street, parent=district, reason=" ") == "请写明理由"
    assert refused(services.move_unit, cast.street, parent=community, reason="x") == "不能划转到本单位或其下级单位之下"
    assert (
        refused(services.move_unit, cast.street, parent=cast.street, reason="x") == "不能划转到本单位或其下级单位之下"
    )
    assert refused(services.move_unit, cast.street, parent=district, reason="x") == "“柳荫街道”已隶属于“云汀区”"


def test_a_place_in_the_tree_is_not_rewritten_even_by_sql(cast: Cast):
    with pytest.raises(DatabaseError, match="ended, never rewritten"), transaction.atomic():
        Affiliation.objects.filter(unit=cast.street).update(path=[cast.street.pk])
    with pytest.raises(DatabaseError, match="keeps its code"), transaction.atomic():
        Unit.objects.filter(pk=cast.street.pk).update(code="X")


def test_an_ended_unit_keeps_no_seats_and_names_its_successor(cast: Cast):
    community = cast.units["990101001001"]
    heir = found(cast, "990101001002", "新荷塘社区", Rank.COMMUNITY, cast.street)
    before = now()

    ended = services.end_unit(community, actor=REGISTRAR, successor=heir, reason="合并")

    assert ended.successor == heir
    assert seats_of([community.pk], now()) == []
    assert [seat.person_name for seat in seats_of([community.pk], before)] == ["郑", "吴"]
    assert superiors(community, now()) == []
    act = Act.objects.filter(stream__name=f"unit/{community.pk}").latest("sequence")
    assert (act.name, '"successor":"990101001002"' in act.body) == ("end", True)


def test_a_unit_ends_once_and_not_before_what_is_below_it(cast: Cast):
    community = cast.units["990101001001"]

    assert refused(services.end_unit, cast.street, reason="x") == "“柳荫街道”还有下级单位，须先划转或撤销"
    services.end_unit(community, actor=REGISTRAR, reason="撤销")
    assert refused(services.end_unit, community, reason="x") == "“荷塘社区”尚未设立或已撤销"
    services.end_unit(cast.street, actor=REGISTRAR, reason="撤销")
    assert refused(services.move_unit, cast.firm, parent=cast.street, reason="x") == "“柳荫街道”尚未设立或已撤销"


def test_the_successor_is_another_living_unit_of_the_same_tree(cast: Cast):
    community = cast.units["990101001001"]
    words = "承继单位须是同一责任体系的另一单位"

    assert refused(services.end_unit, community, successor=community, reason="x") == words
    assert refused(services.end_unit, community, successor=cast.fire, reason="x") == words


def test_a_renamed_unit_is_found_by_its_new_name_and_the_act_keeps_the_old_one(cast: Cast):
    renamed = services.rename_unit(cast.street, actor=REGISTRAR, name="绿柳街道", reason="更名批复")

    assert (renamed.name, renamed.sort_key) == ("绿柳街道", "lvliujiedao")
    act = Act.objects.filter(stream__name=f"unit/{cast.street.pk}").latest("sequence")
    assert act.name == "rename"
    assert '"from":"柳荫街道"' in act.body
    assert refused(services.rename_unit, cast.street, name="绿柳街道", reason="x") == "请填写与现名不同的名称"


def test_nothing_is_founded_under_a_parent_that_does_not_stand_yet(cast: Cast):
    with pytest.raises(ActRefused, match="尚未设立或已撤销"):
        services.found_unit(
            actor=REGISTRAR,
            tree=Tree.TERRITORY,
            rank=Rank.STREET,
            code="990101009",
            name="早生街道",
            from_at=now() - timedelta(days=900),
            parent=cast.units["990101"],
        )
