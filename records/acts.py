"""Append acts to their chains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from records.actor import Actor
from records.canonical import canonical_text
from records.chain import GENESIS, link
from records.models import Act, Stream


@dataclass(frozen=True, slots=True)
class NewAct:
    """One act to append: the chain it belongs to, what it is, and its facts.

    `data` holds strings, integers, booleans, lists and mappings only.
    """

    stream: str
    name: str
    data: Mapping[str, Any]


def lock(stream: str) -> None:
    """Lock a chain (made when new) until the transaction ends: whoever acts on the same thing waits here."""
    Stream.objects.bulk_create([Stream(name=stream, head=GENESIS)], ignore_conflicts=True)
    Stream.objects.select_for_update().get(name=stream)


def append(stream: str, name: str, *, actor: Actor, at: datetime, data: Mapping[str, Any]) -> Act:
    """Lock the chain `stream` (made when new), append the act `name` with `data` to it, move its head.

    Raises NotCanonicalError for data that has no canonical form.
    """
    (act,) = append_each([NewAct(stream, name, data)], actor=actor, at=at)
    return act


@transaction.atomic
def append_each(new: Sequence[NewAct], *, actor: Actor, at: datetime) -> list[Act]:
    """Append one act to each of many chains, by five statements however many they are.

    Raises ValueError when two acts name the same chain: the second needs the first one's hash.
    """
    names = [item.stream for item in new]
    if len(set(names)) != len(names):
        raise ValueError("one act a chain")
    Stream.objects.bulk_create([Stream(name=name, head=GENESIS) for name in names], ignore_conflicts=True)
    # Locked in one order by everybody, so that two callers can't wait for each other.
    locked = Stream.objects.select_for_update().filter(name__in=names).order_by("name")
    chains = {chain.name: chain for chain in locked}
    made = Act.objects.bulk_create([_act(item, chains[item.stream], actor, at) for item in new], batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_HEADS, [[act.pk for act in made]])
    return made


# From the acts as they are stored, so that a head can't say anything else.
MOVE_HEADS = """
UPDATE records_stream s SET length = a.sequence, head = a.hash
FROM records_act a WHERE a.stream_id = s.id AND a.id = ANY(%s::bigint[])
"""


def _act(item: NewAct, chain: Stream, actor: Actor, at: datetime) -> Act:
    sequence, previous = chain.length + 1, bytes(chain.head)
    body = canonical_text(
        {
            "stream": item.stream,
            "sequence": sequence,
            "name": item.name,
            "at": at.isoformat(),
            "actor": {"id": actor.person_id, "name": actor.name},
            "data": dict(item.data),
        }
    )
    return Act(
        stream=chain,
        sequence=sequence,
        name=item.name,
        at=at,
        actor_id=actor.person_id,
        actor_name=actor.name,
        body=body,
        previous_hash=previous,
        hash=link(previous, body),
    )
