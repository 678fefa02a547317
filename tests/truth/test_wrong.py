"""The second table of truth: what is filled in wrongly, or still stands in the way, is refused with these words.

Like lifecycle.csv it is written by hand: one row is one act, fitting but for one thing. What a guard of the law says is
said here at least once of each row that it guards (`make mutate-law`).
"""

from collections.abc import Callable
from typing import Any

import pytest

from hazards.enums import Level, Source, State
from hazards.models import Hazard
from hazards.services import splitting
from tests import inputs
from tests.cast import Cast
from tests.hazards.rules.answers import tries, words
from workflow.refusals import RefusedError

Given = Callable[[Cast], dict[str, Any]]
NOBODY_RECTIFIES = "整改单位、牵头单位、属地三者缺一不可：缺整改单位"
NO_DATE, LATE, NO_LEVEL, NO_BASIS = "请填写整改期限", "整改期限不能早于今天", "请先定级", "请写明依据"
WAITS, STANDING, NO_REASON = "已有待审批的申请", "现场措施未处理完毕：停产停业", "请写明理由"
NO_CLAUSE = "没有适用条款，或该标准在{today}不在有效期内"
BOUND = "复查单位不能与整改单位有隶属关系，请另定复查单位"
LISTED = "仍在挂牌督办，须先由挂牌单位撤销挂牌"


def nothing(name: str) -> Given:
    return lambda cast: {name: None}


def unsaid(cast: Cast) -> dict[str, Any]:
    return {"note": " "}


def unfounded(cast: Cast) -> dict[str, Any]:
    return {"data": {"basis": " "}}


def past(cast: Cast) -> dict[str, Any]:
    return {"demand_on": cast.in_days(-1)}


def as_it_is(cast: Cast) -> dict[str, Any]:
    return {}


def levelless(cast: Cast) -> dict[str, Any]:
    return {"level": ""}


MEASURE = (("propose_measure", "消一"),)
ASKED_VOID = (("ask_void", "李"),)
ON_THE_LIST = (("propose_listing", "应长"), ("put_on_list", "城长"))
R, CLAIMABLE, CONSULTING, WORK = State.REPORTED, State.CLAIMABLE, State.CONSULTING, State.RECTIFYING

# act, state, what was done before, who tries it, what is wrong, what is said
ROWS: list[tuple[str, State, tuple[tuple[str, str], ...], str, Given, str]] = [
    ("confirm_fixed", R, MEASURE, "李", as_it_is, STANDING),
    ("merge", R, MEASURE, "李", as_it_is, STANDING),
    ("merge", R, ASKED_VOID, "李", as_it_is, WAITS),
    ("open_for_claim", R, (), "李", nothing("rectifier"), NOBODY_RECTIFIES),
    ("open_for_claim", R, (), "李", levelless, NO_LEVEL),
    ("open_for_claim", R, (), "李", nothing("demand_on"), NO_DATE),
    ("open_for_claim", R, (), "李", unfounded, NO_BASIS),
    ("open_for_claim", R, ASKED_VOID, "李", as_it_is, WAITS),
    ("disclaim", CLAIMABLE, (), "消长", lambda cast: {"unit": cast.fire.pk, "data": {"owner": 0}}, NO_BASIS),
    ("rule", CONSULTING, (), "应长", past, LATE),
    (
        "rerule",
        WORK,
        (),
        "委",
        lambda cast: {"lead": cast.firm.pk},
        "云汀五金厂（虚构）不能牵头：不是本区单位",
    ),
    ("rerule", WORK, (), "委", lambda cast: {"verifying_unit": cast.firm.pk}, BOUND),
    ("change_rectifier", WORK, (), "消长", lambda cast: {"rectifier_note": ""}, NOBODY_RECTIFIES),
    ("change_rectifier", WORK, (), "消长", nothing("demand_on"), NO_DATE),
    ("upgrade", WORK, (), "消一", lambda cast: {"data": {"clauses": []}}, NO_CLAUSE),
    ("designate_verifier", WORK, (), "应长", unsaid, f"牵头单位仍有合格的复查人员；{NO_REASON}"),
]


def title(row: tuple[Any, ...]) -> str:
    return "-".join((row[0], row[1], row[5]))


@pytest.mark.parametrize(("act", "state", "before", "by", "given", "said"), ROWS, ids=map(title, ROWS))
def test_what_is_wrong_is_said(
    cast: Cast, act: str, state: State, before: tuple[tuple[str, str], ...], by: str, given: Given, said: str
) -> None:
    hazard = cast.hazard_in(state)
    for done, whose in before:
        cast.do(done, hazard, whose)

    answer = tries(cast, hazard, act, by, **given(cast))

    assert answer == said.format(today=cast.in_days(0).isoformat())


