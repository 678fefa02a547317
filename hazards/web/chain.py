"""The baton bar and the lifecycle line: who holds it, and where it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import State
from hazards.models import Hazard, HazardRecord
from hazards.selectors import Held, Seated
from responsibility.positions import Position
from workflow.calendar import local_date

ROLES = {
    "street": ("map-pin", lazy("属地"), lazy("协助")),
    "lead": ("building", lazy("牵头单位"), lazy("监管复查")),
    "rectifier": ("building-store", lazy("整改单位"), lazy("整改")),
    "above": ("scale", lazy("上级"), lazy("代为督办")),
    "coordinator": ("scale", lazy("统筹协调办公室"), lazy("会商裁定")),
    "interim_lead": ("building", lazy("候选部门"), lazy("认领")),
}


# Whose turn may be outside the three parties, by the law itself.
ASIDE = ("coordinator", "interim_lead")
# While these last, the street doesn't assist: it decides who leads.
TRIAGE = (State.REPORTED, State.AWAITING_APPROVAL)


@dataclass(slots=True)
class Party:
    """One field of the baton bar."""

    icon: str
    role: Any
    verb: Any
    unit: str
    nobody: str = ""
    people: list[Position] = field(default_factory=list)
    more: int = 0
    empty_post: str = ""
    is_holder: bool = False
    # Who handles it for the lead, when the field doesn't name him anyway.
    handler: str = ""


def baton(hazard: Hazard, chain: Sequence[Seated], held: Held | None, handler: str = "") -> list[Party]:
    """Return the three parties; a fourth first, while the turn has passed to one above them."""
    parties = [_party(hazard, seated, held) for seated in chain]
    for seated, party in zip(chain, parties, strict=True):
        if seated.party == "lead" and handler not in {seat.person_name for seat in party.people}:
            party.handler = handler
    if held and held.holders and not any(party.is_holder for party in parties):
        icon, role, verb = ROLES[held.party if held.party in ASIDE else "above"]
        parties.insert(0, Party(icon, role, verb, held.unit_name, people=list(held.holders[:2]), is_holder=True))
    return parties


def _party(hazard: Hazard, seated: Seated, held: Held | None) -> Party:
    icon, role, usual = ROLES[seated.party]
    verb = _("研判派单") if seated.party == "street" and hazard.state in TRIAGE else str(usual)
    if seated.unit is None:
        nobody = hazard.rectifier_note if seated.party == "rectifier" else ""
        return Party(icon, role, verb, "", nobody=nobody or _("还没有定"), is_holder=_holds(seated, held))
    if held is not None and _holds(seated, held):
        shown = list(held.holders[:3])
        empty = seated.empty_post if not shown else ""
        return Party(
            icon, role, verb, seated.unit.name, people=shown, more=len(held.holders) - len(shown),
            empty_post=empty, is_holder=True,
        )  # fmt: skip
    people = [seat for seat in (seated.head, *seated.standing_in) if seat]
    return Party(icon, role, verb, seated.unit.name, people=people, empty_post=seated.empty_post)


def _holds(seated: Seated, held: Held | None) -> bool:
    if held is None or held.party != seated.party:
        return False
    return (seated.unit.pk if seated.unit else None) == held.unit_id


@dataclass(frozen=True, slots=True)
class Station:
    """One station of the lifecycle line: done, here, or to come."""

    name: Any
    note: str
    is_done: bool = False
    is_here: bool = False
    is_side: bool = False


# Six stations, each with the states shown at it.
LINE = (
    (lazy("上报"), (State.REPORTED,)),
    (lazy("审批"), (State.AWAITING_APPROVAL,)),
    (lazy("签收"), (State.DISPATCHED, State.CLAIMABLE, State.CONSULTING)),
    (lazy("整改"), (State.PLANNING, State.RECTIFYING, State.SHELVED)),
    (lazy("复查"), (State.AWAITING_VERIFICATION,)),
    (lazy("销号"), (State.AWAITING_WRITE_OFF,)),
)
ENDS = (State.WRITTEN_OFF, State.IMPORTED_CLOSED)
# Ends beside the way.
LEFT = (State.VOIDED, State.MERGED, State.TRANSFERRED)


def line(hazard: Hazard, records: Sequence[HazardRecord]) -> list[Station]:
    """Return the stations; a case that left otherwise stops where it was."""
    left = {record.source: record.at for record in records if record.source != record.target}
    state = State(hazard.state)
    has_left = state in LEFT
    left_at = next((record for record in reversed(records) if record.source != record.target), None)
    stop = State(left_at.source) if has_left and left_at and left_at.source else state
    here = next((n for n, (_name, states) in enumerate(LINE) if stop in states), len(LINE))
    stations = [
        _station(n, here, name, next((left[s] for s in reversed(states) if s in left), None), hazard)
        for n, (name, states) in enumerate(LINE)
    ]
    if has_left:
        stations = [*stations[:here], Station(state.label, _day(hazard.ended_at), is_here=True, is_side=True)]
    return stations


def _station(n: int, here: int, name: Any, left_at: Any, hazard: Hazard) -> Station:
    if n < here:
        is_last = n == len(LINE) - 1
        label = str(hazard.state_label) if is_last and here == len(LINE) else name
        return Station(label, _day(left_at), is_done=True)
    if n == here:
        rounds = hazard.failed_rounds + 1
        note = _("第 %(n)d 次") % {"n": rounds} if rounds > 1 else _("在这里")
        return Station(hazard.state_label, note, is_here=True)
    return Station(name, "")


def _day(at: Any) -> str:
    return f"{local_date(at).month}-{local_date(at).day:02d}" if at else ""
