"""Corners of the law that no case of a book describes: each was wrong once."""

import threading
from datetime import timedelta
from functools import partial

import pytest

from hazards.enums import Level, PositionKind, Source, State
from hazards.models import Hazard
from hazards.services import splitting
from hazards.succession import follow_ended_units
from hazards.verification import verify
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, establish
from responsibility.enums import Rank, Tree
from responsibility.models import Unit
from tests import inputs
from tests.background import in_background
from tests.cast import REGISTRAR, Cast
from tests.conftest import TestClock
from workflow.engine import Fired
from workflow.refusals import Refused

WORK = State.RECTIFYING
DAY = timedelta(days=1)


def words(answer: Fired | Refused) -> list[str]:
    return answer.words if isinstance(answer, Refused) else []


def end(cast: Cast, code: str, successor: Unit | None = None) -> Unit:
    """The unit ends now."""
    unit = cast.units[code]
    services.end_unit(unit, actor=REGISTRAR, reason="机构改革", successor=successor)
    unit.refresh_from_db()
    return unit


# --- succession -----------------------------------------------------------------------------------------------
def test_a_successor_takes_over_once_wherever_the_unit_was_heard(clock: TestClock, committed_cast: Cast) -> None:
    cast = committed_cast
    hazard = cast.hazard_in(State.CLAIMABLE)
    cast.do("claim", hazard, "消长")
    end(cast, "CGJ", cast.units["YJJ"])
    clock.forward(timedelta(minutes=1))

    first, second = follow_ended_units(), follow_ended_units()

    hazard.refresh_from_db()
    assert (first, second) == (1, 0)
    assert cast.units["CGJ"].pk not in {*hazard.party_ids, *hazard.loser_ids}
    assert cast.units["YJJ"].pk in hazard.loser_ids


def test_a_community_that_merges_is_followed_by_the_one_it_merged_into(clock: TestClock, committed_cast: Cast) -> None:
    cast = committed_cast
    charted = ChartUnit(Tree.TERRITORY, Rank.COMMUNITY, "990101001009", "柳浪社区", cast.street.code)
    new = establish([charted], actor=REGISTRAR, from_at=now())[charted.code]
    hazard = cast.report(community=cast.units["990101001001"])
    end(cast, "990101001001", new)
    clock.forward(timedelta(minutes=1))

    follow_ended_units()

    hazard.refresh_from_db()
    assert hazard.community_id == new.pk


def test_a_lead_that_merges_into_the_rectifier_is_not_succeeded_by_it_but_convened(
    clock: TestClock, committed_cast: Cast
) -> None:
    cast = committed_cast
    hazard = cast.hazard_in(State.DISPATCHED, rectifier=cast.units["CGJ"].pk)
    end(cast, "XFJ", cast.units["CGJ"])
    clock.forward(timedelta(minutes=1))

    follow_ended_units()

    hazard.refresh_from_db()
    assert (hazard.state, hazard.lead_id) == (State.CONSULTING, None)


# --- whose it is ------------------------------------------------------------------------------------------------
def test_who_claims_does_not_lower_the_level_that_was_dispatched(cast: Cast) -> None:
    hazard = cast.hazard_in(State.DISPATCHED, level=Level.MAJOR)
    cast.do("object", hazard, "消长")

    cast.do("claim", hazard, "消长", level=Level.GENERAL)

    assert (hazard.level, hazard.state) == (Level.MAJOR, State.PLANNING)


def test_a_part_of_what_was_determined_major_is_not_ruled_to_be_general(cast: Cast) -> None:
    whole = cast.hazard_in(State.CONSULTING)
    cast.do("determine", whole, "消一")
    part = splitting.split_off(whole, "灭火器过期", actor=cast["应长"])

    answer = cast.act("rule", part, "应长", **inputs.fitting(cast, "rule", part) | {"level": Level.GENERAL})

    assert words(answer) == ["已定为重大隐患，不能按一般隐患办理；确属误判的先依程序降级"]


def test_a_part_was_reported_when_its_whole_was(clock: TestClock, committed_cast: Cast) -> None:
    whole = committed_cast.report("民", description="通道堵塞；灭火器过期")
    clock.forward(DAY)

    part = splitting.split_off(whole, "灭火器过期", actor=committed_cast["李"])

    assert part.reported_at == whole.reported_at


def test_only_who_was_asked_and_did_not_get_it_contests_a_claim(cast: Cast) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    cast.do("object", hazard, "消长")
    cast.do("disclaim", hazard, "城长", **inputs.fitting(cast, "disclaim", hazard))

    assert hazard.state == State.CONSULTING
    assert hazard.loser_ids == []


def test_a_ruling_ends_the_contest_of_a_claim(clock: TestClock, committed_cast: Cast) -> None:
    cast = committed_cast
    hazard = cast.report()
    cast.do("open_for_claim", hazard, "李", level=Level.MAJOR)
    cast.do("claim", hazard, "消长")
    cast.do("contest_claim", hazard, "城长")
    end(cast, "XFJ")
    clock.forward(timedelta(minutes=1))
    follow_ended_units()
    hazard.refresh_from_db()
    assert (hazard.state, hazard.contested) == (State.CONSULTING, True)

    cast.do("rule", hazard, "应长", lead=cast.units["CGJ"].pk, verifying_unit=cast.units["CGJ"].pk)

    assert (hazard.contested, hazard.loser_ids) == (False, [])
    assert hazard.timers.get(kind="CONTEST").stopped_at is not None


