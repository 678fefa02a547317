"""Who can do what on a hazard now, and why the others can't: the gate's own answers, for everybody of its chain.

The reporter is sealed (rule 30). Whoever reported is listed as the reporter, without a name, as if he held no seat;
and where he also sits in the chain, what bars the reporter is not said of him by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import selectors
from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.sealing import Answers, co_reporters, sealed
from records.actor import Actor
from responsibility.models import Unit
from responsibility.positions import Position, seats_of
from workflow import engine
from workflow.deciding import Verdict
from workflow.lifecycle import Transition
from workflow.refusals import Reason

REPORTER = "reporter"
"""The key of the reporter, who has no other name here."""

# The columns of the chain, whether seats inside the unit count too, and what a party is called.
PARTIES: tuple[tuple[str, bool, str | Promise], ...] = (
    ("street_id", False, lazy("属地街道")),
    ("community_id", True, lazy("社区")),
    ("lead_id", True, lazy("牵头单位")),
    ("interim_lead_id", True, lazy("首接暂管单位")),
    ("rectifier_id", False, lazy("整改单位")),
    ("verifying_unit_id", True, lazy("复查单位")),
    ("listing_unit_id", True, lazy("督办部门")),
    ("coordinator_id", False, lazy("统筹协调办公室")),
    ("committee_id", False, lazy("安委会")),
    ("district_id", False, lazy("区")),
)
# Lists of units beside the chain.
LISTS: tuple[tuple[str, str | Promise], ...] = (
    ("co_units", lazy("协办单位")),
    ("candidate_ids", lazy("候选部门")),
    ("loser_ids", lazy("未认领到的候选部门")),
    ("party_ids", lazy("已发表意见的单位")),
    ("co_rectifier_ids", lazy("相关整改单位")),
)
# Persons whom the case itself names: they may act, or be barred, without any seat in the chain.
NAMED_LISTS = ("look_back_ids",)
NAMED = ("proposer_person_id", "handler_person_id", "submitter_person_id", "request_person_id")


@dataclass(slots=True)
class Member:
    """One person of a hazard's chain, with his seats in it; or the reporter."""

    key: str
    name: str
    seats: list[Position] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """The person as an actor; the reporter has none."""
        return Actor(person_id=int(self.key), name=self.name)


@dataclass(frozen=True, slots=True)
class Way:
    """How a person can do it: the seat he acts from, and whose empty seats it has passed upward from."""

    member: Member
    seat: Position | None
    passed_from: str = ""


@dataclass(slots=True)
class Group:
    """Those who can't, for the same reasons."""

    reasons: tuple[Reason, ...]
    members: list[Member] = field(default_factory=list)


@dataclass(slots=True)
class Act:
    """One transition: who can, who can't and why; `by_system` when the machine takes it, too or alone."""

    row: Transition
    in_step: bool
    by_system: bool
    by_people: bool
    can: list[Way] = field(default_factory=list)
    cannot: list[Group] = field(default_factory=list)


def members_of(hazard: Hazard, at: datetime) -> list[Member]:
    """Return everybody of the chain, each once, in the chain's order; last the reporter. Three queries at most."""
    units = {getattr(hazard, column) for column, inside, _label in PARTIES if not inside}
    units |= {unit for column, _label in LISTS for unit in getattr(hazard, column)}
    inside = {getattr(hazard, column) for column, deep, _label in PARTIES if deep}
    seats = {seat.appointment_id: seat for seat in seats_of(sorted(units - {None}), at)}
    if inside - {None}:
        seats |= {seat.appointment_id: seat for seat in seats_of(sorted(inside - {None}), at, inside=True)}
    members: dict[int, Member] = {}
    for column, deep, label in PARTIES:
        _seat(members, seats.values(), getattr(hazard, column), label, deep=deep)
    for column, label in LISTS:
        for unit in getattr(hazard, column):
            _seat(members, seats.values(), unit, label, deep=False)
    named = {getattr(hazard, column) for column in NAMED} - {None} - members.keys()
    named |= {pk for column in NAMED_LISTS for pk in getattr(hazard, column)} - members.keys()
    for pk, name in selectors.names_of_persons(named).items() if named else ():
        members[pk] = Member(str(pk), name, parties=[_("经办过的人")])
    found = list(members.values())
    return [*found, Member(REPORTER, _("上报人（姓名保密）"))] if hazard.reporter_person_id else found


def _seat(
    members: dict[int, Member], seats: Iterable[Position], unit: int | None, label: str | Promise, *, deep: bool
) -> None:
    for seat in seats:
        if unit is not None and (unit in seat.path if deep else unit == seat.unit_id):
            member = members.setdefault(seat.person_id, Member(str(seat.person_id), seat.person_name))
            if seat not in member.seats:
                member.seats.append(seat)
            if str(label) not in member.parties:
                member.parties.append(str(label))


