"""Whether something like it was reported already: hinted to whoever may look, and to nobody else told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hazards import duplicates
from hazards.access import standing_of_person
from hazards.duplicates import ALIKE_AROUND, ALIKE_HERE, Where, alike, hint
from hazards.enums import State
from responsibility import services
from responsibility.models import Place
from tests.cast import REGISTRAR, Cast

SAID = "楼道内电动自行车飞线充电，2 辆"
ALSO = "楼道里两辆电动车拉线充电，挡住半边楼梯"
SAME = (
    (SAID, ALSO),
    ("二楼疏散通道堆放纸箱，宽度不足 1 米", "二楼通道堆满纸箱过不去人"),
    ("配电箱门缺失，线路裸露", "配电箱没有门，电线露在外面"),
    ("煤气罐放在卧室里", "液化气罐放卧室"),
)
OTHER = (
    (SAID, "灭火器过期"),
    ("二楼疏散通道堆放纸箱", "吊篮没有安全锁"),
    ("配电箱门缺失", "消防栓没有水"),
    ("燃气软管老化开裂", "护栏断了"),
)


def standing(cast: Cast, name: str):
    return standing_of_person(cast[name].person_id, name)


def place(cast: Cast, name: str = "车间", north: int = 0, **given: object) -> Place:
    """A place of the register, so many metres north of the first."""
    return services.register_place(
        actor=REGISTRAR,
        name=name,
        address=f"柳荫路 {north} 号",
        community=cast.units["990101001001"],
        latitude_e7=295_000_000 + north * 90,
        longitude_e7=1_245_000_000,
        **given,
    )


def here(cast: Cast, of: Place | None, **given: object) -> Where:
    return Where(of, street=cast.street, community=cast.units["990101001001"] if of else None, **given)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_sentences_on_one_thing_are_alike_and_others_are_not(one: str, other: str) -> None:
    assert alike(one, other) >= ALIKE_HERE
    assert all(alike(one, apart) < ALIKE_HERE for pair in OTHER for apart in pair[1:])


def test_spelling_and_punctuation_make_no_difference() -> None:
    assert alike("ＡＢ配电箱，２ 个", "ab配电箱2个") == 1
    assert alike("", SAID) == alike("！", "！") == 0
    assert ALIKE_AROUND > ALIKE_HERE


def test_whoever_may_look_is_shown_it_at_the_same_place_and_within_fifty_metres(cast: Cast) -> None:
    first = cast.report("吴", description=SAID, place=place(cast))
    near, far = place(cast, "隔壁", 40), place(cast, "对街", 90)

    assert [one.pk for one in hint(ALSO, here(cast, first.place), standing(cast, "李")).seen] == [first.pk]
    assert [one.pk for one in hint(ALSO, here(cast, near), standing(cast, "李")).seen] == [first.pk]
    assert hint(ALSO, here(cast, far), standing(cast, "李")) == duplicates.Hint()


def test_in_one_community_or_at_the_same_words_nearly_the_same_sentence_is_hinted(cast: Cast) -> None:
    one = cast.report("吴", description=SAID, place_text="柳荫里3号楼2单元", community=cast.units["990101001001"])

    asked = hint("楼道内电动自行车飞线充电", here(cast, place(cast, "别处", 5_000)), standing(cast, "李"))
    at_the_same_words = hint(ALSO, Where(None, "柳荫里 3 号楼 2 单元", cast.street), standing(cast, "李"))

    assert [found.pk for found in asked.seen] == [one.pk]
    assert [found.pk for found in at_the_same_words.seen] == [one.pk]
    assert not hint(ALSO, Where(None, "石桥路 9 号", cast.street), standing(cast, "李")).seen


def test_of_one_enterprise_what_it_is_to_rectify_counts_too(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    firms = place(cast, operator=cast.firm)

    asked = hint("二楼通道堆满纸箱过不去人", here(cast, firms), standing(cast, "李"))

    assert [one.pk for one in asked.seen] == [hazard.pk]


def test_what_he_may_not_look_at_is_hinted_without_a_word_of_it(cast: Cast) -> None:
    first = cast.report("民", description=SAID, place=place(cast))

    asked = hint(ALSO, here(cast, first.place), standing(cast, "城一"))

    assert asked == duplicates.Hint(seen=(), has_others=True)


@pytest.mark.parametrize("name", ["企", "安"])
def test_whoever_belongs_to_the_place_learns_nothing_of_a_report_against_it(cast: Cast, name: str) -> None:
    firms = place(cast, operator=cast.firm)
    cast.report("民", description=SAID, place=firms)

    assert hint(SAID, here(cast, firms), standing(cast, name)) == duplicates.Hint()


@pytest.mark.parametrize("name", ["企", "安"])
def test_nor_by_typing_its_name_or_picking_the_place_next_door(cast: Cast, name: str) -> None:
    firms = place(cast, operator=cast.firm)
    cast.report("民", description=SAID, place=firms)
    cast.report("民", description=SAID, place_text="云汀五金厂后门")
    who, next_door = standing(cast, name), place(cast, "隔壁", 20)

    assert hint(SAID, Where(None, firms.name, cast.street), who) == duplicates.Hint()
    assert hint(SAID, Where(None, "云汀五金厂后门", cast.street), who) == duplicates.Hint()
    assert hint(SAID, here(cast, next_door), who) == duplicates.Hint()


def test_what_is_done_or_old_is_not_hinted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cast.report("吴", description=SAID, place=place(cast))
    done = cast.hazard_in(State.WRITTEN_OFF)

    asked = hint(done.description, here(cast, place(cast, "厂", 1_000, operator=cast.firm)), standing(cast, "李"))
    monkeypatch.setattr(duplicates, "LOOKED_BACK", timedelta(0))

    assert asked == duplicates.Hint()
    assert hint(SAID, here(cast, first.place), standing(cast, "李")) == duplicates.Hint()


@pytest.mark.parametrize("count", [3, 30])
def test_it_costs_three_queries_however_much_there_is(cast: Cast, count: int) -> None:
    of = place(cast, operator=cast.firm)
    for number in range(count):
        cast.report("吴", description=f"{SAID} {number}", place=of)
    who, where = standing(cast, "李"), here(cast, of)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = hint(ALSO, where, who)

    assert len(found.seen) == 3
    assert len(asked) <= 3
