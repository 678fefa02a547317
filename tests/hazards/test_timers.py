"""The clocks that run across stages: the whole case, a request that waits, a claim that is contested."""

import json
from datetime import timedelta

import pytest

from hazards.enums import Level, State
from hazards.letters import drain_outbox
from hazards.models import Hazard, HazardRecord, HazardRung
from hazards.services import splitting
from hazards.sweeping import sweep_hazards
from notifications.models import Letter
from tests.cast import Cast
from tests.conftest import TestClock

DAY = timedelta(days=1)


def timer(hazard: Hazard, kind: str = "CASE"):
    return hazard.timers.filter(kind=kind).first()


def rungs(hazard: Hazard) -> list[tuple[str, str]]:
    return list(HazardRung.objects.filter(hazard=hazard).order_by("fired_at", "pk").values_list("kind", "name"))


def told(hazard: Hazard, name: str) -> dict[str, str]:
    """Who was told of the rung of this name, by relation, in which words."""
    drain_outbox()
    letters = Letter.objects.filter(case_id=hazard.pk, subject__startswith=name)
    return {letter.relation: letter.text for letter in letters}


def test_a_proposal_that_goes_to_and_fro_is_pressed_although_each_stage_is_fresh(
    clock: TestClock, committed_cast: Cast
) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    for _ in range(20):
        clock.forward(DAY / 2)
        committed_cast.do("reject_assignment", hazard, "赵")
        committed_cast.do("propose_assignment", hazard, "李")
    clock.forward(DAY * 6)
    committed_cast.do("reject_assignment", hazard, "赵")

    sweep_hazards()
    sweep_hazards()

    assert rungs(hazard) == [("CASE", "全程督办")]
    assert "全程时限已过，请查明卡在哪里并督促" in told(hazard, "全程督办")["coordinator_head"]


def test_a_failed_verification_sets_a_new_demand_and_promises_nothing(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    before, promised = timer(hazard).due_at, hazard.promised_on

    cast.do("fail_verification", hazard, "消一", demand_on=cast.in_days(30))

    assert hazard.demand_on == cast.in_days(30)
    assert (timer(hazard).due_at, hazard.promised_on) == (before, promised)


def test_an_extension_moves_the_end_of_the_whole_and_not_its_beginning(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    before = timer(hazard)
    cast.do("ask_extend", hazard, "企")

    cast.do("extend", hazard, "消长")

    after = timer(hazard)
    assert after.due_at > before.due_at
    assert after.started_at == before.started_at == hazard.begun_at
    assert (after.run, after.level) == (hazard.version, 0)


def test_a_major_hazard_has_the_ten_days_of_its_verification_more(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    before = timer(hazard).due_at

    cast.do("upgrade", hazard, "消一")

    assert hazard.level == Level.MAJOR
    assert timer(hazard).due_at > before + 9 * DAY


def test_what_is_written_off_is_timed_no_more_and_anew_when_it_is_reopened(cast: Cast) -> None:
    hazard = cast.hazard_in(State.WRITTEN_OFF)
    first, ended = hazard.begun_at, timer(hazard)
    cast.do("ask_review", hazard, "民")

    cast.do("reopen", hazard, "应长")

    assert (ended.stopped_at, ended.next_rung_at) == (hazard.records.get(name="write_off").at, None)
    assert hazard.begun_at > first
    assert timer(hazard).started_at == hazard.begun_at
    assert timer(hazard).stopped_at is None


def test_a_part_is_timed_from_the_beginning_of_its_whole(clock: TestClock, committed_cast: Cast) -> None:
    whole = committed_cast.report("民", description="通道堵塞；灭火器过期")
    clock.forward(3 * DAY)

    part = splitting.split_off(whole, "灭火器过期", actor=committed_cast["李"])

    assert part.begun_at == timer(part).started_at == whole.begun_at


def test_a_request_that_nobody_decides_presses_its_decider_and_the_office_once(
    clock: TestClock, committed_cast: Cast
) -> None:
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    committed_cast.do("ask_extend", hazard, "企")
    clock.forward(6 * DAY)

    sweep_hazards()
    sweep_hazards()

    assert rungs(hazard) == [("REQUEST", "审批催办")]
    words = told(hazard, "审批催办")
    assert "申请已过审批时限，请决定是否同意" in words["decider"]
    assert "申请已过审批时限，请督促审批" in words["coordinator_head"]
    assert hazard.requests.get().state == "PENDING"


@pytest.mark.parametrize(("act", "by"), [("withdraw_request", "企"), ("refuse_request", "消长"), ("extend", "消长")])
def test_a_request_that_is_decided_presses_nobody(clock: TestClock, committed_cast: Cast, act: str, by: str) -> None:
    hazard = committed_cast.hazard_in(State.RECTIFYING)
    committed_cast.do("ask_extend", hazard, "企")
    committed_cast.do(act, hazard, by)
    clock.forward(6 * DAY)

    sweep_hazards()

    assert [kind for kind, _ in rungs(hazard) if kind == "REQUEST"] == []
    assert timer(hazard, "REQUEST").stopped_at is not None


def test_a_contested_claim_presses_who_rules(clock: TestClock, committed_cast: Cast) -> None:
    hazard = committed_cast.hazard_in(State.CLAIMABLE)
    committed_cast.do("claim", hazard, "消长")
    committed_cast.do("contest_claim", hazard, "城长")
    clock.forward(8 * DAY)

    sweep_hazards()

    assert ("CONTEST", "裁定催办") in rungs(hazard)
    assert "对认领的异议已过裁定时限，请裁定" in told(hazard, "裁定催办")["ruler"]


def test_two_clocks_of_one_case_that_are_due_at_once_climb_one_after_the_other(
    clock: TestClock, committed_cast: Cast
) -> None:
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(30 * DAY)

    assert sweep_hazards().fired == 2

    raised = HazardRecord.objects.filter(hazard=hazard, name="raise_level").order_by("sequence")
    assert [json.loads(record.body)["data"].get("timer", "") for record in raised] == ["", "CASE"]
