"""The truth table: every person of the cast, in every state, at every act. lifecycle.csv is written by hand.

A row of it is one circumstance and one act; a cell is the answer to one person: + is allowed, everything else is a
refusal, by the words below. Reported by 民, proposed by 李, approved by 赵, accepted and passed by 消一 (of a major
消二 signs too), filed by 企, written off by 消长. Where the table and the law differ, one of the two is mended.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from records.clock import now
from responsibility.charter import ChartUnit, establish
from responsibility.enums import Rank, Tree
from tests.cast import REGISTRAR, Cast
from workflow.engine import Fired
from workflow.lifecycle import Kind

WORDS = {
    "O": "只有柳荫街道应急办可以办理",
    "A": "只有街道主要负责人或受委托的副职可以审批",
    "B": "本人上报的隐患不能由本人审批",
    "C": "本人上报的隐患不能由本人确认",
    "D": "只有牵头单位可以办理",
    "E": "授权已于{expired}到期",
    "F": "整改单位的人员不能审批本单位的隐患",
    "G": "整改单位的人员不能提出",
    "H": "原办理人员不能复核",
    "I": "只有属地、牵头单位负责人和统筹协调办公室可以催办",
    "J": "由联合办公室复核",
    "K": "复查人不能销号",
    "K0": "没有待审批的作废申请",
    "K1": "重大隐患不能作废；确属误判的先依程序降级",
    "K2": "一般隐患不适用",
    "K3": "重大隐患须两名以上复查人员，现有1名",
    "L": "无有效执法证",
    "M": "整改单位不能销号",
    "MS": "报请复查的人不能销号；整改单位不能销号",
    "N": "整改单位及其人员不能复查",
    "NS": "整改单位及其人员不能复查；报请复查的人不能复查",
    "P": "拟派单人不能审批自己的拟派",
    "Q": "申请人不能审批自己的申请",
    "Q1": "已有待审批的申请",
    "R": "只有整改单位可以办理",
    "T": "只有报请复查的人可以撤回",
    "U": "本人上报的隐患不能由本人作废",
    "V": "不是复查单位的人员",
    "W": "只有牵头单位负责人可以销号",
    "X": "由街道主要负责人审批",
    "Y": "整改单位的人员不能审批",
    "Y0": "到时限由系统办理",
    "Z": "由联合办公室审批",
}
TABLE = list(csv.DictReader(Path(__file__).with_name("lifecycle.csv").read_text(encoding="utf-8").splitlines()))
FIXED = ("state", "level", "asked by", "transition")
PEOPLE = [name for name in TABLE[0] if name not in FIXED]


def title(row: dict[str, str]) -> str:
    return "-".join(filter(None, (row["transition"], row["state"], row["level"], row["asked by"] and "asked")))


@pytest.mark.parametrize("row", TABLE, ids=map(title, TABLE))
def test_each_person_gets_the_answer_of_the_table(cast: Cast, row: dict[str, str]) -> None:
    given = inputs(cast, row["transition"])
    hazard = cast.hazard_in(row["state"], **({"level": row["level"]} if row["level"] else {}))
    if row["asked by"]:
        assert isinstance(cast.act("ask_void", hazard, row["asked by"], note="误报"), Fired)
    expired = date_format(localtime(cast.held["孙代赵"].until_at), "Y-m-d")
    expected = {name: WORDS.get(row[name], row[name]).format(expired=expired) for name in PEOPLE}

    assert {name: answer(cast, hazard, name, row["transition"], given) for name in PEOPLE} == expected


def answer(cast: Cast, hazard: Hazard, name: str, transition: str, given: dict[str, Any]) -> str:
    """What the gate says to one person; nothing of it stays. Who may not act at all hears of that alone."""
    with transaction.atomic():
        said = cast.act(transition, hazard, name, **given)
        transaction.set_rollback(True)
    if isinstance(said, Fired):
        return "+"
    personal = [reason.words for reason in said.reasons if reason.kind is Kind.PERSON]
    return "；".join(personal or [reason.words for reason in said.reasons])


def inputs(cast: Cast, transition: str) -> dict[str, Any]:
    """What is filled in, as it should be: the table is about persons and states."""
    if transition == "move_territory":
        charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101")
        return {"street": establish([charted], actor=REGISTRAR, from_at=now())["990101002"].pk, "note": "在对面"}
    if transition == "confirm_fixed":
        return {"data": {"photos": cast.photos("BEFORE", "AFTER")}}
    if transition == "file_plan":
        return cast.road("MAJOR", {})[3][2]
    proposal = {"lead": cast.fire.pk, "rectifier": cast.firm.pk, "level": "GENERAL", "matter": cast.matter.pk}
    return {
        "propose_assignment": {**proposal, "demand_on": cast.in_days(7)},
        "accept": {"handler": cast["消一"].person_id},
        "fail_verification": {"note": "还有", "demand_on": cast.in_days(5)},
        "reopen": {"note": "又堆上了", "demand_on": cast.in_days(5)},
    }.get(transition, {"note": "写明"})


def test_the_table_has_every_act_in_every_state_that_allows_it() -> None:
    there = {(row["transition"], row["state"]) for row in TABLE}
    wanted = {(name, str(state)) for name, row in LIFECYCLE.rows.items() for state in row.sources}

    # Who refuses a void can do so only where one was asked; the other states of a void are asked for there too.
    assert wanted - there == set()
    assert len(TABLE) * len(PEOPLE) >= 900


@pytest.mark.parametrize("name", [name for name, row in LIFECYCLE.rows.items() if row.sources])
def test_in_any_other_state_an_act_is_refused_to_everybody_by_the_state(cast: Cast, name: str) -> None:
    given = inputs(cast, name)
    states = [state for state in State if state not in LIFECYCLE[name].sources]
    reachable = [state for state in states if state not in (State.PLANNING, State.VOIDED, State.IMPORTED_CLOSED)]
    for state in reachable:
        hazard = cast.hazard_in(state)
        for person in ("赵", "李", "消长", "消一", "应长", "企"):
            said = cast.act(name, hazard, person, **given)
            assert not isinstance(said, Fired), (state, person)
            assert {reason.kind for reason in said.reasons} == {Kind.STEP}, (state, person, str(said))


REASONED = {
    *("move_territory", "reject_assignment", "recall_dispatch", "return_plan", "recall_result", "sign_opinion"),
    *("pass_verification", "fail_verification", "refuse_write_off", "reopen", "ask_void", "refuse_void", "urge"),
}
WHY = [row for row in TABLE if row["transition"] in REASONED and "+" in row.values()]


@pytest.mark.parametrize("row", WHY, ids=map(title, WHY))
def test_who_must_say_why_is_refused_without_words(cast: Cast, row: dict[str, str]) -> None:
    given = inputs(cast, row["transition"]) | {"note": " "}
    hazard = cast.hazard_in(row["state"], **({"level": row["level"]} if row["level"] else {}))
    if row["asked by"]:
        cast.act("ask_void", hazard, row["asked by"], note="误报")
    able = next(name for name in PEOPLE if row[name] == "+")

    assert answer(cast, hazard, able, row["transition"], given) == "请写明理由"


DATED = {"propose_assignment": "李", "file_plan": "企", "fail_verification": "消一", "reopen": "应长"}


@pytest.mark.parametrize("name", DATED)
def test_a_dated_demand_is_set_not_past_and_at_most_a_year_ahead(cast: Cast, name: str) -> None:
    (state,) = LIFECYCLE[name].sources
    level = {"level": "MAJOR"} if state == State.PLANNING else {}
    hazard, given = cast.hazard_in(state, **level), inputs(cast, name)

    def dated(days: int | None) -> str:
        demand = {"demand_on": cast.in_days(days) if days is not None else None}
        return answer(cast, hazard, DATED[name], name, given | demand)

    assert dated(None) == "请填写整改期限"
    assert dated(-1) == "整改期限不能早于今天"
    assert dated(367) == "整改期限不能超过一年"
    assert dated(0) == "+"
