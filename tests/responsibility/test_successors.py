"""Units that end: who comes after them, and what stood below."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from records.clock import now
from records.models import Act
from responsibility import services
from responsibility.chain import superiors
from responsibility.enums import Rank, Tree
from responsibility.models import Unit
from responsibility.services import ActRefused
from responsibility.successors import living_successor, living_successors
from tests.cast import REGISTRAR, Cast


def bureau(cast: Cast, code: str) -> Unit:
    return services.found_unit(
        actor=REGISTRAR,
        tree=Tree.DEPARTMENT,
        rank=Rank.BUREAU,
        code=code,
        name=f"{code}局",
        from_at=now(),
        parent=cast.units["990101"],
    )


def end(unit: Unit, successor: Unit | None) -> Unit:
    return services.end_unit(unit, actor=REGISTRAR, reason="机构改革", successor=successor)


def acts_of(unit: Unit) -> list[str]:
    return list(Act.objects.filter(stream__name=f"unit/{unit.pk}").order_by("sequence").values_list("name", flat=True))


def test_a_living_unit_succeeds_itself(cast: Cast):
    assert living_successor(cast.fire.pk, now()) == cast.fire


def test_a_chain_of_successors_leads_to_the_living_one_by_one_query(cast: Cast):
    first, second, third = bureau(cast, "A"), bureau(cast, "B"), bureau(cast, "C")
    founded = now()
    end(first, second)
    between = now()
    end(second, third)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert living_successor(first.pk, between) == second
    assert len(asked) == 1
    assert living_successor(first.pk, now()) == third
    assert living_successor(first.pk, founded) == first
    assert living_successors([first.pk, second.pk, cast.fire.pk], now()) == {
        first.pk: third,
        second.pk: third,
        cast.fire.pk: cast.fire,
    }


def test_a_unit_that_ended_without_successor_has_none_and_neither_has_one_whose_last_successor_did(cast: Cast):
    first, second = bureau(cast, "A"), bureau(cast, "B")
    end(first, second)
    end(second, None)

    assert living_successor(first.pk, now()) is None
    assert living_successor(second.pk, now()) is None
    assert living_successor(0, now()) is None


def test_an_ended_unit_succeeds_nobody_so_that_no_circle_can_close(cast: Cast):
    first, second = bureau(cast, "A"), bureau(cast, "B")
    end(first, second)

    with pytest.raises(ActRefused, match="尚未设立或已撤销"):
        end(second, first)


def test_the_database_too_refuses_a_circle_and_a_successor_of_a_living_unit(cast: Cast):
    first, second = bureau(cast, "A"), bureau(cast, "B")
    end(first, second)
    words = "never leads back"

    for change in ({"successor": first}, {"successor": first, "until_at": now()}, {"successor": cast.fire}):
        with pytest.raises(DatabaseError, match=words), transaction.atomic():
            Unit.objects.filter(pk=second.pk).update(**change)


def test_a_merger_ends_each_unit_and_takes_along_what_stood_below(cast: Cast):
    first, second, heir = bureau(cast, "A"), bureau(cast, "B"), bureau(cast, "C")
    division = services.found_unit(
        actor=REGISTRAR, tree=Tree.DEPARTMENT, rank=Rank.DIVISION, code="A1", name="A1科", from_at=now(), parent=first
    )

    ended = services.merge_units([first, second], actor=REGISTRAR, into=heir, reason="机构改革")

    assert [(unit.code, unit.successor) for unit in ended] == [("A", heir), ("B", heir)]
    assert living_successor(second.pk, now()) == heir
    assert [one.unit_name for one in superiors(division, now())] == ["C局", "云汀区"]
    assert [acts_of(unit) for unit in (first, second, division, heir)] == [
        ["found", "end"],
        ["found", "end"],
        ["found", "move"],
        ["found", "succeed"],
    ]


def test_a_unit_may_be_merged_into_one_that_stood_below_it_only_after_that_one_has_moved(cast: Cast):
    community = cast.units["990101001001"]

    with pytest.raises(ActRefused, match="还有下级单位"):
        services.merge_units([cast.street], actor=REGISTRAR, into=community, reason="x")


def test_a_merger_is_done_whole_or_not_at_all(cast: Cast):
    first, heir = bureau(cast, "A"), bureau(cast, "C")

    with pytest.raises(ActRefused, match="不能同时是被合并的单位"):
        services.merge_units([first, heir], actor=REGISTRAR, into=heir, reason="x")
    with pytest.raises(ActRefused, match="同一责任体系"):
        services.merge_units([first, cast.street], actor=REGISTRAR, into=heir, reason="x")
    with pytest.raises(ActRefused, match="请选择要合并的单位"):
        services.merge_units([], actor=REGISTRAR, into=heir, reason="x")
    assert Unit.objects.get(pk=first.pk).until_at is None
