"""What an act says in two places, or of somebody else: the gate takes no word for it that doesn't fit."""

import pytest

from hazards.enums import Level, State
from hazards.models import Hazard
from tests import inputs
from tests.hazards.rules.answers import ALLOWED, tries, words

ONLY_A_DUPLICATE = "重大隐患不能作废；确属误判的先依程序降级"


@pytest.fixture
def major(cast):
    return cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)


def test_a_major_hazard_is_not_voided_as_the_duplicate_of_itself(cast, major):
    cast.ask_void(major, "消一", "重复", twin=major)

    assert words(cast.act("void", major, "应长")) == ONLY_A_DUPLICATE


@pytest.mark.parametrize("state", [State.MERGED, State.VOIDED, State.TRANSFERRED])
def test_a_major_hazard_is_not_voided_as_the_duplicate_of_what_neither_lives_nor_was_written_off(cast, major, state):
    cast.ask_void(major, "消一", "重复", twin=cast.hazard_in(state))

    assert words(cast.act("void", major, "应长")) == ONLY_A_DUPLICATE


@pytest.mark.parametrize("state", [State.RECTIFYING, State.SHELVED, State.WRITTEN_OFF])
def test_a_major_hazard_is_voided_as_the_duplicate_of_one_that_lives_or_was_written_off(cast, major, state):
    cast.ask_void(major, "消一", "重复", twin=cast.hazard_in(state))

    assert words(cast.act("void", major, "应长")) == ALLOWED


@pytest.mark.parametrize(
    ("state", "act", "by"), [(State.CONSULTING, "rule", "应长"), (State.RECTIFYING, "rerule", "委")]
)
def test_a_ruling_binds_by_its_number(cast, state, act, by):
    assert tries(cast, cast.hazard_in(state), act, by, number="") == "裁定缺少：文号"


def test_an_objection_asks_the_unit_that_it_names(cast):
    bureau = cast.units["CGJ"].pk
    hazard = cast.hazard_in(State.DISPATCHED, co_units=[bureau])
    said = {"basis": "三定", "owner": bureau}

    assert tries(cast, hazard, "object", "消长", owner=cast.firm.pk, data=said) == "请指明应当负责的单位"
    assert tries(cast, hazard, "object", "消长", owner=None, data=said) == "请指明应当负责的单位"
    assert tries(cast, hazard, "object", "消长", owner=bureau, data=said) == ALLOWED


@pytest.mark.parametrize("unit", [None, "SJJ", "XFJ"])
def test_a_claim_is_contested_in_the_name_of_the_own_unit(cast, unit):
    hazard = cast.do("claim", cast.hazard_in(State.CLAIMABLE), "消长")
    said = {"basis": "三定"} | ({"unit": cast.units[unit].pk} if unit else {})

    assert tries(cast, hazard, "contest_claim", "城长", data=said) == "本单位没有参加认领"


@pytest.mark.parametrize("kind", [{}, {"kind": "POWER_CUT"}])
def test_a_measure_goes_on_elsewhere_as_what_it_is(cast, kind):
    hazard, other = (cast.hazard_in(State.RECTIFYING, place="五号楼") for _ in range(2))
    cast.do("propose_measure", hazard, "消一")
    cast.do("order_measure", hazard, "消二")
    said = {"measure": inputs.measure(hazard, "IN_FORCE"), "to": other.pk, "words": "二楼车间"}

    assert tries(cast, hazard, "rebase_measure", "消长", data=said | kind) == "没有执行中的这项现场措施"
    assert not Hazard.objects.get(pk=other.pk).measures.exists()
