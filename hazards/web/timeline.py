"""经过: the records of a hazard, as a person would tell them. The records are all there is to tell."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from hazards import selectors
from hazards.access import Standing
from hazards.beside import BESIDE
from hazards.enums import Level, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import HazardRecord
from hazards.services.reporters import SEALED_NAME
from hazards.web import said
from hazards.web.due import say_day, say_instant
from hazards.web.forms import FILED
from records.actor import SYSTEM


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `name` is the act's in the law."""

    name: str
    when: str
    who: str
    seat: str
    stands_in_for: str
    is_machine: bool
    is_proxy: bool
    what: str
    source: str
    target: str
    note: str
    parts: list[tuple[str, str]]
    sequence: int
    seal: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class History:
    """What the page shows of the history: its key steps (要点) or all of it, and how many there are of each."""

    entries: list[Entry]
    is_key: bool
    key_count: int
    count: int

    @property
    def left_out(self) -> int:
        """How many entries the key steps leave out; 0: there is nothing to choose."""
        return self.count - self.key_count


LONG = 10
"""A history of more entries than this is shown by its key steps, unless all of it is asked for."""

# Key are the acts of a hazard's life (hazards/lifecycle.py); of what is done beside it, these.
BESIDE_BUT_KEY = {
    *("order_measure", "lift_measure", "expire_measure", "put_on_list", "revoke_listing"),
    *("contest_claim", "state_objection", "ask_review", "take_in"),
}
KEY = (set(LIFECYCLE.rows) - {row.name for row in BESIDE} - {"sign_opinion"}) | BESIDE_BUT_KEY


def history(told: list[Entry], wanted: str) -> History:
    """Return the part of it that is wanted, "key" or "all"; without a wish, all of a short one, else its key steps."""
    key = [entry for entry in told if entry.is_key]
    is_key = len(told) > LONG if wanted not in ("key", "all") else wanted == "key"
    return History(key if is_key else told, is_key, len(key), len(told))


def entries(records: Iterable[HazardRecord], viewer: Standing) -> list[Entry]:
    """Return what happened, newest first. Who reported is sealed from everybody but himself (rule 30)."""
    told = [_Told(record, json.loads(record.body)) for record in sorted(records, key=lambda record: record.sequence)]
    stood: dict[str, Any] = {}
    for one in told:
        stood = one.stood = stood | one.body["changes"]
    names = _Names.of(told)
    return [_entry(one, names, viewer) for one in reversed(told)]


def last_of(told: Iterable[Entry], names: Iterable[str]) -> Entry | None:
    """Return the newest of the entries that is one of these acts."""
    wanted = set(names)
    return next((entry for entry in told if entry.name in wanted), None)


