"""What was recorded can't be changed: by the application's role, by the owner's plain statements, or unnoticed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from hazards.models import Hazard, HazardRecord
from records import acts, approvals
from records.clock import now
from records.expected import guards_of_migrations
from records.models import Act, Proposal, Stream
from records.verification import (
    act_chain_findings,
    clock_findings,
    guard_findings,
    proposal_findings,
)
from tests import database
from tests.cast import REGISTRAR, Cast

RECORDS = ("records_act", "hazards_hazardrecord")
GUARDED = (*RECORDS, "hazards_hazard", "records_stream", "records_proposal")
Owner = psycopg.Connection[tuple[object, ...]]


def refusal_of(sql: str, *parameters: Any) -> str:
    """Run one statement as the application's role and return the database's words; fails when it is let through."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        _execute_as_if_committed(sql, parameters)
    return str(caught.value)


def _execute_as_if_committed(sql: str, parameters: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refusal_to_owner(owner: Owner, sql: str, *parameters: Any) -> str:
    with pytest.raises(psycopg.Error) as caught, owner.transaction():
        owner.execute(sql, parameters)
    return str(caught.value)


# --- The application's role -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("table", RECORDS)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET actor_name = '别人'", "DELETE FROM {}", "TRUNCATE {} CASCADE"], ids=lambda s: s[:8]
)
def test_the_application_may_not_update_delete_or_truncate_records(cast: Cast, table: str, statement: str):
    cast.report()

    assert f"permission denied for table {table}" in refusal_of(statement.format(table))


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {} CASCADE", "ALTER TABLE {} OWNER TO CURRENT_USER"],
    ids=lambda s: s[-16:],
)
def test_the_application_may_not_take_the_guards_away(cast: Cast, table: str, statement: str):
    assert f"must be owner of table {table}" in refusal_of(statement.format(table))


def test_the_application_may_not_switch_triggers_off_for_its_session(cast: Cast):
    assert "permission denied to set parameter" in refusal_of("SET session_replication_role = replica")


def test_the_application_may_not_set_the_legal_clock(cast: Cast):
    assert "permission denied" in refusal_of("INSERT INTO clock_override (instant) VALUES (now())")


@pytest.mark.parametrize(
    "change",
    [
        "state = 'WRITTEN_OFF'",
        "lead_id = street_id",
        "description = '无隐患'",
        "version = version + 1",
        "head = decode(repeat('00', 32), 'hex')",
        "due_at = due_at + interval '30 days'",
    ],
)
def test_a_hazard_does_not_change_without_its_record(cast: Cast, change: str):
    hazard = cast.report()

    words = refusal_of(f"UPDATE hazards_hazard SET {change} WHERE id = %s", hazard.pk)

    assert f"case {hazard.pk} can change only with its record" in words


def test_a_queryset_update_is_no_back_door(cast: Cast):
    hazard = cast.report()

    with pytest.raises(DatabaseError, match="can change only with its record"), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(state="WRITTEN_OFF")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        HazardRecord.objects.filter(hazard=hazard).update(actor_name="别人")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Act.objects.all().delete()


def test_a_hazard_is_not_inserted_without_its_first_record(cast: Cast):
    columns = ", ".join(str(f.column) for f in Hazard._meta.concrete_fields if f.column not in ("id", "number"))
    hazard = cast.report()

    words = refusal_of(
        f"INSERT INTO hazards_hazard (number, {columns}) SELECT 'X', {columns} FROM hazards_hazard WHERE id = %s",
        hazard.pk,
    )

    assert "can change only with its record" in words


def test_a_hazard_is_not_deleted(cast: Cast):
    hazard = cast.report()

    assert "permission denied" in refusal_of("DELETE FROM hazards_hazard WHERE id = %s", hazard.pk)


FORGED = """
INSERT INTO hazards_hazardrecord (sequence, name, at, actor_id, actor_name, body, previous_hash, hash, source, target,
    hazard_id)
SELECT %(sequence)s, %(name)s, bh_now(), 1, '别人', %(body)s, r.hash, {hash}, r.target, %(target)s, r.hazard_id
FROM hazards_hazardrecord r WHERE r.hazard_id = %(hazard)s ORDER BY r.sequence DESC LIMIT 1
"""
FITTING = "sha256(r.hash || convert_to(%(body)s, 'UTF8'))"


def forge(hazard: Hazard, hash_: str = FITTING, **changed: Any) -> str:
    values = {"sequence": 2, "name": "propose_assignment", "target": "AWAITING_APPROVAL", "body": "{}"} | changed
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGED.format(hash=hash_), values | {"hazard": hazard.pk})
    return str(caught.value)


