"""The gate. Nothing else changes a state: no view, task, import, admin page or shell helper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from records.actor import SYSTEM, Actor
from responsibility.positions import Position, asking_once, delegations_ended, positions_of
from workflow import deciding, entries, writing
from workflow.lifecycle import Fact, Then, Transition
from workflow.models import Case, Move
from workflow.reading import Facts, Reading, lock, read
from workflow.refusals import Reason, Refused, RefusedError
from workflow.timing import Timing, timing_at

# How often an act that waited in vain for another one is judged again.
CROSSINGS = 2


@dataclass(frozen=True, slots=True)
class Fired:
    """What a call to the gate did to one case: the record it wrote, and the case as it is now."""

    record_id: int
    case: Case
    name: str
    at: datetime
    repeated: bool = False


def fire(model: type[Case], case_id: int, name: str, *, actor: Actor, **given: Any) -> Fired:
    """Fire one transition on one case; `fire_many` of one. Raises RefusedError with all reasons."""
    (answer,) = fire_many(model, [case_id], name, actor=actor, **given)
    if isinstance(answer, Refused):
        raise RefusedError(answer)
    return answer


def fire_many(
    model: type[Case],
    ids: Iterable[int],
    name: str,
    *,
    actor: Actor,
    note: str = "",
    key: str | None = None,
    versions: Mapping[int, int] | None = None,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> list[Fired | Refused]:
    """Fire the transition `name` on the cases `ids`; answer for each, in id order: what was written, or why not.

    One transaction: lock the cases; read instant, seats and facts; decide each in Python; write all that are
    allowed in one statement. `key` makes it idempotent: the same key, for the same act of the same person, returns
    the first record. `versions` are those the caller had seen; another one now is a lost race and says who was
    faster. `changes` go to the transition's method, `data` (canonical values) and `note` into the record. What the
    law lets follow (`then`) is taken in the same transaction, with the same `data`.

    Of two acts that wait for each other's cases the database lets one go on; the other is judged again by what that
    one left, unless it is part of a larger transaction.

    Raises RefusedError, and writes nothing at all, when rows beside a case can't follow it (`Case.follow`), or another
    case can't take its part, or it has waited in vain.
    """
    wanted, call = set(ids), _Call(actor, note, data or {}, key, versions or {})
    left = 0 if connection.in_atomic_block else CROSSINGS
    while True:
        try:
            return _fired(model, wanted, name, call, changes)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            if not left:
                raise RefusedError(Refused(min(wanted), name, (deciding.crossed(),))) from error
            left -= 1


def _fired(
    model: type[Case], wanted: set[int], name: str, call: "_Call", changes: Mapping[str, Any]
) -> list[Fired | Refused]:
    row = model.lifecycle[name]
    with transaction.atomic(savepoint=False):
        cases = lock(model, wanted)
        drafts = [deciding.try_out(row, case, changes, call.actor) for case in cases]
        units = entries.units_of(model, [*cases, *drafts])
        reading = read(model, row.needs, actor=call.actor, drafts=drafts, units=units, key=call.key, hold_seats=True)
        answers, allowed, moves = _judged(row, cases, drafts, reading, call)
        if allowed:
            answers |= _written(model, name, allowed, moves, reading.now)
            for then in row.then:
                _follow_up(model, then, answers, [entry.case for entry in allowed], call.data)
    answers |= {pk: Refused(pk, name, (deciding.not_found(),)) for pk in wanted - set(answers)}
    return [answers[pk] for pk in sorted(answers)]


@dataclass(frozen=True, slots=True)
class _Call:
    """What one call of the gate was given, the same for all its cases."""

    actor: Actor
    note: str
    data: Mapping[str, Any]
    key: str | None
    versions: Mapping[int, int]


def _judged(
    row: Transition, cases: Sequence[Case], drafts: Sequence[Case], reading: Reading, call: _Call
) -> tuple[dict[int, Fired | Refused], list[writing.Entry], list[Move]]:
    """Decide each case: those answered already (refused, or done before), and what is to be written of the others."""
    answers: dict[int, Fired | Refused] = {}
    allowed: list[writing.Entry] = []
    moves: list[Move] = []
    timing = timing_at(reading.timing)
    for case, draft in zip(cases, drafts, strict=True):
        values = reading.facts.get(case.pk, {})
        facts = _facts(reading, call.actor, call.note, call.data, case, values, timing)
        if call.key and facts["done"]:
            answers[case.pk] = _repeated(case, row.name, call.actor, facts["done"], reading.now)
            continue
        seen = call.versions.get(case.pk, case.version)
        verdict = deciding.decide(row, case, draft, facts, reading.positions, seen_version=seen)
        verdict.reasons += deciding.without_limit(row, draft, timing, reading.now)
        if verdict.reasons:
            answers[case.pk] = Refused(case.pk, row.name, tuple(verdict.reasons))
            continue
        allowed.append(entries.entry(row, case, draft, facts, verdict.seat, timing, key=call.key))
        moves.append(Move(row.name, case, draft, facts))
    return answers, allowed, moves


def _written(
    model: type[Case], name: str, allowed: Sequence[writing.Entry], moves: Sequence[Move], at: datetime
) -> dict[int, Fired | Refused]:
    """Write the entries in one statement, let the rows beside follow, and answer for each case."""
    written = writing.write(model, allowed)
    model.follow(moves)
    return {entry.case.pk: Fired(written[entry.case.pk], entry.case, name, at) for entry in allowed}


def _facts(
    reading: Reading, actor: Actor, note: str, data: Mapping[str, Any], case: Case, values: Any, timing: Timing
) -> Facts:
    return Facts(
        reading.now, actor, note, data, reading.units, case, values, reading.positions, calendar=timing.calendar
    )


def _follow_up(
    model: type[Case],
    then: Then,
    answers: dict[int, Fired | Refused],
    cases: Sequence[Case],
    data: Mapping[str, Any],
) -> None:
    """Let the machine take what follows; a case that it moved is answered as it is now.

    Refused on the same case: it isn't due. Raises RefusedError when another case refuses its part: it may have ended
    while this call waited for it.
    """
    for case in cases:
        ids = then.of(case, data) if then.of else [case.pk]
        given = then.given(case) if then.given else {}
        # Within the call that it follows: what waits in vain here is judged again with the whole of it.
        follows = _Call(SYSTEM, "", data, None, {})
        for answer in _fired(model, set(ids), then.name, follows, given) if ids else ():
            if isinstance(answer, Refused):
                if answer.case_id != case.pk:
                    raise RefusedError(answer)
                continue
            first = answers.get(answer.case.pk)
            if isinstance(first, Fired):
                answers[answer.case.pk] = replace(first, case=answer.case)


def _repeated(case: Case, name: str, actor: Actor, done: Sequence[Any], at: datetime) -> Fired | Refused:
    """Answer a key that this case has seen: with its record, when it is the same act of the same person."""
    record_id, known_name, known_actor = done
    if (known_name, known_actor) == (name, actor.person_id):
        return Fired(record_id, case, name, at, repeated=True)
    return Refused(case.pk, name, (deciding.key_taken(),))


def open_many(
    model: type[Case],
    cases: Sequence[Case],
    name: str,
    *,
    actor: Actor,
    note: str = "",
    data: Sequence[Mapping[str, Any]] | None = None,
    keys: Sequence[str] | None = None,
) -> list[Fired | Refused]:
    """Make new cases by the birth transition `name`, each with its first record and clock, in one write statement.

    `cases` are unsaved instances; the answers come in their order. `data` and `keys` go into the records.
    """
    row = model.lifecycle[name]
    with transaction.atomic(savepoint=False):
        reading = read(
            model, row.needs, actor=actor, drafts=cases, units=entries.units_of(model, cases), births=len(cases)
        )
        timing = timing_at(reading.timing)
        answers: list[Fired | Refused] = []
        allowed: list[tuple[int, writing.Entry]] = []
        moves: list[Move] = []
        for number, (draft, new_id) in enumerate(zip(cases, reading.new_ids, strict=True)):
            values = reading.facts.get(-number, {})
            facts = _facts(reading, actor, note, data[number] if data else {}, draft, values, timing)
            draft.pk = new_id
            draft.born(reading.now)  # type: ignore[attr-defined]
            model.lifecycle.methods[name](draft)
            verdict = deciding.decide_birth(row, draft, facts, reading.positions)
            verdict.reasons += deciding.without_limit(row, draft, timing, reading.now)
            if verdict.reasons:
                answers.append(Refused(0, name, tuple(verdict.reasons)))
                continue
            written_as = entries.entry(
                row, None, draft, facts, verdict.seat, timing, key=keys[number] if keys else None
            )
            allowed.append((number, written_as))
            moves.append(Move(name, None, draft, facts))
            answers.append(Fired(0, draft, name, reading.now))
        if allowed:
            written = writing.write(model, [item for _, item in allowed], birth=True)
            model.follow(moves)
            for number, item in allowed:
                answers[number] = Fired(written[item.case.pk], item.case, name, reading.now)
    return answers


def refusals(
    model: type[Case], case: Case, *, actor: Actor, names: Iterable[str] | None = None
) -> dict[str, list[Reason]]:
    """Say, for each transition (or those named), all reasons why this person can't fire it now; empty: he can.

    Reads, locks nothing, writes nothing; guards on input that isn't filled in yet are not asked. The gate asks
    again under the lock, by the same functions.
    """
    rows, needs = _asked(model, names)
    reading = read(model, needs, actor=actor, drafts=[case], units=entries.units_of(model, [case]))
    facts = _facts(reading, actor, "", {}, case, reading.facts.get(case.pk, {}), timing_at(reading.timing))
    facts.before_input = True
    return {
        row.name: deciding.decide(row, case, case, facts, reading.positions, before_input=True).reasons for row in rows
    }


def refusals_of_birth(model: type[Case], draft: Case, name: str, *, actor: Actor) -> list[Reason]:
    """Say all reasons why this person can't make `draft` by the birth `name` now; empty: he can.

    Reads, locks nothing, writes nothing; the gate asks again, by the same functions.
    """
    row = model.lifecycle[name]
    reading = read(model, row.needs, actor=actor, drafts=[draft], units=entries.units_of(model, [draft]))
    (known,) = reading.facts.values()
    facts = _facts(reading, actor, "", {}, draft, known, timing_at(reading.timing))
    return deciding.decide_birth(row, draft, facts, reading.positions).reasons


def verdicts(
    model: type[Case],
    cases: Sequence[Case],
    *,
    actors: Iterable[Actor],
    names: Iterable[str] | None = None,
    in_step: bool = False,
    seatless: bool = False,
) -> dict[tuple[int, int], dict[str, deciding.Verdict]]:
    """Say of many persons and cases what `refusals` says of one, by (case, person), and by which seat whoever can may.

    With `in_step`, only of transitions that leave from the case's state; with `seatless`, of the persons as they are
    named in the case, as if they held no seat. How many statements it takes depends on the law, not on the persons.
    """
    rows, needs = _asked(model, names)
    reading = read(model, needs, actor=SYSTEM, drafts=cases, units=entries.units_of(model, cases))
    timing = timing_at(reading.timing)
    people = {actor.person_id: actor for actor in actors}
    answers: dict[tuple[int, int], dict[str, deciding.Verdict]] = {}
    with asking_once(reading.now):
        seats: dict[int, list[Position]] = {person_id: [] for person_id in people}
        for seat in () if seatless else positions_of(people, reading.now):
            seats[seat.person_id].append(seat)
        delegations_ended(people, reading.now)  # of all of them at once
        for case in cases:
            near = [row for row in rows if not in_step or case.state in row.sources]
            for person_id, actor in people.items():
                facts = _facts(reading, actor, "", {}, case, reading.facts.get(case.pk, {}), timing)
                facts.positions, facts.before_input = seats[person_id], True
                answers[case.pk, person_id] = {row.name: _verdict(row, case, facts, seats[person_id]) for row in near}
    return answers


def _verdict(row: Transition, case: Case, facts: Facts, positions: Sequence[Position]) -> deciding.Verdict:
    verdict = deciding.decide(row, case, case, facts, positions, before_input=True)
    if verdict.seat is not None and row.by is not None:
        verdict.passed_from = row.by.passed_from(positions, case, facts.now)
    return verdict


def _asked(model: type[Case], names: Iterable[str] | None) -> tuple[list[Transition], tuple[Fact, ...]]:
    """Return the rows that leave from a state (of those named), and every fact that one of them needs."""
    wanted = None if names is None else set(names)
    rows = [row for row in model.lifecycle.rows.values() if row.sources and (wanted is None or row.name in wanted)]
    return rows, tuple({fact.name: fact for row in rows for fact in row.needs}.values())
