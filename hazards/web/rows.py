"""Rows of lists: what a line says of one hazard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from hazards.enums import RequestKind, State
from hazards.models import Hazard
from hazards.selectors import Held
from hazards.web import batch, due
from hazards.web.acts import EXPECTED, TASKS
from hazards.web.due import Chip
from workflow.calendar import local_date


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the workbench or the ledger."""

    hazard: Hazard
    chip: Chip | None
    asks: str = ""
    held: Held | None = None
    # Whose turn it is, each as one piece: a name never breaks inside.
    people: tuple[str, ...] = ()
    age: str = ""
    # In a list that may be picked from: it may be one of many, or why it is looked at alone.
    is_pickable: bool = False
    alone: str = ""


@dataclass(slots=True)
class Section:
    """A part of the workbench: overdue, due today, later."""

    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def pickable(self) -> int:
        """How many of them may be picked to be approved together."""
        return sum(row.is_pickable for row in self.rows)


def sections(hazards: Sequence[Hazard], asked: Mapping[int, bool], at: datetime) -> list[Section]:
    """Part what waits for me into overdue, today, this week and later; empty parts are left out."""
    parts = [Section(_("已逾期")), Section(_("今天到期")), Section(_("一周内")), Section(_("以后"))]
    for hazard in hazards:
        of_many = batch.is_offered(hazard) and not asked[hazard.pk]
        alone = batch.stands_alone(hazard) if of_many else ""
        row = Row(
            hazard,
            due.chip_of(hazard, at),
            asks=_asks(hazard, asked[hazard.pk]),
            is_pickable=of_many and not alone,
            alone=alone,
        )
        parts[_part(hazard, at)].rows.append(row)
    return [part for part in parts if part.rows]


def _part(hazard: Hazard, at: datetime) -> int:
    if hazard.due_at is None:
        return 3
    if hazard.due_at <= at:
        return 0
    days = (local_date(hazard.due_at) - local_date(at)) // timedelta(days=1)
    return 1 if days == 0 else 2 if days < 7 else 3


def _asks(hazard: Hazard, is_request: bool) -> str:
    """What is wanted of me, in a few words."""
    if is_request:
        if not hazard.request_kind:
            return _("管辖争议，请您裁定")
        return _("%(kind)s申请，请您定") % {"kind": RequestKind(hazard.request_kind).label}
    state = State(hazard.state)
    names = EXPECTED.get(state, ())
    what = str(TASKS.get(state) or hazard.lifecycle[names[0]].label) if names else hazard.state_label
    if hazard.state == State.AWAITING_APPROVAL and hazard.lead:
        return _("%(act)s：拟派 %(unit)s") % {"act": what, "unit": hazard.lead.name}
    return what


def ledger_rows(hazards: Sequence[Hazard], held: Mapping[int, Held], at: datetime) -> list[Row]:
    """Return the lines of the ledger."""
    return [
        Row(
            hazard,
            due.chip_of(hazard, at),
            held=held.get(hazard.pk),
            people=_people(held.get(hazard.pk)),
            age=due.span(_whole((hazard.ended_at or at) - hazard.reported_at)),
        )
        for hazard in hazards
    ]


def _people(held: Held | None) -> tuple[str, ...]:
    if held is None or not held.holders:
        return ()
    names = tuple(seat.person_name for seat in held.holders)
    return names if len(names) <= 2 else (_("%(name)s 等 %(n)d 人") % {"name": names[0], "n": len(names)},)


def _whole(length: timedelta) -> timedelta:
    """Days alone, once there are any: a column of ages is read at a glance."""
    return timedelta(days=length.days) if length.days else length