def inspected(cast: Cast) -> Hazard:
    """Found by an officer of the fire brigade on an inspection, who may claim it for her."""
    return cast.report("消一", source=Source.INSPECTION)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (nothing("rectifier"), NOBODY_RECTIFIES),
        (levelless, NO_LEVEL),
        (nothing("demand_on"), NO_DATE),
        (nothing("handler"), "请指明承办人"),
        (lambda cast: {"rectifier": cast.fire.pk}, "区消防救援局不能牵头：牵头单位不能同时是整改单位"),
    ],
)
def test_an_inspector_who_claims_what_he_found_says_all_that_a_dispatch_says(
    cast: Cast, given: Given, said: str
) -> None:
    assert tries(cast, inspected(cast), "claim", "消一", **given(cast)) == said


def test_an_inspector_does_not_claim_what_is_asked_to_be_voided(cast: Cast) -> None:
    hazard = cast.do("ask_void", inspected(cast), "李")

    assert tries(cast, hazard, "claim", "消一") == WAITS


def test_what_was_found_major_is_not_opened_for_claim_as_general(cast: Cast) -> None:
    hazard = cast.report(rectifier=cast.firm)
    cast.do("amend", hazard, "李", matter=cast.matter.pk)
    cast.do("determine", hazard, "消一")

    said = tries(cast, hazard, "open_for_claim", "李", level=Level.GENERAL)

    assert said == "已定为重大隐患，不能按一般隐患办理；确属误判的先依程序降级"


def straight_to_the_office(cast: Cast, **given: Any) -> Hazard:
    """Nobody's matter: the street brings it before the office without a word about level or rectifier."""
    hazard = cast.report(**given)
    return cast.do("convene", hazard, "李")


def test_a_ruling_says_the_level_that_nobody_has_said(cast: Cast) -> None:
    assert tries(cast, straight_to_the_office(cast), "rule", "应长", level="") == NO_LEVEL


def test_a_ruling_names_the_rectifier_that_nobody_has_named(cast: Cast) -> None:
    assert tries(cast, straight_to_the_office(cast), "rule", "应长", rectifier=None) == NOBODY_RECTIFIES


@pytest.mark.parametrize(("act", "state", "by"), [("rule", CONSULTING, "应长"), ("rerule", WORK, "委")])
def test_a_number_already_used_is_said_together_with_what_else_is_wrong(
    cast: Cast, act: str, state: State, by: str
) -> None:
    ruled, hazard = cast.hazard_in(CONSULTING), cast.hazard_in(state)
    cast.do("rule", ruled, "应长")

    said = tries(cast, hazard, act, by, number=ruled.ruling_number, verifying_unit=None)

    assert said == f"裁定缺少：复查单位；文号{ruled.ruling_number}已用于另一份裁定"


def test_a_unit_that_verifies_by_a_ruling_does_not_become_the_rectifier(cast: Cast) -> None:
    hazard, city = cast.hazard_in(CONSULTING, rectifier=cast.firm.pk), cast.units["CGJ"].pk
    cast.do("rule", hazard, "应长", verifying_unit=city)

    assert tries(cast, hazard, "change_rectifier", "消长", rectifier=city, rectifier_note="") == BOUND


def test_a_defect_that_is_split_off_is_described(cast: Cast) -> None:
    with pytest.raises(RefusedError) as refused:
        splitting.split_off(cast.report(), "  ", actor=cast["李"])

    assert words(refused.value.refused) == "请写明隐患内容"


def contested(cast: Cast, loser: str = "CGJ") -> Hazard:
    """Claimed by the fire brigade; the other candidate contests the claim."""
    hazard, other = cast.report(), cast.units[loser].pk
    cast.do("open_for_claim", hazard, "李", candidates=[cast.fire.pk, other])
    cast.do("claim", hazard, "消长")
    by = {"CGJ": "城长", "YJJ": "应长"}[loser]
    return cast.do("contest_claim", hazard, by, data={"basis": "三定", "unit": other})


def test_the_office_does_not_rule_a_contested_claim_for_the_unit_in_whose_house_it_sits(cast: Cast) -> None:
    hazard, own = contested(cast), cast.units["YJJ"].pk

    said = tries(cast, hazard, "rerule", "应长", lead=own, verifying_unit=own)

    assert said == "裁定人所在单位将牵头或整改的，请提请安委会裁定"


def test_the_office_does_not_rule_a_claim_that_its_host_contests(cast: Cast) -> None:
    said = tries(cast, contested(cast, "YJJ"), "rerule", "应长")

    assert said == "接受或裁定之后，只有区安委会以区政府名义才能改定"


def listed(cast: Cast) -> Hazard:
    """A major hazard on the list of the city management."""
    hazard = cast.hazard_in(WORK, level=Level.MAJOR)
    for act, by in ON_THE_LIST:
        cast.do(act, hazard, by)
    return hazard