@dataclass(slots=True)
class _Told:
    """One record, its parsed body, and the hazard's columns as it left them: the fold of all changes so far."""

    record: HazardRecord
    body: dict[str, Any]
    stood: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names behind the ids that the records bear: three queries, however many records."""

    persons: dict[int, str]
    matters: dict[int, str]
    units: dict[int, str]

    @classmethod
    def of(cls, told: Iterable[_Told]) -> "_Names":
        """Read them."""
        ids = {
            column: {one.stood[column] for one in told if one.stood.get(column)}
            for column in ("handler_person_id", "matter_id")
        }
        units = {one.stood["verifying_unit_id"] for one in told if one.stood.get("verifying_unit_id")}
        units = units.union(*(one.stood.get("candidate_ids") or () for one in told))
        return cls(
            selectors.names_of_persons(ids["handler_person_id"]),
            selectors.names_of_matters(ids["matter_id"]),
            selectors.names_of_units(units.union(*(said.units_in(one.body["data"]) for one in told))),
        )


def _who(record: HazardRecord, viewer: Standing) -> str:
    if record.actor_id == SYSTEM.person_id:
        return _("系统")
    if record.name == "report":  # the record itself bears no name
        return viewer.name if record.actor_id == viewer.person_id else _("上报人（姓名保密）")
    return record.actor_name


def _entry(one: _Told, names: _Names, viewer: Standing) -> Entry:
    record, body, at = one.record, one.body, viewer.at
    # His seat would tell who reported as well as his name: of a report, and of what he asks for by no name.
    nameless = record.name == "report" or record.actor_name == SEALED_NAME
    sealed = nameless and record.actor_id != viewer.person_id
    seat = {} if sealed else body["actor"].get("seat") or {}
    moved = record.source and record.source != record.target
    digest = bytes(record.hash).hex()
    return Entry(
        name=record.name,
        when=say_instant(record.at, at),
        who=_who(record, viewer),
        seat=" ".join(filter(None, (seat.get("unit_name", ""), seat.get("title", "")))),
        stands_in_for=seat.get("stands_in_for", ""),
        is_machine=record.actor_id == SYSTEM.person_id,
        is_proxy=record.name in FILED and seat.get("unit") != body["chain"].get("rectifier", {}).get("unit"),
        what=_what(record, body["data"]),
        source=str(State(record.source).label) if moved else "",
        target=str(State(record.target).label) if moved else "",
        note=body["note"],
        parts=[*_decided(one, names, at), *said.parts(body["data"], names.units, at)],
        sequence=record.sequence,
        seal="" if sealed else f"{digest[:4]} {digest[4:8]}",
        is_key=record.name in KEY,
    )


def _what(record: HazardRecord, data: dict[str, Any]) -> str:
    if record.name in LIFECYCLE.rows:
        return str(LIFECYCLE[record.name].label)
    return _("升级：%(rung)s") % {"rung": data["rung"]} if "rung" in data else record.name


# What each act settled, of what the hazard says after it: the proposal whole, the handler, the new date.
DECIDED = {
    "propose_assignment": ("lead", "rectifier", "level", "demand_on", "matter"),
    "open_for_claim": ("candidates", "rectifier", "level", "demand_on", "matter"),
    "move_territory": ("territory",),
    "accept": ("handler",),
    "claim": ("lead", "handler", "level", "rectifier", "demand_on"),
    "rule": ("lead", "verifying_unit", "level", "rectifier", "demand_on", "number"),
    "rerule": ("lead", "verifying_unit", "number"),
    "change_rectifier": ("rectifier", "demand_on"),
    "designate_verifier": ("verifying_unit",),
    "determine": ("level",),
    "shelve": ("review_on",),
    **dict.fromkeys(("fail_verification", "reopen", "file_plan", "extend", "resume"), ("demand_on",)),
}


def _decided(one: _Told, names: _Names, at: datetime) -> list[tuple[str, str]]:
    stood, chain = one.stood, one.body["chain"]
    words: dict[str, tuple[str, Callable[[], str]]] = {
        "lead": (_("牵头单位"), lambda: chain.get("lead", {}).get("name", "")),
        "rectifier": (
            _("整改单位"),
            lambda: chain.get("rectifier", {}).get("name", "") or stood.get("rectifier_note", ""),
        ),
        "territory": (_("属地"), lambda: chain.get("territory", {}).get("name", "")),
        "level": (_("隐患等级"), lambda: str(Level(stood.get("level", "")).label)),
        "demand_on": (_("整改期限"), lambda: say_day(_date(stood.get("demand_on")), at)),
        "review_on": (_("复核日期"), lambda: say_day(_date(stood.get("review_on")), at)),
        "matter": (_("监管事项"), lambda: names.matters.get(stood.get("matter_id") or 0, "")),
        "handler": (_("承办人"), lambda: names.persons.get(stood.get("handler_person_id") or 0, "")),
        "verifying_unit": (_("复查单位"), lambda: names.units.get(stood.get("verifying_unit_id") or 0, "")),
        "number": (_("文号"), lambda: stood.get("ruling_number") or ""),
        "candidates": (_("候选部门"), lambda: "、".join(names.units.get(pk, "") for pk in stood["candidate_ids"])),
    }
    found = [(words[what][0], words[what][1]()) for what in DECIDED.get(one.record.name, ())]
    return [(word, text) for word, text in found if text]


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