def test_a_ruling_names_no_territory_but_a_street_and_leaves_the_old_community(cast: Cast) -> None:
    hazard = cast.hazard_in(State.CONSULTING)
    other = inputs.other_street(cast)

    at_a_bureau = cast.act("rule", hazard, "应长", **inputs.fitting(cast, "rule", hazard) | {"street": cast.fire.pk})
    cast.do("rule", hazard, "应长", street=other.pk)

    assert words(at_a_bureau) == ["不是本区的街道"]
    assert (hazard.street_id, hazard.community_id) == (other.pk, None)


def test_a_ruling_gives_the_verification_to_nobody_above_the_rectifier(cast: Cast) -> None:
    hazard = cast.hazard_in(State.CONSULTING)
    given = inputs.fitting(cast, "rule", hazard) | {"rectifier": cast.units["CGJ"].pk}

    answer = cast.act("rule", hazard, "应长", **given | {"verifying_unit": cast.units["CGJ"].pk})

    assert words(answer) == ["复查单位不能与整改单位有隶属关系，请另定复查单位"]


def test_a_ruling_leaves_no_handler_of_another_unit(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK)
    assert hazard.handler_person_id

    cast.do("rerule", hazard, "委", lead=cast.units["CGJ"].pk, verifying_unit=cast.units["CGJ"].pk)

    assert hazard.handler_person_id is None


@pytest.mark.parametrize(
    ("state", "act", "by", "column"),
    [
        (State.REPORTED, "propose_assignment", "李", "rectifier"),
        (State.REPORTED, "propose_assignment", "李", "co_units"),
        (State.REPORTED, "open_for_claim", "李", "rectifier"),
        (State.CONSULTING, "rule", "应长", "co_units"),
        (State.RECTIFYING, "amend", "消一", "co_rectifiers"),
    ],
)
def test_a_unit_that_has_ended_is_no_party(cast: Cast, state: str, act: str, by: str, column: str) -> None:
    hazard = cast.hazard_in(state)
    given = inputs.fitting(cast, act, hazard)
    ended = end(cast, "SJJ")

    answer = cast.act(act, hazard, by, **given | {column: ended.pk if column == "rectifier" else [ended.pk]})

    assert f"{ended.name}已撤销，请另选" in words(answer)


def test_nobody_claims_with_a_rectifier_that_has_ended(cast: Cast) -> None:
    hazard = cast.report("消一", source=Source.INSPECTION)
    given = inputs.fitting(cast, "claim", hazard) | {"rectifier": end(cast, "SJJ").pk}

    assert f"{cast.units['SJJ'].name}已撤销，请另选" in words(cast.act("claim", hazard, "消一", **given))


def test_silence_says_nothing_of_what_the_last_to_answer_said(cast: Cast) -> None:
    candidates = [cast.units[code].pk for code in ("XFJ", "CGJ", "YJJ")]
    hazard = cast.report()
    cast.do("open_for_claim", hazard, "李", candidates=candidates)
    for name, code in (("消长", "XFJ"), ("城长", "CGJ")):
        cast.do("disclaim", hazard, name, unit=cast.units[code].pk, data={"basis": f"{code}的三定", "owner": 0})

    said = hazard.standpoints.filter(kind=PositionKind.SILENCE).values_list("unit_id", "basis", "owner_id")

    assert hazard.state == State.CONSULTING
    assert list(said) == [(cast.units["YJJ"].pk, "", None)]


def test_a_consultation_before_anybody_is_asked_says_of_which_matter(cast: Cast) -> None:
    hazard = cast.report()

    assert words(cast.act("convene", hazard, "李", note="不知归谁管")) == ["请选择监管事项"]
    assert words(cast.act("convene", hazard, "李", note="不知归谁管", matter=cast.matter.pk)) == [
        "尚不具备会商条件：候选部门尚未答复"
    ]


# --- verified, ended, opened again ------------------------------------------------------------------------------
def test_the_signature_of_who_was_struck_afterwards_does_not_count(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION, level=Level.MAJOR)
    cast.do("sign_opinion", hazard, "消二")
    cast.do("ask_recusal", hazard, "企", person=cast["消二"].person_id)
    cast.do("grant_recusal", hazard, "消长")

    answer = cast.act("pass_verification", hazard, "消一", **inputs.fitting(cast, "pass_verification", hazard))

    assert words(answer) == ["重大隐患须两名以上复查人员，现有1名"]