def explain(hazard: Hazard, members: Sequence[Member], names: Iterable[str] | None = None) -> list[Act]:
    """Return, in the law's order, who of `members` can take each transition, and why the others can't."""
    answers = _answers(hazard, members, names)
    wanted = None if names is None else set(names)
    units = names_of_units([hazard], {hazard.pk: answers.values()})
    acts = []
    for row in LIFECYCLE.rows.values():
        if row.sources and (wanted is None or row.name in wanted):
            act = _act(row, hazard)
            for member in members if act.by_people else ():
                _sort_in(act, member, answers[member.key][row.name], hazard, units)
            acts.append(act)
    return acts


def _act(row: Transition, hazard: Hazard) -> Act:
    ways = row.by.alternatives if row.by else ()
    machine = [way.system for way in ways]
    return Act(row, hazard.state in row.sources, any(machine), not machine or not all(machine))


def _sort_in(act: Act, member: Member, verdict: Verdict, hazard: Hazard, units: Mapping[int, str]) -> None:
    if not verdict.reasons:
        act.can.append(Way(member, verdict.seat, passed_from(verdict, hazard, units)))
        return
    reasons = tuple(verdict.reasons)
    group = next((group for group in act.cannot if group.reasons == reasons), None)
    if group is None:
        group = Group(reasons)
        act.cannot.append(group)
    group.members.append(member)


def passed_from(verdict: Verdict, hazard: Hazard, units: Mapping[int, str]) -> str:
    """Say where nobody is left: 街道应急办（柳荫街道、安防救联办）; empty when the seat is the relation's own."""
    if verdict.passed_from is None:
        return ""
    passed = dict.fromkeys(getattr(hazard, column) for column in verdict.passed_from.units)
    names = "、".join(units[unit] for unit in passed if unit in units)
    label = str(verdict.passed_from.label)
    return _("%(relation)s（%(units)s）") % {"relation": label, "units": names} if names else label


def names_of_units(hazards: Iterable[Hazard], answers: Mapping[int, Iterable[Answers]]) -> dict[int, str]:
    """Return the names of the units that acts have passed over; a query only when some have."""
    passed = {
        getattr(hazard, column)
        for hazard in hazards
        for found in answers[hazard.pk]
        for verdict in found.values()
        if verdict.passed_from is not None
        for column in verdict.passed_from.units
    }
    return dict(Unit.objects.filter(pk__in=passed - {None}).values_list("pk", "name")) if passed else {}


# --- Asking the gate ------------------------------------------------------------------------------------------------
def _answers(hazard: Hazard, members: Sequence[Member], names: Iterable[str] | None) -> dict[str, Answers]:
    """Ask the gate about everybody at once; the reporter a second time, as nothing but the reporter."""
    wanted = None if names is None else list(names)
    seated = [member for member in members if member.key != REPORTER]
    found: dict[str, Answers] = {}
    if seated:
        asked = engine.verdicts(Hazard, [hazard], actors=[member.actor for member in seated], names=wanted)
        found = {str(person): answers for (_case, person), answers in asked.items()}
    reporter = hazard.reporter_person_id
    for person in {reporter, *(person for _case, person in co_reporters([hazard]))}:
        if person and str(person) in found:
            known = {hazard.pk: found[str(person)]}
            found[str(person)] = sealed([hazard], known, person, names=wanted)[hazard.pk]
    if reporter and any(member.key == REPORTER for member in members):
        actor = Actor(person_id=reporter, name="")
        named = engine.verdicts(Hazard, [hazard], actors=[actor], names=wanted, seatless=True)
        found[REPORTER] = named[hazard.pk, reporter]
    return found


# --- One person -----------------------------------------------------------------------------------------------------
def can_do(hazards: Sequence[Hazard], actor: Actor) -> dict[int, Answers]:
    """Return what the gate says to one person of every transition that leaves from where each hazard stands."""
    asked = engine.verdicts(Hazard, hazards, actors=[actor], in_step=True)
    answers = {case: found for (case, _person), found in asked.items()}
    return sealed(hazards, answers, actor.person_id, in_step=True)


def is_his_units_turn(hazard: Hazard, positions: Iterable[Position]) -> bool:
    """Tell whether the party whose turn it is by the law is a unit in which, or in a division of which, he sits."""
    party = next((party for party, states in selectors.TURN_OF.items() if State(hazard.state) in states), None)
    unit = getattr(hazard, f"{party}_id") if party else None
    if unit is None:
        return False
    return any(unit == seat.unit_id or (party == "lead" and unit in seat.path) for seat in positions)
