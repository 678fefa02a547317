"""The words of a letter about a hazard, rendered in the recipient's language from one record's snapshot."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hazards.enums import Level, Source, State, TimerKind
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, HazardRecord
from hazards.services.reporters import SEALED_NAME
from responsibility.positions import Position

SUMMARY_LENGTH = 40

# What a state asks of whoever's turn it is.
ASKS = {
    State.REPORTED: gettext_lazy("请核实并拟派单"),
    State.AWAITING_APPROVAL: gettext_lazy("请审批派单"),
    State.CLAIMABLE: gettext_lazy("请认领，或写明依据不予认领"),
    State.DISPATCHED: gettext_lazy("请签收，或依程序处理"),
    State.CONSULTING: gettext_lazy("请会商并裁定"),
    State.PLANNING: gettext_lazy("请编制并报备治理方案"),
    State.RECTIFYING: gettext_lazy("请整改，完成后报请复查"),
    State.SHELVED: gettext_lazy("请在复核日期前安排恢复整改"),
    State.AWAITING_VERIFICATION: gettext_lazy("请现场复查并签署意见"),
    State.AWAITING_WRITE_OFF: gettext_lazy("请审批销号"),
}
# What a record asks of those it tells besides: (record, relation).
OTHER_ASKS = {
    ("reject_assignment", "proposer"): gettext_lazy("请按退回意见重新拟派单"),
    ("ask_extend", "decider"): gettext_lazy("请审批延期申请"),
    ("ask_shelve", "decider"): gettext_lazy("请审批挂账申请"),
    ("ask_void", "decider"): gettext_lazy("请审批作废申请"),
    ("ask_transfer", "decider"): gettext_lazy("请审批移送申请"),
    ("ask_downgrade", "decider"): gettext_lazy("请审批降级申请"),
    ("contest_claim", "ruler"): gettext_lazy("请裁定对认领的异议，工作由认领单位继续"),
    ("ask_release", "lead_head"): gettext_lazy("请决定是否解除现场措施"),
    ("propose_listing", "listing_head"): gettext_lazy("请决定是否挂牌督办"),
    ("ask_recusal", "lead_head"): gettext_lazy("请决定是否回避"),
    ("ask_review", "contest_decider"): gettext_lazy("请复核"),
    ("draw_sample", "look_back"): gettext_lazy("请到现场回头看"),
    # A rung of a clock that runs across stages: (clock, relation).
    (TimerKind.CASE, "coordinator_head"): gettext_lazy("全程时限已过，请查明卡在哪里并督促"),
    (TimerKind.REQUEST, "decider"): gettext_lazy("申请已过审批时限，请决定是否同意"),
    (TimerKind.REQUEST, "coordinator_head"): gettext_lazy("申请已过审批时限，请督促审批"),
    (TimerKind.CONTEST, "ruler"): gettext_lazy("对认领的异议已过裁定时限，请裁定"),
    (TimerKind.CONTEST, "committee"): gettext_lazy("对认领的异议已过裁定时限，请督促裁定"),
}
RAISE_LEVEL = "raise_level"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to be told, the seat he is told in, by which relation, and whether he stands in for an empty one."""

    position: Position
    relation: str
    is_turn: bool
    passed_up: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One record, its parsed body, and the hazard as it left it."""

    record: HazardRecord
    body: dict[str, Any]
    hazard: Hazard

    @classmethod
    def of(cls, record: HazardRecord, hazard: Hazard) -> "Snapshot":
        """Return the snapshot of a record."""
        return cls(record, json.loads(record.body), hazard)

    @property
    def act(self) -> str:
        """What was done, as the user reads it; a rung of the ladder bears its own name."""
        row = LIFECYCLE.rows.get(self.record.name)
        if row is not None:
            return str(row.label)
        return str(self.body["data"].get("rung") or self.record.name)

    @property
    def timer(self) -> str | None:
        """Of a rung that a clock across stages climbed, the kind of that clock."""
        kind: str | None = self.body["data"].get("timer") if self.record.name == RAISE_LEVEL else None
        return kind

    @property
    def is_birth(self) -> bool:
        """True for the record that made the case."""
        return not self.record.source


def render(snapshot: Snapshot, told: Recipient) -> tuple[str, str]:
    """Return the subject and the text for one recipient, in the language that is active. What is asked comes first."""
    paragraphs = [_asked(snapshot, told), _facts(snapshot), _happened(snapshot), _parties(snapshot), _capacity(told)]
    return _subject(snapshot), "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _subject(snapshot: Snapshot) -> str:
    words = " ".join(snapshot.hazard.description.split())
    what = words if len(words) <= SUMMARY_LENGTH else words[:SUMMARY_LENGTH] + "…"
    subject = _("%(act)s：%(what)s") % {"act": snapshot.act, "what": what}
    return _("【紧急】%(subject)s") % {"subject": subject} if snapshot.hazard.urgent else subject


def _facts(snapshot: Snapshot) -> str:
    hazard = snapshot.hazard
    lines = [_("编号：%(number)s") % {"number": hazard.number}, _("隐患：%(what)s") % {"what": hazard.description}]
    if hazard.place_text:
        lines.append(_("地点：%(place)s") % {"place": hazard.place_text})
    if hazard.level != Level.UNSET:
        lines.append(_("等级：%(level)s") % {"level": Level(hazard.level).label})
    if hazard.demand_on:
        lines.append(_("整改期限：%(date)s") % {"date": hazard.demand_on.isoformat()})
    return "\n".join(lines)


def _happened(snapshot: Snapshot) -> str:
    """Who did what. A report bears no name: whoever reported is sealed from those who handle it (rule 30)."""
    record, note = snapshot.record, snapshot.body["note"]
    given = {"at": _when(record.at), "act": snapshot.act}
    if snapshot.is_birth:
        line = _("%(at)s %(act)s（%(source)s）") % {**given, "source": Source(snapshot.hazard.source).label}
    elif record.actor_id == 0:
        line = _("%(at)s 系统：%(act)s") % given
    else:
        line = _("%(at)s %(who)s %(act)s") % {**given, "who": _who(snapshot.body["actor"])}
    return line + "\n" + _("意见：%(note)s") % {"note": note} if note else line


def _who(actor: dict[str, Any]) -> str:
    seat = actor["seat"]
    # The reporter's seat would tell who he is as well as his name.
    if not seat or not seat["title"] or actor["name"] == SEALED_NAME:
        return str(actor["name"])
    words = (
        _("%(name)s（%(unit)s%(title)s，代%(principal)s）")
        if seat["stands_in_for"]
        else _("%(name)s（%(unit)s%(title)s）")
    )
    names = {"name": actor["name"], "unit": seat["unit_name"], "title": seat["title"]}
    return words % (names | {"principal": seat["stands_in_for"]})


def _parties(snapshot: Snapshot) -> str:
    chain = snapshot.body["chain"]
    labels = {"territory": _("属地"), "lead": _("牵头单位"), "rectifier": _("整改单位")}
    return "\n".join(
        _("%(party)s：%(unit)s") % {"party": label, "unit": chain[party]["name"]}
        for party, label in labels.items()
        if party in chain
    )


def _asked(snapshot: Snapshot, told: Recipient) -> str:
    state = State(snapshot.record.target)
    turn = LIFECYCLE.turns[state].relation
    timer = snapshot.timer
    other = OTHER_ASKS.get((timer or snapshot.record.name, told.relation))
    if other is not None:
        return _("要求：%(ask)s。") % {"ask": other}
    if turn is None:
        return _("现为“%(state)s”，本案已结束。此件供您知悉。") % {"state": state.label}
    if told.is_turn and told.passed_up:
        asked = _("要求：本环节无人履职，由您督促或代为办理：%(ask)s。") % {"ask": ASKS[state]}
    elif told.is_turn:
        asked = _("要求：轮到您办理，%(ask)s。") % {"ask": ASKS[state]}
    elif timer is not None:
        label = TimerKind(timer).label
        asked = _("要求：“%(timer)s”时限已过，轮到%(whom)s办理，请督促。") % {"timer": label, "whom": turn.label}
    elif snapshot.record.name == RAISE_LEVEL:
        asked = _("要求：“%(state)s”已逾期，轮到%(whom)s办理，请督促。") % {"state": state.label, "whom": turn.label}
    else:
        asked = _("现为“%(state)s”，轮到%(whom)s办理。此件供您知悉。") % {"state": state.label, "whom": turn.label}
    due = _due(snapshot)
    return asked + "\n" + due if due else asked


def _due(snapshot: Snapshot) -> str:
    """Until when: by the record's own clock, or, where it kept the clock, by the hazard's as it was."""
    clock = snapshot.body["clock"]
    due_at = parse_datetime(clock["due_at"]) if clock and clock["due_at"] else snapshot.hazard.due_at
    if due_at is None:
        return ""
    line = _("本环节期限：%(due)s") % {"due": _when(due_at)}
    return line + _("（暂定，待次年放假安排公布）") if clock and clock["provisional"] else line


def _capacity(told: Recipient) -> str:
    seat = told.position
    if not seat.post_id:
        return ""
    words = (
        _("收件身份：%(unit)s%(title)s（代%(principal)s）") if seat.stands_in_for else _("收件身份：%(unit)s%(title)s")
    )
    return words % {"unit": seat.unit_name, "title": seat.title, "principal": seat.stands_in_for}


def _when(instant: datetime) -> str:
    return localtime(instant).strftime("%Y-%m-%d %H:%M")
