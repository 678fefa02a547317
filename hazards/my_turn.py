"""What waits for a person: the law's turns, asked as lists."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, Value
from django.utils.timezone import get_default_timezone

from hazards.access import Standing
from hazards.lifecycle import TURNS
from hazards.models import Hazard
from hazards.relations import decider, ruler
from responsibility.enums import PostKind, Rank
from responsibility.positions import Position
from responsibility.relations import Relation
from responsibility.seats import Seats

MOST_ROWS = 300
"""The longest workbench: whoever has more works off the most urgent first."""

# Which of a hazard's columns may name a unit of this rank: a head's seat elsewhere never stands above a turn.
COLUMNS_OF = {
    Rank.DISTRICT: ("district_id",),
    Rank.COMMITTEE: ("committee_id",),
    Rank.COORDINATOR: ("coordinator_id",),
    Rank.STREET: ("street_id", "lead_id"),  # a street leads what is on its list of matters
    Rank.BUREAU: ("lead_id", "listing_unit_id"),
}


def my_turn(standing: Standing) -> list[tuple[int, bool]]:
    """Return (id, is a request to decide) of what waits for this person, most urgent first; one statement.

    One arm a state and a column of the chain, each cut in the order in which it is due, so that each is one scan of
    one index. An open hazard has a due date: `due_at` set keeps the scan out of everything that has ended.
    """
    text, parameters = _written(standing.person_id, standing.positions, tuple(sorted(standing.ranks.items())))
    if not text:
        return []
    times = {ONCE: standing.at, ONCE_ON: _day_of(standing.at)}
    with connection.cursor() as cursor:
        cursor.execute(text, [times.get(one, one) if isinstance(one, date) else one for one in parameters])
        found = cursor.fetchall()
    answer: dict[int, bool] = {}
    for pk, _due, asked in found:
        answer[pk] = answer.get(pk, True) and asked
    return list(answer.items())


# In a statement that is written once, the instant at which it is asked stands as this one, and its day as this day.
ONCE = datetime(1970, 1, 1, 12, tzinfo=UTC)


def _day_of(at: datetime) -> date:
    return at.astimezone(get_default_timezone()).date()


ONCE_ON = _day_of(ONCE)


# A statement takes 6 KB (half of all persons) to 241 KB (the head of a committee), so a process keeps so many: some
# 20 MB in a district whose people all sign in.
@lru_cache(maxsize=1024)
def _written(
    person_id: int, positions: tuple[Position, ...], ranks: tuple[tuple[int, str], ...]
) -> tuple[str, tuple[Any, ...]]:
    """Return the statement and its parameters for a person with these seats, with ONCE for the instant; "": none.

    To write it takes Django many times as long as PostgreSQL takes to answer it, and every page asks it.
    """
    arms = list(_arms(Standing(person_id, "", ONCE, positions, dict(ranks))))
    if not arms:
        return "", ()
    text, parameters = arms[0].union(*arms[1:]).order_by("due_at", "pk")[:MOST_ROWS].query.sql_with_params()
    return text, tuple(parameters)


def _arms(standing: Standing) -> Iterator[Any]:
    for turn in TURNS:
        if turn.relation is not None:
            for mine in _conditions(turn.relation, standing):
                yield _arm(mine & Q(state=turn.state), asked=False)
    for mine in _conditions(decider, standing):
        yield _arm(mine & Q(request_person_id__isnull=False), asked=True)
    for mine in _conditions(ruler.only_if(contested=True), standing):
        yield _arm(mine, asked=True)


def _arm(condition: Q, *, asked: bool) -> Any:
    rows = Hazard.objects.filter(condition, due_at__isnull=False).order_by("due_at", "pk")
    return rows.annotate(asked=Value(asked)).values_list("pk", "due_at", "asked")[:MOST_ROWS]


def _conditions(relation: Relation, standing: Standing) -> Iterator[Q]:
    """Yield one condition for each column and unit by which the person may hold the relation.

    Not `relation.branches` alone: for every head of anything it asks about every level above every turn, and writing
    that statement takes longer than all the rest of the page. Here a head is asked only about the columns that may
    name his unit.
    """
    person, seats, at = standing.person_id, standing.positions, standing.at
    for single in relation.alternatives:
        yield from replace(single, upward=()).branches(person, seats, at)
        for number, level in enumerate(single.upward):
            if _may_stand_above(level, standing):
                yield single.passed_up_as_q(number, person, seats, at)


def _may_stand_above(level: Seats, standing: Standing) -> bool:
    heads = [seat.unit_id for seat in standing.positions if seat.kind == PostKind.HEAD]
    return any(level.unit in COLUMNS_OF.get(Rank(standing.ranks[unit]), ()) for unit in heads)