def test_each_end_may_be_reviewed_once(clock: TestClock, committed_cast: Cast) -> None:
    cast = committed_cast
    survivor, hazard = cast.report(), cast.report()
    cast.do("merge", hazard, "李", survivor=survivor.pk)
    cast.do("ask_review", hazard, "民")
    cast.do("dismiss_review", hazard, "应长")
    clock.forward(timedelta(minutes=1))
    cast.do("separate", hazard, "李")
    for name, by, given in cast.road(Level.GENERAL, {}):
        cast.do(name, hazard, by, **given)

    assert isinstance(cast.act("ask_review", hazard, "民", note="没有改"), Fired)
    assert words(cast.act("ask_review", hazard, "民", note="没有改")) == ["本次办结已申请过复核"]


def test_what_was_confirmed_on_the_spot_is_reported_anew_rather_than_reviewed(cast: Cast) -> None:
    hazard = cast.report("民", source=Source.PUBLIC)
    cast.do("confirm_fixed", hazard, "李")

    assert words(cast.act("ask_review", hazard, "民", note="没有改")) == ["原记录没有牵头单位，请重新上报并关联"]


def test_a_review_that_reopens_does_not_say_that_the_look_back_failed(cast: Cast) -> None:
    hazard = cast.hazard_in(State.WRITTEN_OFF)
    cast.do("draw_sample", hazard, "应长")
    cast.do("ask_review", hazard, "民")

    cast.do("reopen", hazard, "委")

    assert hazard.samples.get().state == "LAPSED"
    assert hazard.reviews.get().state == "UPHELD"


def test_a_second_transfer_waits_for_the_first(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK)
    cast.do("ask_transfer", hazard, "消一")
    cast.do("grant_transfer", hazard, "应长")

    answer = cast.act("ask_transfer", hazard, "消一", **inputs.fitting(cast, "ask_transfer", hazard))

    assert words(answer) == ["已同意移送，尚未移交或退回"]


def test_nothing_is_amended_to_have_been_found_tomorrow(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK)

    answer = cast.act("amend", hazard, "消一", found_on=cast.in_days(2), note="写错")

    assert words(answer) == ["检查日期晚于今天"]


def test_whoever_is_concerned_beside_the_rectifier_does_not_write_himself_out_of_it(cast: Cast) -> None:
    hazard = cast.hazard_in(WORK, co_rectifiers=[cast.fire.pk])

    answer = cast.act("amend", hazard, "消一", co_rectifiers=[], note="与我无关")

    assert words(answer) == ["相关整改单位的人员不能更正"]


def test_a_recusal_is_not_refused_without_freeing_whom_it_named(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    cast.do("ask_recusal", hazard, "企", person=cast["消二"].person_id)
    given = inputs.fitting(cast, "refuse_recusal", hazard)

    frees_nobody = cast.act("refuse_recusal", hazard, "消长", **given | {"person": None})
    cast.do("refuse_recusal", hazard, "消长")

    assert words(frees_nobody) == ["没有待决定的这项回避"]
    assert hazard.recused_ids == []


# --- two at once ------------------------------------------------------------------------------------------------
def race(*acts: tuple[Cast, str, Hazard, str, dict[str, object]]) -> list[object]:
    """Do these at the same moment, each in its own connection."""
    start = threading.Barrier(len(acts))

    def one(cast: Cast, name: str, hazard: Hazard, by: str, given: dict[str, object]) -> object:
        start.wait()
        return cast.act(name, Hazard.objects.get(pk=hazard.pk), by, **given)

    running = [in_background(partial(one, *act)) for act in acts]
    for thread, _answers in running:
        thread.join()
    return [answer for _thread, (answer,) in running]


def test_two_hazards_are_never_voided_as_each_others_duplicate(committed_cast: Cast) -> None:
    cast = committed_cast
    for _ in range(5):
        one, other = cast.hazard_in(WORK, level=Level.MAJOR), cast.hazard_in(WORK, level=Level.MAJOR)
        for hazard, twin in ((one, other), (other, one)):
            cast.do("ask_void", hazard, "消一", data={"twin": twin.number, "twin_id": twin.pk})

        race((cast, "void", one, "应长", {}), (cast, "void", other, "应长", {}))

        states = {Hazard.objects.get(pk=hazard.pk).state for hazard in (one, other)}
        assert states == {WORK, State.VOIDED}


def test_two_rulings_under_one_number_at_once_are_one_ruling_and_a_refusal(committed_cast: Cast) -> None:
    cast = committed_cast
    one, other = cast.hazard_in(State.CONSULTING), cast.hazard_in(State.CONSULTING)
    given = inputs.fitting(cast, "rule", one)

    answers = race((cast, "rule", one, "应长", given), (cast, "rule", other, "应长", given))

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer.words for answer in refused] == [[f"文号{given['number']}已用于另一份裁定"]]


def test_mergers_that_cross_end_in_one_merger_and_a_refusal(committed_cast: Cast) -> None:
    cast = committed_cast
    for _ in range(5):
        one, other = cast.report(), cast.report()

        answers = race(
            (cast, "merge", one, "李", {"survivor": other.pk}), (cast, "merge", other, "周", {"survivor": one.pk})
        )

        assert sorted(type(answer).__name__ for answer in answers) == ["Fired", "Refused"]
    assert [f for tally in verify().tallies for f in tally.findings] == []
