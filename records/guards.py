"""Plain SQL guards that migrations install; nothing a session can switch off by a setting.

A trigger made `ENABLE ALWAYS` fires under `session_replication_role = replica` too. The owner of a table can
still drop it: what a role can't prevent, `manage.py verify` finds (it looks for these triggers and rehashes).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION bh_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT COALESCE(o.instant, clock_timestamp() + COALESCE(o.shift, interval '0'))
    FROM (SELECT 1) AS one LEFT JOIN clock_override AS o ON true
$$;

CREATE FUNCTION records_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records are append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION records_check_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.hash IS DISTINCT FROM sha256(NEW.previous_hash || convert_to(NEW.body, 'UTF8')) THEN
        RAISE EXCEPTION 'the hash of record % in % does not match its content', NEW.sequence, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION records_check_hash(); DROP FUNCTION records_forbid_change(); DROP FUNCTION bh_now();"

CLOCK_OVERRIDE = """
CREATE TABLE clock_override (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    instant timestamptz,
    shift interval,
    CHECK ((instant IS NULL) <> (shift IS NULL))
);
COMMENT ON TABLE clock_override IS 'For tests and simulation: an absolute instant, or a shift. Empty in production.';
"""


def append_only(table: str) -> migrations.RunSQL:
    """Return the migration step that makes `table` append-only and hash-checked, for everybody."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION records_forbid_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION records_forbid_change();
        CREATE TRIGGER {table}_hash AFTER INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION records_check_hash();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_hash;
        """,
        f"""
        DROP TRIGGER {table}_hash ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        DROP TRIGGER {table}_append_only ON {table};
        """,
    )


def _as_app_role(*statements: str) -> Callable[[Any, Any], None]:
    def run(apps: Any, schema_editor: Any) -> None:
        role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
        for statement in statements:
            schema_editor.execute(statement.replace("{role}", role))

    return run


def grant_application_role() -> migrations.RunPython:
    """Return the step that gives the application's role its everyday rights on present and future tables."""
    return migrations.RunPython(
        _as_app_role(
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        ),
        migrations.RunPython.noop,
    )


def revoke(table: str, rights: str) -> migrations.RunPython:
    """Return the step that takes `rights` on `table` (such as "UPDATE, DELETE") from the application's role."""
    return migrations.RunPython(
        _as_app_role(f"REVOKE {rights} ON {table} FROM {{role}}"),
        _as_app_role(f"GRANT {rights} ON {table} TO {{role}}"),
    )