def test_what_is_listed_is_not_voided_even_as_a_duplicate(cast: Cast) -> None:
    hazard = listed(cast)
    cast.ask_void(hazard, "消一", "与另一件重复", twin=cast.hazard_in(WORK))

    assert tries(cast, hazard, "void", "应长") == LISTED


def handed_over_but_for(cast: Cast, hazard: Hazard) -> str:
    for act in ("ask_transfer", "grant_transfer", "sign_transfer"):
        cast.do(act, hazard, "消一" if act == "ask_transfer" else "应长")
    return tries(cast, hazard, "hand_over", "应长")


def test_what_is_listed_is_not_handed_over(cast: Cast) -> None:
    assert handed_over_but_for(cast, listed(cast)) == LISTED


def test_what_is_handed_over_leaves_no_measure_behind(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK)
    cast.do("propose_measure", hazard, "消一")

    assert handed_over_but_for(cast, hazard) == STANDING


def test_who_asks_for_a_lowering_waits_for_the_request_before(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK, level=Level.MAJOR)
    cast.do("ask_extend", hazard, "企", **inputs.fitting(cast, "ask_extend", hazard))

    assert tries(cast, hazard, "ask_downgrade", "消一") == WAITS


def test_a_contest_of_a_claim_has_a_basis(cast: Cast) -> None:
    hazard, other = cast.report(), cast.units["CGJ"].pk
    cast.do("open_for_claim", hazard, "李", candidates=[cast.fire.pk, other])
    cast.do("claim", hazard, "消长")

    assert tries(cast, hazard, "contest_claim", "城长", data={"unit": other}) == NO_BASIS


def test_a_stage_of_a_plan_is_reported_in_words(cast: Cast) -> None:
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
    cast.do("file_plan", hazard, "企", data={"plan": inputs.PLAN, "stages": ["清理"]})

    assert tries(cast, hazard, "report_stage", "企", note="") == NO_REASON


def stopped_and_set_aside(cast: Cast) -> tuple[Hazard, dict[str, Any]]:
    """A major hazard, set aside while work is stopped; and what moves the stop to another hazard of the place."""
    hazard, other = (cast.hazard_in(WORK, level=Level.MAJOR, place="五号楼") for _ in range(2))
    for act, by in (("propose_measure", "消一"), ("order_measure", "消二"), ("ask_shelve", "消一"), ("shelve", "应长")):
        cast.do(act, hazard, by)
    return hazard, {"measure": inputs.measure(hazard, "IN_FORCE"), "to": other.pk, "kind": "STOP", "words": "二楼车间"}


def test_a_stop_on_which_a_major_hazard_was_set_aside_does_not_move_to_another(cast: Cast) -> None:
    hazard, moved = stopped_and_set_aside(cast)

    said = tries(cast, hazard, "rebase_measure", "消长", data=moved, note="")

    assert said == f"重大隐患挂账期间须保持停产停用或隔离，请先恢复整改；{NO_REASON}"


def to_be_rechecked(cast: Cast) -> Hazard:
    hazard = listed(cast)
    cast.do("submit_result", hazard, "企")
    cast.do("sign_opinion", hazard, "消一", note="现场已清空")
    cast.do("pass_verification", hazard, "消二")
    return hazard


@pytest.mark.parametrize(
    ("given", "said"),
    [({"note": ""}, NO_REASON), ({"data": {"photos": []}}, "缺少现场照片、时间或位置")],
)
def test_the_listing_department_says_and_shows_what_it_saw(cast: Cast, given: dict[str, Any], said: str) -> None:
    assert tries(cast, to_be_rechecked(cast), "recheck_listing", "城一", **given) == said


def test_what_is_only_proposed_for_the_list_is_not_rechecked(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK, level=Level.MAJOR)
    for act, by in (("propose_listing", "应长"), ("submit_result", "企"), ("sign_opinion", "消一")):
        cast.do(act, hazard, by)
    cast.do("pass_verification", hazard, "消二")

    assert tries(cast, hazard, "recheck_listing", "城一") == "没有挂牌"


def test_how_a_follow_up_was_settled_is_said_in_words(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    for act, by in (("fail_verification", "消一"), ("submit_result", "企"), ("fail_verification", "消一")):
        cast.do(act, hazard, by)

    assert tries(cast, hazard, "settle_follow_up", "消长", note="") == NO_REASON


def test_whoever_looks_back_shows_what_he_saw(cast: Cast) -> None:
    hazard = cast.do("draw_sample", cast.hazard_in(State.WRITTEN_OFF), "应长")

    assert tries(cast, hazard, "pass_sample", "查", data={"photos": []}) == "缺少现场照片、时间或位置"
