"""Take an organisation in: all of it in one transaction, or nothing; what needs two persons, only when both agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from records import acts, approvals
from records.actor import Actor
from records.clock import now
from records.models import Act, Decision, Proposal
from responsibility.enums import PostKind
from responsibility.exchange.appointment_rows import carry_appointments
from responsibility.exchange.carrying import Carrying
from responsibility.exchange.cells import kept
from responsibility.exchange.parsing import parse
from responsibility.exchange.place_rows import carry_places
from responsibility.exchange.problems import Problem
from responsibility.exchange.seat_rows import Seats
from responsibility.exchange.unit_rows import carry_units, end_units, judge_named_units
from responsibility.exchange.words import MOST_TOLD, Change, told
from responsibility.exchange.workbook import Sheets
from responsibility.services.units import lock_trees
from responsibility.stewards import steward

KIND = "organisation"
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: everything that is wrong with it; or what was done, counted by act.

    In a rehearsal, and with rows that need a second person, `done` is what would be: nothing was done yet. Then
    `for_two` counts those rows, and `proposal` waits for a second person (none in a rehearsal).
    """

    problems: list[Problem] = field(default_factory=list)
    done: Mapping[str, int] = field(default_factory=dict)
    for_two: int = 0
    # In a rehearsal, the first of the acts one by one.
    changes: list[Change] = field(default_factory=list)
    proposal: Proposal | None = None


class _Undone(Exception):
    """Takes the transaction back."""


def import_organisation(sheets: Sheets, *, actor: Actor, dry_run: bool = False, power_by_two: bool = False) -> Outcome:
    """Parse the sheets, then found, move, appoint, relieve, register whatever they say and doesn't stand yet.

    Each change is the recorded act of its own service. What the file doesn't name is left alone. While there is one
    problem nothing is done; all problems are told at once, those of the services too. When a row begins in the past
    the whole file becomes a proposal, and is carried out when another person approves it; with `power_by_two` also
    when one names somebody to a seat of power, or the actor himself. (The command leaves that out: who has the server
    sets the first organisation up, when there is no second person yet.)
    """
    carrying = _carry(sheets, actor=actor, as_of=now(), approved=False, dry_run=dry_run, power_by_two=power_by_two)
    problems = sorted(carrying.parsed.problems, key=lambda one: (one.sheet, one.line, one.column))
    proposal = None
    if carrying.for_two and not problems and not dry_run:
        kept_sheets = {name: [[kept(cell) for cell in row] for row in rows] for name, rows in sheets.items()}
        payload = {"sheets": kept_sheets, "done": dict(carrying.done)}
        proposal = approvals.propose(KIND, payload, actor=actor, reason="；".join(dict.fromkeys(carrying.for_two)))
    return Outcome(problems, {} if problems else dict(carrying.done), len(carrying.for_two), carrying.changes, proposal)


def _carry(
    sheets: Sheets,
    *,
    actor: Actor,
    as_of: datetime,
    approved: bool,
    dry_run: bool = False,
    power_by_two: bool = False,
) -> Carrying:
    """Carry everything out in one transaction; take it back in a rehearsal, for a problem, for an unapproved past."""
    carrying = Carrying(parse(sheets), actor, as_of, approved, power_by_two)
    try:
        with transaction.atomic():
            lock_trees()
            begun = Act.objects.aggregate(last=Max("pk"))["last"] or 0
            carry_units(carrying)
            judge_named_units(carrying)
            seats = Seats(carrying)
            seats.carry()
            carry_appointments(carrying, seats)
            carry_places(carrying)
            end_units(carrying)
            if dry_run and not carrying.parsed.problems:
                carrying.changes = told(_acts_since(begun, actor))
            if dry_run or carrying.parsed.problems or (carrying.for_two and not approved):
                raise _Undone
            if carrying.done:
                data = dict(carrying.done)
                acts.append("organisation", "import", actor=actor, at=now(), data=data)
    except _Undone:
        pass
    return carrying


def _acts_since(last: int, actor: Actor) -> list[Act]:
    written = Act.objects.filter(pk__gt=last, actor_id=actor.person_id).select_related("stream").order_by("pk")
    return list(written[:MOST_TOLD])


def _apply(payload: Mapping[str, Any], actor: Actor, proposal: Proposal) -> None:
    """Carry an approved file out, with dates as they were meant when it was handed in."""
    carrying = _carry(payload["sheets"], actor=actor, as_of=proposal.proposed_at, approved=True)
    problems = carrying.parsed.problems
    if problems:
        said = "；".join(str(problem) for problem in problems[:SHOWN])
        raise approvals.ApprovalRefused(_("提出之后情况已变，不能照此执行：%(problems)s") % {"problems": said})


def register_proposals() -> None:
    """Tell the approvals that this room applies whole files."""
    approvals.register(KIND, _apply, _check_decider)


def _check_decider(proposal: Proposal, decision: Decision, note: str, actor: Actor) -> None:
    """A whole file is decided on by an account administrator or by the head of a unit that has none above it."""
    if decision == Decision.WITHDRAWN:
        return
    who = steward(actor.person_id, now())
    if not who.administers and not any(len(head.path) == 1 and head.kind == PostKind.HEAD for head in who.heads):
        raise approvals.ApprovalRefused(_("整份机构表由账号管理员或区负责人确认"))
    if decision == Decision.REFUSED and not note.strip():
        raise approvals.ApprovalRefused(_("请写明不同意的理由"))
