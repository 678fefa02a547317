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
from tests.cast import Cast
from tests.inputs import fitting
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
    "AM": "已是重大隐患",
    "AMD": "已是重大隐患；没有定级权限",
    "C1": "本单位不在候选之列",
    "CC": "尚不具备会商条件：候选部门尚未答复",
    "CF": "只能以本单位的名义认领",
    "DT": "没有定级权限",
    "DZ": "由联合办公室指定",
    "EN": "只有持有效执法证的执法人员可以采取现场措施",
    "F0": "没有待处理的这项建议",
    "HF": "接收单位尚未签收，责任仍在区消防救援局",
    "HS": "接收单位尚未签收，责任仍在柳荫街道",
    "IN": "只有上报本件的检查人员可以认领",
    "K2LP": "一般隐患不适用；没有待决定的挂牌",
    "LB": "不是抽到的回头看人员",
    "LC": "责任链上的人员不能参加回头看",
    "LE": "由牵头单位负责人审批",
    "LH": "只有牵头单位负责人可以{act}",
    "LI": "只有挂牌单位可以摘牌或撤销挂牌",
    "LK": "只有督办部门的执法人员可以复查挂牌隐患",
    "LL": "牵头单位的人员不能审批降级",
    "LO": "本单位没有参加认领",
    "LP": "没有待决定的挂牌",
    "M0": "没有待签署的现场措施",
    "M2": "现场措施须两名以上执法人员签署",
    "MF": "没有执行中的这项现场措施",
    "ML": "尚未复查合格，不能同意恢复；没有申请解除的这项现场措施",
    "MP": "尚未复查合格，不能同意恢复",
    "MR": "没有申请解除的这项现场措施",
    "NL": "没有挂牌",
    "QL": "申请人不能审批自己的申请；牵头单位的人员不能审批降级",
    "QY": "申请人不能审批自己的申请；整改单位的人员不能审批",
    "R0": "没有待决定的这项回避",
    "RC": "只有整改单位、牵头单位和联合办公室可以申请回避",
    "RO": "没有待复核的申请",
    "RH": "联合办公室所在单位是争议一方，由安委会裁定",
    "RP": "联合办公室没有所在单位，或它已是争议一方",
    "RQ": "没有待复核的申请，也没有不合格的回头看",
    "RR": "接受或裁定之后，只有区安委会以区政府名义才能改定",
    "RS": "被申请回避的人不能决定",
    "RU": "只有安防救联办可以裁定",
    "RV": "只有上报人可以申请复核",
    "RX": "已回避",
    "ST": "治理方案没有这个未完成的阶段",
    "TG": "没有等待签收的移送",
    "VS": "牵头单位仍有合格的复查人员",
    "WD": "只有申请人可以撤回申请",
}
TABLE = list(csv.DictReader(Path(__file__).with_name("lifecycle.csv").read_text(encoding="utf-8").splitlines()))
FIXED = ("state", "level", "before", "transition")
PEOPLE = [name for name in TABLE[0] if name not in FIXED]


def title(row: dict[str, str]) -> str:
    return "-".join(filter(None, (row["transition"], row["state"], row["level"], row["before"])))


def stage(cast: Cast, row: dict[str, str]) -> Hazard:
    """A hazard in the row's state and level, on which the row's acts have been done before."""
    hazard = cast.hazard_in(row["state"], **({"level": row["level"]} if row["level"] else {}))
    for step in filter(None, row["before"].split("; ")):
        name, by = step.split(" ")
        cast.do(name, hazard, by)
    return hazard


@pytest.mark.parametrize("row", TABLE, ids=map(title, TABLE))
def test_each_person_gets_the_answer_of_the_table(cast: Cast, row: dict[str, str]) -> None:
    hazard = stage(cast, row)
    given = fitting(cast, row["transition"], hazard)

    answers = {name: answer(cast, hazard, name, row["transition"], given) for name in PEOPLE}

    assert answers == expected_of(cast, row)


