"""Letters about a hazard: who is told of a record, by the holders of its instant, and in which words.

Everything is read from the record and from the hazard as it was then, never as it is now: a letter that is written
late says the same as one that was written at once.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from hazards import relations, wording
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, HazardRecord
from hazards.wording import Recipient, Snapshot
from notifications import delivery, outbox
from notifications.models import Outbox
from notifications.outbox import LetterDraft
from responsibility.models import User
from responsibility.relations import Relation

# A run ends before Celery's time limit would kill it; what is left is the next one's.
BATCHES_A_RUN = 15
# In a ladder, whoever's turn it is.
TURN = "turn"
# Every relation that a ladder, which is data, may name: those that hazards/relations.py knows by their own name.
VOCABULARY = {
    relation.name: relation
    for name, relation in vars(relations).items()
    if isinstance(relation, Relation) and relation.name == name
}


class UnknownRelationError(Exception):
    """A record says to tell a relation that the law no longer knows."""


def drain_outbox() -> int:
    """Make letters of all records that are due to be told, and put those for the inbox there; return how many records.

    The inbox is served here too: the legal notice waits for no second task.
    """
    done = 0
    for _ in range(BATCHES_A_RUN):
        handled = outbox.drain(Hazard.topic, expand)
        if not handled:
            break
        done += handled
        while delivery.deliver_to_inbox():
            pass
    return done


def expand(row: Outbox) -> list[LetterDraft]:
    """Return one draft for each person whom the record must be told to; the actor himself is not told."""
    record = HazardRecord.objects.select_related("hazard").get(pk=row.record_id)
    hazard = as_it_was(record)
    told = [one for one in recipients(row.told, record, hazard) if one.position.person_id != record.actor_id]
    languages = languages_of(one.position.person_id for one in told)
    snapshot = Snapshot.of(record, hazard)
    drafts = []
    for one in told:
        with translation.override(languages.get(one.position.person_id, settings.LANGUAGE_CODE)):
            subject, text = wording.render(snapshot, one)
        drafts.append(
            LetterDraft(
                case_id=hazard.pk,
                person_id=one.position.person_id,
                post_id=one.position.post_id or None,
                relation=one.relation,
                subject=subject,
                text=text,
            )
        )
    return drafts


# --- to whom ---------------------------------------------------------------------------------------------------
def recipients(told: Sequence[str], record: HazardRecord, hazard: Hazard) -> list[Recipient]:
    """Return who held these relations at the record's instant, each person once, by the first that names him."""
    turn = LIFECYCLE.turns[record.target].relation
    found: dict[int, Recipient] = {}
    for name in told:
        relation = relation_named(name, record)
        if relation is None:
            continue
        subject = as_it_was_before(record) if relation.of_before else hazard
        for position in relation.holders(subject, record.at):
            is_turn = turn is not None and name in (TURN, turn.name)
            passed_up = relation.seat_of([position], subject) is None
            found.setdefault(position.person_id, Recipient(position, name, is_turn, passed_up))
    return list(found.values())


def relation_named(name: str, record: HazardRecord) -> Relation | None:
    """Return the relation that a record's `told` means: the turn's, one of its own row's, one of the vocabulary.

    The row comes first: only there a union has its parts, and a name its exclusions. None: it is nobody's turn.
    Raises UnknownRelationError.
    """
    if name == TURN:
        return LIFECYCLE.turns[record.target].relation
    row = LIFECYCLE.rows.get(record.name)
    of_row = {relation.name: relation for relation in row.told} if row else {}
    relation = of_row.get(name) or VOCABULARY.get(name)
    if relation is None:
        raise UnknownRelationError(f"{record.name} tells “{name}”, which is no relation of a hazard")
    return relation


def languages_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the language that each person chose for his account, where he chose one."""
    chosen = User.objects.filter(person_id__in=list(person_ids), is_active=True).exclude(language="")
    return dict(chosen.order_by("-pk").values_list("person_id", "language"))


# --- as it was -------------------------------------------------------------------------------------------------
def as_it_was(record: HazardRecord) -> Hazard:
    """Return the hazard as that record left it: the present row if nothing followed, else the fold of the records."""
    present = record.hazard
    return present if present.version == record.sequence else fold(record)


def as_it_was_before(record: HazardRecord) -> Hazard:
    """Return the hazard as that record found it."""
    return fold(HazardRecord.objects.get(hazard_id=record.hazard_id, sequence=record.sequence - 1))


def fold(record: HazardRecord) -> Hazard:
    """Return the hazard that the records up to and including this one make."""
    records = HazardRecord.objects.filter(hazard_id=record.hazard_id, sequence__lte=record.sequence)
    values: dict[str, Any] = {}
    for body in map(json.loads, records.order_by("sequence").values_list("body", flat=True)):
        values |= body["changes"]
        if body["clock"]:
            values["due_at"] = body["clock"]["due_at"]
    values |= {"id": record.hazard_id, "version": record.sequence, "head": bytes(record.hash)}
    fields = Hazard._meta.concrete_fields
    names = [field.attname for field in fields]
    return Hazard.from_db(
        "default", names, [field.to_python(values.get(field.attname, field.get_default())) for field in fields]
    )
