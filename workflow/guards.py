"""The database's own guard of a case: no birth, no change without its record along an edge of the law."""

from collections.abc import Iterable

from django.db import migrations

Edge = tuple[str, str, str]


def edges_function(table: str, edges: Iterable[Edge]) -> str:
    """Return the SQL that (re)makes `<table>_edges()`: the law's edges as the trigger knows them."""
    values = ",\n    ".join(f"('{name}', '{source}', '{target}')" for name, source, target in edges)
    return f"""
CREATE OR REPLACE FUNCTION {table}_edges() RETURNS TABLE (name text, source text, target text)
LANGUAGE sql IMMUTABLE AS $$ VALUES
    {values}
$$;
"""


def guard_cases(table: str, records: str, owner: str, edges: Iterable[Edge]) -> migrations.RunSQL:
    """Return the step that lets `table` change only together with a record that follows the law.

    AFTER ROW: it sees the record that the same statement inserts; BEFORE ROW would not.
    """
    return migrations.RunSQL(
        edges_function(table, edges)
        + f"""
CREATE FUNCTION {table}_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before_version integer := 0; before_state text := ''; before_head bytea := decode(repeat('00', 32), 'hex');
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a case is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        before_version := OLD.version; before_state := OLD.state; before_head := OLD.head;
    END IF;
    IF NOT EXISTS (
        SELECT FROM {records} r JOIN {table}_edges() e
            ON e.name = r.name AND e.source = r.source AND e.target = r.target
        WHERE r.{owner} = NEW.id AND r.sequence = NEW.version AND NEW.version = before_version + 1
        AND r.source = before_state AND r.target = NEW.state AND r.hash = NEW.head AND r.previous_hash = before_head
    ) THEN
        RAISE EXCEPTION 'case % can change only with its record, along an edge of the law', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_guard AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_check();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION records_forbid_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_guard;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;

-- The other side: a record without its case's change is refused at once.
CREATE FUNCTION {records}_check_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM {table} c WHERE c.id = NEW.{owner} AND c.version = NEW.sequence AND c.head = NEW.hash
                   AND c.state = NEW.target) THEN
        RAISE EXCEPTION 'record % of case % comes without the change it records', NEW.sequence, NEW.{owner}
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {records}_case AFTER INSERT ON {records}
    FOR EACH ROW EXECUTE FUNCTION {records}_check_case();
ALTER TABLE {records} ENABLE ALWAYS TRIGGER {records}_case;
""",
        f"""
DROP TRIGGER {records}_case ON {records};
DROP FUNCTION {records}_check_case();
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_guard ON {table};
DROP FUNCTION {table}_check();
DROP FUNCTION {table}_edges();
""",
    )


def keep_birth(table: str, columns: Iterable[str]) -> migrations.RunSQL:
    """Return the step that lets nobody change what a case was at its birth, whatever record comes with the change."""
    names = list(columns)
    new, old = (", ".join(f"{side}.{name}" for name in names) for side in ("NEW", "OLD"))
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {table}_check_birth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({new}) IS DISTINCT FROM ({old}) THEN
        RAISE EXCEPTION 'what case % was at its birth stays', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_keeps_birth AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check_birth();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keeps_birth;
""",
        f"DROP TRIGGER {table}_keeps_birth ON {table}; DROP FUNCTION {table}_check_birth();",
    )