def expected_of(cast: Cast, row: dict[str, str]) -> dict[str, str]:
    """What the row says to each person, in words."""
    expired = date_format(localtime(cast.held["孙代赵"].until_at), "Y-m-d")
    words = {"expired": expired, "act": str(LIFECYCLE[row["transition"]].label)}
    return {name: WORDS.get(row[name], row[name]).format(**words) for name in PEOPLE}


def answer(cast: Cast, hazard: Hazard, name: str, transition: str, given: dict[str, Any]) -> str:
    """What the gate says to one person; nothing of it stays. Who may not act at all hears of that alone."""
    with transaction.atomic():
        said = cast.act(transition, hazard, name, **given)
        transaction.set_rollback(True)
    if isinstance(said, Fired):
        return "+"
    personal = [reason.words for reason in said.reasons if reason.kind is Kind.PERSON]
    return "；".join(personal or [reason.words for reason in said.reasons])


def test_the_table_has_every_act_in_every_state_that_allows_it() -> None:
    there = {(row["transition"], row["state"]) for row in TABLE}
    wanted = {(name, str(state)) for name, row in LIFECYCLE.rows.items() for state in row.sources}

    # Who refuses a void can do so only where one was asked; the other states of a void are asked for there too.
    assert wanted - there == set()
    assert len(TABLE) * len(PEOPLE) >= 900


@pytest.mark.parametrize("state", [s for s in State if s not in (State.PLANNING, State.IMPORTED_CLOSED)])
def test_out_of_its_states_an_act_is_refused_to_everybody_by_the_state(cast: Cast, state: State) -> None:
    hazard = cast.hazard_in(state)
    for name in [name for name, row in LIFECYCLE.rows.items() if row.sources and state not in row.sources]:
        with transaction.atomic():
            given = fitting(cast, name, hazard)
            for person in ("赵", "李", "消长", "消一", "应长", "企"):
                said = cast.act(name, hazard, person, **given)
                assert not isinstance(said, Fired), (name, person)
                assert {reason.kind for reason in said.reasons} == {Kind.STEP}, (name, person, str(said))
            transaction.set_rollback(True)


REASONED = {
    *("move_territory", "reject_assignment", "recall_dispatch", "return_plan", "recall_result", "sign_opinion"),
    *("pass_verification", "fail_verification", "refuse_write_off", "reopen", "ask_void", "refuse_request", "urge"),
    *("separate", "convene", "change_rectifier", "ask_transfer", "return_transfer", "drop_measure", "ask_release"),
    *("refuse_release", "expire_measure", "decline_listing", "report_progress", "revoke_listing", "ask_recusal"),
    *("refuse_recusal", "ask_review", "dismiss_review", "pass_sample", "miss_sample", "amend", "state_objection"),
    "refer_ruling",
}
WHY = [row for row in TABLE if row["transition"] in REASONED and "+" in row.values()]


@pytest.mark.parametrize("row", WHY, ids=map(title, WHY))
def test_who_must_say_why_is_refused_without_words(cast: Cast, row: dict[str, str]) -> None:
    hazard = stage(cast, row)
    given = fitting(cast, row["transition"], hazard) | {"note": " "}
    able = next(name for name in PEOPLE if row[name] == "+")

    assert answer(cast, hazard, able, row["transition"], given) == "请写明理由"


DATED = {"propose_assignment": "李", "file_plan": "企", "fail_verification": "消一", "reopen": "应长"}


@pytest.mark.parametrize("name", DATED)
def test_a_dated_demand_is_set_not_past_and_at_most_a_year_ahead(cast: Cast, name: str) -> None:
    (state,) = LIFECYCLE[name].sources
    level = {"level": "MAJOR"} if state == State.PLANNING else {}
    hazard = cast.hazard_in(state, **level)
    if name == "reopen":
        cast.do("ask_review", hazard, "民")
    given = fitting(cast, name, hazard)

    def dated(days: int | None) -> str:
        demand = {"demand_on": cast.in_days(days) if days is not None else None}
        return answer(cast, hazard, DATED[name], name, given | demand)

    assert dated(None) == "请填写整改期限"
    assert dated(-1) == "整改期限不能早于今天"
    assert dated(367) == "整改期限不能超过一年"
    assert dated(0) == "+"