def test_a_record_without_its_change_is_refused(cast: Cast):
    assert "comes without the change it records" in forge(cast.report())


def test_a_record_out_of_sequence_is_refused(cast: Cast):
    assert "comes without the change it records" in forge(cast.report(), sequence=7)


BOTH = f"""
WITH record AS ({FORGED} RETURNING hazard_id, sequence, hash, target)
UPDATE hazards_hazard h SET state = r.target, version = r.sequence, head = r.hash FROM record r WHERE h.id = r.hazard_id
"""


@pytest.mark.parametrize(
    ("name", "target", "hash_", "words"),
    [
        ("write_off", "WRITTEN_OFF", FITTING, "along an edge of the law"),
        ("propose_assignment", "AWAITING_APPROVAL", "sha256('anything')", "does not match its content"),
    ],
    ids=["no edge of the law", "a forged hash"],
)
def test_a_change_with_a_record_of_ones_own_making_is_refused(
    cast: Cast, name: str, target: str, hash_: str, words: str
):
    hazard = cast.report()
    values = {"sequence": 2, "name": name, "target": target, "body": "{}", "hazard": hazard.pk}

    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        connection.cursor().execute(BOTH.format(hash=hash_), values)


def test_a_temporary_table_laid_over_the_records_deceives_no_guard(cast: Cast):
    """Temporary tables are searched first: without a pinned search path the guard would read the forged record."""
    hazard = cast.report()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE hazards_hazardrecord (LIKE public.hazards_hazardrecord) ON COMMIT DROP")
        cursor.execute(
            """INSERT INTO hazards_hazardrecord (id, sequence, name, at, actor_id, actor_name, body, previous_hash,
                 hash, source, target, hazard_id)
               SELECT 1, 2, 'propose_assignment', bh_now(), 1, '别人', '', head, '\\x01', state, 'AWAITING_APPROVAL', id
               FROM hazards_hazard WHERE id = %s""",
            [hazard.pk],
        )

    words = refusal_of(
        "UPDATE hazards_hazard SET state = 'AWAITING_APPROVAL', version = 2, head = '\\x01' WHERE id = %s", hazard.pk
    )

    assert "can change only with its record" in words


def test_a_temporary_table_laid_over_the_clock_does_not_turn_it_back(cast: Cast):
    before = now()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE clock_override (instant timestamptz, shift interval) ON COMMIT DROP")
        cursor.execute("INSERT INTO clock_override VALUES ('2001-01-01', NULL)")

    assert now() > before


# --- Chains of acts -------------------------------------------------------------------------------------------------
def add_act(sequence: int, previous: str = "s.head") -> str:
    return f"""
        INSERT INTO records_act (stream_id, sequence, name, at, actor_id, actor_name, body, previous_hash, hash)
        SELECT s.id, {sequence}, 'forged', now(), 1, '别人', '{{}}', {previous}, sha256({previous} || '{{}}'::bytea)
        FROM records_stream s WHERE s.name = %s
    """


@pytest.fixture
def stream(cast: Cast) -> Stream:
    """The chain of 赵's post, with two acts at least: it was made, 赵 was appointed."""
    return Stream.objects.get(name=f"post/{cast.held['赵'].post_id}")


@pytest.mark.parametrize(("step", "previous"), [(0, "s.head"), (2, "s.head"), (1, "sha256('x')")])
def test_an_act_that_does_not_continue_its_chain_is_refused(stream: Stream, step: int, previous: str):
    words = refusal_of(add_act(stream.length + step, previous), stream.name)

    assert "does not continue its chain" in words or "records_act_one_chain" in words


def test_an_act_that_leaves_the_head_behind_is_refused_at_commit(stream: Stream):
    words = refusal_of(add_act(stream.length + 1), stream.name)

    assert "without moving the head of its chain" in words


@pytest.mark.parametrize("change", ["length = length - 1", "head = sha256('x')", "length = length + 1", "name = 'x'"])
def test_the_head_of_a_chain_moves_only_with_an_act(stream: Stream, change: str):
    words = refusal_of(f"UPDATE records_stream SET {change} WHERE name = %s", stream.name)

    assert "can only grow by a record" in words


def test_a_chain_begins_empty(cast: Cast):
    words = refusal_of("INSERT INTO records_stream (name, length, head) VALUES ('new', 3, sha256('x'))")

    assert "must begin empty" in words


