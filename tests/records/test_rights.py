"""What the application's role can't do, whatever it is told to."""

import pytest
from django.db import DatabaseError, connection, transaction

from hazards.enums import State


def refused(statement: str, *values: object) -> str:
    """Run a statement as the application's role; return the database's refusal, or fail."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(caught.value)


def test_what_a_hazard_was_at_its_birth_stays_even_with_a_record_for_it(cast):
    """The record is well-formed; the trigger of birth refuses all the same."""
    hazard = cast.report()
    hazard.source = "GRID"
    draft = hazard.draft()

    with pytest.raises(DatabaseError, match="at its birth stays"), transaction.atomic():
        forge(draft, hazard)


def forge(draft, hazard) -> None:
    from records.actor import SYSTEM
    from records.clock import now
    from workflow import entries, writing
    from workflow.reading import Facts
    from workflow.ticking import Ticks

    facts = Facts(now(), SYSTEM, "", {}, {}, draft)
    entry = entries.system_entry("raise_level", draft, facts, Ticks(), ["turn"], {"run": 1, "level": 1, "name": "x"})
    with connection.cursor() as cursor:
        record = entry.record
        cursor.execute(
            "WITH moved AS (UPDATE hazards_hazard SET source = %s, version = %s, head = %s WHERE id = %s) "
            "INSERT INTO hazards_hazardrecord (hazard_id, sequence, name, at, actor_id, actor_name, body, "
            "previous_hash, hash, source, target) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                *(draft.source, entry.case.version, record["hash"], hazard.pk, hazard.pk),
                *(record[name] for name, _ in writing.RECORD_COLUMNS if name not in ("appointment_id", "key")),
            ],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workflow_clockpolicy SET ladder = '[]'",
        "UPDATE responsibility_licence SET from_on = '2000-01-01'",
        "UPDATE responsibility_licence SET until_on = '2099-01-01'",
        "UPDATE responsibility_competencerule SET basis = '改过'",
    ],
)
def test_dated_rows_are_ended_never_rewritten(cast, statement):
    assert "is ended, never rewritten" in refused(statement)


@pytest.mark.parametrize(
    "table",
    [
        *("notifications_letter", "notifications_outbox", "notifications_delivery", "hazards_request"),
        *("workflow_clockpolicy", "workflow_holiday", "responsibility_licence", "responsibility_person"),
    ],
)
def test_evidence_is_not_deleted(cast, table):
    cast.hazard_in(State.DISPATCHED)

    assert "permission denied" in refused(f"DELETE FROM {table}")
