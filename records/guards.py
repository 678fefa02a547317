"""Plain SQL guards that migrations install; nothing a session can switch off by a setting.

A trigger made `ENABLE ALWAYS` fires under `session_replication_role = replica` too. The owner of a table can
still drop it: what a role can't prevent, `manage.py verify` finds (it looks for these triggers and rehashes).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections, migrations

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


def insert_only(table: str) -> migrations.RunSQL:
    """Return the migration step that lets nobody change, delete or empty what was inserted into `table`."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION records_forbid_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION records_forbid_change();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only;
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;
        """,
        f"""
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


class Revoke(migrations.RunPython):
    """Takes rights on a table from the application's role; keeps them readable, so that `verify` can ask for them."""

    def __init__(self, table: str, rights: str) -> None:
        self.table = table
        self.rights = tuple(right.strip() for right in rights.split(","))
        super().__init__(
            _as_app_role(f"REVOKE {rights} ON {table} FROM {{role}}"),
            _as_app_role(f"GRANT {rights} ON {table} TO {{role}}"),
        )


def revoke(table: str, rights: str) -> Revoke:
    """Return the step that takes `rights` on `table` (such as "UPDATE, DELETE") from the application's role."""
    return Revoke(table, rights)


# Where the guards' functions look names up. Without it every session could lay a temporary table of the same name
# over a guarded one (temporary tables are searched first), and a guard would read the forged one.
SEARCH_PATH = "pg_catalog, public, pg_temp"
PIN = f"""
DO $pin$
DECLARE guard regprocedure;
BEGIN
    FOR guard IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
        AND (p.prorettype = 'trigger'::regtype OR p.proname = 'bh_now')
        AND NOT COALESCE(p.proconfig, '{{}}') @> ARRAY['search_path={SEARCH_PATH}']
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = {SEARCH_PATH}', guard);
    END LOOP;
END $pin$;
"""


def pin_search_path(using: str, **_: Any) -> None:
    """After every migrate: let the trigger functions of all rooms, and bh_now(), see the real tables only."""
    with connections[using].cursor() as cursor:
        cursor.execute(PIN)


def only_ends(table: str, *, stays: str, end: str) -> migrations.RunSQL:
    """Return the step that lets a dated row of `table` be ended and nothing else: `stays` are its other columns.

    An end once set may come earlier, never later or away: what was in force at an instant stays in force for it.
    """
    new, old = (", ".join(f"{side}.{name.strip()}" for name in stays.split(",")) for side in ("NEW", "OLD"))
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {table}_check_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({new}) IS DISTINCT FROM ({old})
       OR (OLD.{end} IS NOT NULL AND (NEW.{end} IS NULL OR NEW.{end} > OLD.{end})) THEN
        RAISE EXCEPTION 'a row of {table} is ended, never rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_ends AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check_ends();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_ends;
""",
        f"DROP TRIGGER {table}_ends ON {table}; DROP FUNCTION {table}_check_ends();",
    )
