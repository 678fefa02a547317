"""The community in which a hazard lies: named on the record, and only one of its street."""

import pytest

from hazards.enums import State
from tests.cast import Cast
from tests.hazards.rules.answers import words
from tests.inputs import other_street
from workflow.refusals import RefusedError


def test_the_office_names_the_community_on_the_record(cast: Cast) -> None:
    hazard = cast.hazard_in(State.REPORTED)

    cast.do("amend", hazard, "李", community=cast.units["990101001001"].pk, note="补充社区")

    assert hazard.community == cast.units["990101001001"]


@pytest.mark.parametrize("other", ["990101001", "XFJ"])
def test_what_is_no_community_of_the_street_is_refused(cast: Cast, other: str) -> None:
    hazard = cast.hazard_in(State.REPORTED)

    answer = cast.act("amend", hazard, "李", community=cast.units[other].pk, note="补充社区")

    assert words(answer) == "不是本街道的社区（村）"


def test_a_report_lies_in_no_community_of_another_street(cast: Cast) -> None:
    elsewhere = other_street(cast)

    with pytest.raises(RefusedError) as refused:
        cast.report(street=elsewhere, community=cast.units["990101001001"])

    assert words(refused.value.refused) == "不是本街道的社区（村）"