# --- The owner ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("replica", [False, True], ids=["plainly", "as a replica"])
def test_the_owners_own_statements_are_refused_too(committed_cast: Cast, owner: Owner, replica: bool):
    hazard = committed_cast.report()
    if replica:
        # Only a superuser may ask for it; the refusal itself is the first guard.
        assert "permission denied" in refusal_to_owner(owner, "SET session_replication_role = replica")
    for table in RECORDS:
        assert "append-only" in refusal_to_owner(owner, f"UPDATE {table} SET actor_name = '别人'")
        assert "append-only" in refusal_to_owner(owner, f"DELETE FROM {table}")
    for table in (*RECORDS, "records_stream", "records_proposal", "hazards_hazard"):
        assert "append-only" in refusal_to_owner(owner, f"TRUNCATE {table} CASCADE")
    state = f"UPDATE hazards_hazard SET state = 'VOIDED' WHERE id = {hazard.pk}"
    assert "can change only with its record" in refusal_to_owner(owner, state)
    assert "never deleted" in refusal_to_owner(owner, f"DELETE FROM hazards_hazard WHERE id = {hazard.pk}")
    assert list(act_chain_findings()) == []


def without_guard(owner: Owner, table: str, statement: str) -> None:
    """As the owner: take the guards of a table off, alter it, put them back as if nothing had been."""
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(statement)
    for _table, name in guards_of_migrations().triggers:
        if _table == table:
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


ALTERED: list[tuple[str, str, set[str]]] = [
    ("records_act", "UPDATE records_act SET body = replace(body, '赵', '钱') WHERE body LIKE '%赵%'", {"ACT_CHAIN"}),
    ("records_act", "UPDATE records_act SET actor_name = '别人' WHERE sequence = 1", {"ACT_COLUMNS"}),
    ("records_act", "UPDATE records_act SET at = at - interval '1 day' WHERE sequence = 1", {"ACT_COLUMNS"}),
    ("records_act", "DELETE FROM records_act WHERE sequence = 1", {"ACT_CHAIN", "ACT_HEAD"}),
    ("records_act", "DELETE FROM records_act WHERE sequence = 2", {"ACT_CHAIN", "ACT_HEAD"}),
    ("records_stream", "UPDATE records_stream SET head = sha256('x')", {"ACT_HEAD"}),
    (
        "records_act",
        "UPDATE records_act SET body = replace(body, '赵', '钱'),"
        " hash = sha256(previous_hash || convert_to(replace(body, '赵', '钱'), 'UTF8')) WHERE body LIKE '%赵%'",
        {"ACT_CHAIN", "ACT_HEAD"},
    ),
]


@pytest.mark.parametrize(("table", "statement", "invariants"), ALTERED, ids=range(len(ALTERED)))
def test_what_the_owner_alters_behind_the_guards_is_found(
    committed_cast: Cast, owner: Owner, table: str, statement: str, invariants: set[str]
):
    assert list(act_chain_findings()) == []

    without_guard(owner, table, statement)

    found = {finding.invariant for finding in act_chain_findings()}
    assert found
    assert found <= invariants
    assert list(guard_findings()) == []


def test_an_approval_written_in_behind_the_guards_is_found(committed_cast: Cast, owner: Owner):
    proposal = approvals.propose("appointment", {"person": 1}, actor=committed_cast["李"], reason="补录")
    assert list(proposal_findings()) == []

    without_guard(
        owner,
        "records_proposal",
        "UPDATE records_proposal SET decision = 'APPROVED', decided_by_id = 0, decided_at = now()"
        f" WHERE id = {proposal.pk}",
    )

    assert [finding.subject for finding in proposal_findings()] == [f"proposal/{proposal.pk}"]
    assert Proposal.objects.get(pk=proposal.pk).decision == "APPROVED"


# --- The guards themselves ------------------------------------------------------------------------------------------
def test_a_migrated_database_has_every_guard_that_its_migrations_promise(db: None):
    guards = guards_of_migrations()

    assert list(guard_findings()) == []
    assert {table for table, _name in guards.triggers} >= {*GUARDED, "responsibility_appointment"}
    assert guards.refused["records_act"] == {"UPDATE", "DELETE"}
    assert {"bh_now", "records_check_hash", "hazards_hazard_check", "hazards_hazard_edges"} <= set(guards.functions)


