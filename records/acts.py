"""Append one act to its chain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from records.actor import Actor
from records.canonical import canonical_text
from records.chain import GENESIS, link
from records.models import Act, Stream


@transaction.atomic
def append(stream: str, name: str, *, actor: Actor, at: datetime, data: Mapping[str, Any]) -> Act:
    """Lock the chain `stream` (made when new), append the act `name` with `data` to it, move its head.

    `data` holds strings, integers, booleans, lists and mappings only. Raises NotCanonicalError otherwise.
    """
    Stream.objects.bulk_create([Stream(name=stream, head=GENESIS)], ignore_conflicts=True)
    chain = Stream.objects.select_for_update().get(name=stream)
    sequence = chain.length + 1
    body = canonical_text(
        {
            "stream": stream,
            "sequence": sequence,
            "name": name,
            "at": at.isoformat(),
            "actor": {"id": actor.person_id, "name": actor.name},
            "data": dict(data),
        }
    )
    previous = bytes(chain.head)
    act = Act.objects.create(
        stream=chain,
        sequence=sequence,
        name=name,
        at=at,
        actor_id=actor.person_id,
        actor_name=actor.name,
        body=body,
        previous_hash=previous,
        hash=link(previous, body),
    )
    chain.length, chain.head = sequence, act.hash
    chain.save(update_fields=["length", "head"])
    return act
