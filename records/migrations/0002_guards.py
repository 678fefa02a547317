"""The clock, the append-only guards and the application role's rights."""

from django.conf import settings
from django.db import migrations

from records.guards import (
    CLOCK_OVERRIDE,
    DROP_FUNCTIONS,
    FUNCTIONS,
    append_only,
    grant_application_role,
    revoke,
)


def require_application_role(apps, schema_editor):
    """Say in one line what is missing, rather than fail in the middle of a grant."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
        if cursor.fetchone() is None:
            raise RuntimeError(
                f"The database role {settings.DATABASE_APP_ROLE} is missing: create it (CREATE ROLE … LOGIN), "
                "or name the application's role in DATABASE_APP_ROLE."
            )


HEADS = """
-- A chain's head moves forward only, by the act that was appended in the same statement sequence.
CREATE FUNCTION records_check_stream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.name <> OLD.name OR NEW.length <> OLD.length + 1 OR NOT EXISTS (
        SELECT FROM records_act a WHERE a.stream_id = NEW.id AND a.sequence = NEW.length AND a.hash = NEW.head
        AND a.previous_hash = OLD.head) THEN
        RAISE EXCEPTION 'the chain % can only grow by a record', OLD.name
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_stream_grows AFTER UPDATE OR DELETE ON records_stream
    FOR EACH ROW EXECUTE FUNCTION records_check_stream();
ALTER TABLE records_stream ENABLE ALWAYS TRIGGER records_stream_grows;

-- What was proposed stays as proposed; what was decided stays decided.
CREATE FUNCTION records_check_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.decision <> 'PENDING' OR (NEW.kind, NEW.payload, NEW.reason, NEW.proposed_by_id,
        NEW.proposed_at) IS DISTINCT FROM (OLD.kind, OLD.payload, OLD.reason, OLD.proposed_by_id, OLD.proposed_at) THEN
        RAISE EXCEPTION 'a proposal is decided once, never rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_proposal_stays AFTER UPDATE OR DELETE ON records_proposal
    FOR EACH ROW EXECUTE FUNCTION records_check_proposal();
ALTER TABLE records_proposal ENABLE ALWAYS TRIGGER records_proposal_stays;
"""
DROP_HEADS = """
DROP TRIGGER records_proposal_stays ON records_proposal;
DROP FUNCTION records_check_proposal();
DROP TRIGGER records_stream_grows ON records_stream;
DROP FUNCTION records_check_stream();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunPython(require_application_role, migrations.RunPython.noop),
        migrations.RunSQL(CLOCK_OVERRIDE, "DROP TABLE clock_override"),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        append_only("records_act"),
        migrations.RunSQL(HEADS, DROP_HEADS),
        grant_application_role(),
        revoke("records_act", "UPDATE, DELETE"),
        revoke("records_stream", "DELETE"),
        revoke("records_proposal", "DELETE"),
        revoke("clock_override", "INSERT, UPDATE, DELETE"),
    ]
