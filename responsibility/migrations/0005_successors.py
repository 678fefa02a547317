"""A successor follows an ended unit, lives longer than it, and never leads back to it."""

from django.db import migrations

SQL = """
CREATE FUNCTION responsibility_check_successor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.successor_id IS NULL THEN RETURN NULL; END IF;
    IF NEW.until_at IS NULL OR EXISTS (
        SELECT FROM responsibility_unit s WHERE s.id = NEW.successor_id
        AND (s.tree <> NEW.tree OR s.from_at > NEW.until_at OR s.until_at <= NEW.until_at)) OR EXISTS (
        WITH RECURSIVE walk (id) AS (
            SELECT NEW.successor_id
            UNION
            SELECT u.successor_id FROM walk w JOIN responsibility_unit u ON u.id = w.id WHERE u.successor_id IS NOT NULL
        ) SELECT FROM walk WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'a successor follows an ended unit, outlives it, and never leads back to it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_unit_successor AFTER INSERT OR UPDATE ON responsibility_unit
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_successor();
ALTER TABLE responsibility_unit ENABLE ALWAYS TRIGGER responsibility_unit_successor;
"""
REVERSE = """
DROP TRIGGER responsibility_unit_successor ON responsibility_unit;
DROP FUNCTION responsibility_check_successor();
"""


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0004_dated_rows")]

    operations = [migrations.RunSQL(SQL, REVERSE)]