TAKEN_AWAY: list[tuple[str, tuple[str, str]]] = [
    ("DROP TRIGGER records_act_append_only ON records_act", ("GUARD_TRIGGER", "records_act.records_act_append_only")),
    (
        "ALTER TABLE hazards_hazard DISABLE TRIGGER hazards_hazard_guard",
        ("GUARD_TRIGGER", "hazards_hazard.hazards_hazard_guard"),
    ),
    ("ALTER TABLE records_act ENABLE TRIGGER records_act_hash", ("GUARD_TRIGGER", "records_act.records_act_hash")),
    (
        "ALTER TABLE records_act ENABLE REPLICA TRIGGER records_act_hash",
        ("GUARD_TRIGGER", "records_act.records_act_hash"),
    ),
    (
        "CREATE OR REPLACE TRIGGER records_act_append_only BEFORE DELETE ON records_act FOR EACH ROW"
        " EXECUTE FUNCTION records_forbid_change();"
        " ALTER TABLE records_act ENABLE ALWAYS TRIGGER records_act_append_only",
        ("GUARD_TRIGGER", "records_act.records_act_append_only"),
    ),
    (
        "CREATE OR REPLACE TRIGGER records_act_hash AFTER INSERT ON records_act FOR EACH ROW WHEN (NEW.sequence < 0)"
        " EXECUTE FUNCTION records_check_hash(); ALTER TABLE records_act ENABLE ALWAYS TRIGGER records_act_hash",
        ("GUARD_TRIGGER", "records_act.records_act_hash"),
    ),
    (
        "CREATE TRIGGER a_quiet BEFORE INSERT ON records_act FOR EACH ROW EXECUTE FUNCTION records_check_act()",
        ("GUARD_TRIGGER", "records_act.a_quiet"),
    ),
    (
        "CREATE OR REPLACE FUNCTION records_check_hash() RETURNS trigger LANGUAGE plpgsql"
        " SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN RETURN NULL; END $$",
        ("GUARD_FUNCTION", "records_check_hash"),
    ),
    ("ALTER FUNCTION hazards_hazard_check() RESET search_path", ("GUARD_FUNCTION", "hazards_hazard_check")),
    (
        "CREATE OR REPLACE FUNCTION hazards_hazard_edges() RETURNS TABLE (name text, source text, target text)"
        " LANGUAGE sql IMMUTABLE AS $$ VALUES ('write_off', 'REPORTED', 'WRITTEN_OFF') $$",
        ("GUARD_FUNCTION", "hazards_hazard_edges"),
    ),
    (
        "ALTER TABLE responsibility_appointment DROP CONSTRAINT responsibility_single_seat",
        ("GUARD_CONSTRAINT", "responsibility_appointment.responsibility_single_seat"),
    ),
    ("GRANT UPDATE ON records_act TO bihuan_app", ("APP_RIGHTS", "records_act")),
    ("GRANT UPDATE (body) ON hazards_hazardrecord TO bihuan_app", ("APP_RIGHTS", "hazards_hazardrecord")),
    ("GRANT TRUNCATE ON hazards_hazard TO bihuan_app", ("APP_RIGHTS", "hazards_hazard")),
    ("GRANT CREATE ON SCHEMA public TO bihuan_app", ("APP_RIGHTS", "bihuan_app")),
    ("INSERT INTO clock_override (shift) VALUES ('1 day')", ("CLOCK", "clock_override")),
]


def test_each_guard_taken_away_is_found_and_only_that_one(committed: str):
    """One database for all: each theft is undone after it was looked at."""
    guards = guards_of_migrations()
    with as_owner():
        for statement, expected in TAKEN_AWAY:
            with transaction.atomic():
                connection.cursor().execute(statement)
                found = [(finding.invariant, finding.subject) for finding in guard_findings(guards)]
                transaction.set_rollback(True)

            assert found == [expected], statement
    assert list(guard_findings()) == []


@contextmanager
def as_owner() -> Iterator[None]:
    """Let Django's connection be the owner's for a while: what verifies is the product's own code."""
    link = connection.settings_dict
    before, login = dict(link), database._owner_settings()
    connection.close()
    link.update({key: login[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield
    finally:
        connection.close()
        link.update(before)


def test_a_clock_that_runs_by_itself_is_no_finding(db: None):
    assert list(clock_findings()) == []


def test_acts_of_one_call_belong_to_different_chains(cast: Cast):
    twice = [acts.NewAct("unit/1", "x", {}), acts.NewAct("unit/1", "y", {})]

    with pytest.raises(ValueError, match="one act a chain"):
        acts.append_each(twice, actor=REGISTRAR, at=now())
