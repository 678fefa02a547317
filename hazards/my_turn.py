"""What waits for a person: the law's turns, asked as lists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, F, Func, OuterRef, Q, Value

from hazards.access import Standing
from hazards.lifecycle import DECIDER, TURNS
from hazards.models import Hazard
from responsibility.enums import PostKind, Rank
from responsibility.relations import Named, Relation, Seats, ThePersons

MOST_ROWS = 300
"""The longest workbench: whoever has more works off the most urgent first."""

# Which of a hazard's columns may name a unit of this rank: a head's seat elsewhere never stands above a turn.
COLUMN_OF = {
    Rank.DISTRICT: "district_id",
    Rank.COMMITTEE: "committee_id",
    Rank.COORDINATOR: "coordinator_id",
    Rank.STREET: "street_id",
    Rank.BUREAU: "lead_id",
}


@dataclass(frozen=True)
class _Persons(ThePersons):
    """Like ThePersons, whose own `struck` is written `= (ANY(...))`, which PostgreSQL refuses."""

    def struck(self, at: datetime) -> Q:
        """Return, for a query of appointments inside one of subjects, those whose person is excluded."""
        among = Func(
            F("person_id"),
            OuterRef(self.column),
            template="%(expressions)s)",
            arg_joiner=" = ANY(",
            output_field=BooleanField(),
        )
        return Q(among)


def my_turn(standing: Standing) -> list[tuple[int, bool]]:
    """Return (id, is a request to decide) of what waits for this person, most urgent first; one statement.

    One arm a state and a column of the chain, each cut in the order in which it is due, so that each is one scan of
    one index. An open hazard has a due date: `due_at` set keeps the scan out of everything that has ended.
    """
    arms = list(_arms(standing))
    if not arms:
        return []
    found = arms[0].union(*arms[1:], all=True).order_by("due_at", "pk")[:MOST_ROWS]
    answer: dict[int, bool] = {}
    for pk, _due, asked in found:
        answer[pk] = answer.get(pk, True) and asked
    return list(answer.items())


def _arms(standing: Standing) -> Iterator[Any]:
    for turn in TURNS:
        if turn.relation is not None:
            for mine in _conditions(turn.relation, standing):
                yield _arm(mine & Q(state=turn.state), asked=False)
    for mine in _conditions(DECIDER, standing):
        yield _arm(mine & Q(request_person_id__isnull=False), asked=True)


def _arm(condition: Q, *, asked: bool) -> Any:
    rows = Hazard.objects.filter(condition, due_at__isnull=False).order_by("due_at", "pk")
    return rows.annotate(asked=Value(asked)).values_list("pk", "due_at", "asked")[:MOST_ROWS]


def _conditions(relation: Relation, standing: Standing) -> Iterator[Q]:
    """Yield one condition for each column by which the person may hold the relation."""
    for single in relation.alternatives:
        # The subject's states that an alternative is bound to stay in its as_q.
        for seats in _by_column(single):
            yield from _unless_empty(replace(single, seats=seats, upward=()), standing)
        for number, level in enumerate(single.upward):
            if _may_stand_above(level, standing):
                passed = replace(single, upward=single.upward[: number + 1], exclusions=_written(single))
                mine = passed.as_q(standing.person_id, standing.positions, standing.at)
                yield mine & level.as_q(standing.person_id, standing.positions)


def _by_column(relation: Relation) -> list[tuple[Seats | Named, ...]]:
    columns: dict[str, list[Seats | Named]] = {}
    for seats in relation.seats:
        columns.setdefault(getattr(seats, "unit", "") or seats.column, []).append(seats)  # type: ignore[union-attr]
    return [tuple(seats) for seats in columns.values()]


def _unless_empty(relation: Relation, standing: Standing) -> Iterator[Q]:
    nothing = all(seats.as_q(standing.person_id, standing.positions) == Q(pk__in=[]) for seats in relation.seats)
    if not nothing:
        yield relation.as_q(standing.person_id, standing.positions, standing.at)


def _may_stand_above(level: Seats, standing: Standing) -> bool:
    heads = [seat.unit_id for seat in standing.positions if seat.kind == PostKind.HEAD]
    return any(COLUMN_OF.get(Rank(standing.ranks[unit])) == level.unit for unit in heads if unit in standing.ranks)


def _written(relation: Relation) -> Any:
    return tuple(_Persons(e.column, e.words) if type(e) is ThePersons else e for e in relation.exclusions)
