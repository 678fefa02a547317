"""经过: the records of a hazard, as a person would tell them. The records are all there is to tell."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import State
from hazards.guards import PLAN_PARTS
from hazards.lifecycle import LIFECYCLE
from hazards.models import HazardRecord
from hazards.web.due import say_instant
from records.actor import SYSTEM


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    when: str
    who: str
    seat: str
    stands_in_for: str
    is_machine: bool
    what: str
    source: str
    target: str
    note: str
    parts: list[tuple[str, str]]
    sequence: int
    seal: str


def entries(records: Iterable[HazardRecord], at: datetime, viewer_id: int) -> list[Entry]:
    """Return what happened, newest first. The reporter's name is sealed from everybody but himself (rule 30)."""
    return [_entry(record, at, viewer_id) for record in sorted(records, key=lambda record: -record.sequence)]


def _who(record: HazardRecord, viewer_id: int) -> str:
    if record.actor_id == SYSTEM.person_id:
        return _("系统")
    if record.name == "report" and record.actor_id != viewer_id:
        return _("上报人（姓名保密）")
    return record.actor_name


def _entry(record: HazardRecord, at: datetime, viewer_id: int) -> Entry:
    body: dict[str, Any] = json.loads(record.body)
    sealed = record.name == "report" and record.actor_id != viewer_id
    seat = {} if sealed else body["actor"].get("seat") or {}
    moved = record.source and record.source != record.target
    digest = bytes(record.hash).hex()
    return Entry(
        when=say_instant(record.at, at),
        who=_who(record, viewer_id),
        seat=" ".join(filter(None, (seat.get("unit_name", ""), seat.get("title", "")))),
        stands_in_for=seat.get("stands_in_for", ""),
        is_machine=record.actor_id == SYSTEM.person_id,
        what=_what(record, body["data"]),
        source=str(State(record.source).label) if moved else "",
        target=str(State(record.target).label) if moved else "",
        note=body["note"],
        parts=_parts(body["data"]),
        sequence=record.sequence,
        seal="" if sealed else f"{digest[:4]} {digest[4:8]}",
    )


def _what(record: HazardRecord, data: dict[str, Any]) -> str:
    if record.name in LIFECYCLE.rows:
        return str(LIFECYCLE[record.name].label)
    return _("升级：%(rung)s") % {"rung": data["rung"]} if "rung" in data else record.name


def _parts(data: dict[str, Any]) -> list[tuple[str, str]]:
    """The plan's parts, and the other hazard of a request."""
    plan = data.get("plan", {})
    found = [(str(word), str(plan[part])) for part, word in PLAN_PARTS.items() if plan.get(part)]
    if data.get("twin"):
        found.append((_("与哪一件重复"), data["twin"]))
    return found
