"""Where a unit stood stays as written; a unit keeps its code, tree and beginning, and ends once."""

from django.db import migrations

SQL = """
CREATE FUNCTION responsibility_check_affiliation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.unit_id, NEW.parent_id, NEW.path, NEW.from_at) IS DISTINCT FROM
       (OLD.unit_id, OLD.parent_id, OLD.path, OLD.from_at) OR OLD.until_at IS NOT NULL THEN
        RAISE EXCEPTION 'a place in the tree is ended, never rewritten'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_affiliation_stays AFTER UPDATE ON responsibility_affiliation
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_affiliation();

CREATE FUNCTION responsibility_check_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.tree, NEW.from_at) IS DISTINCT FROM (OLD.code, OLD.tree, OLD.from_at)
       OR (OLD.until_at IS NOT NULL AND NEW.until_at IS DISTINCT FROM OLD.until_at)
       OR (OLD.successor_id IS NOT NULL AND NEW.successor_id IS DISTINCT FROM OLD.successor_id) THEN
        RAISE EXCEPTION 'a unit keeps its code, tree and beginning, and ends once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_unit_stays AFTER UPDATE ON responsibility_unit
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_unit();
ALTER TABLE responsibility_affiliation ENABLE ALWAYS TRIGGER responsibility_affiliation_stays;
ALTER TABLE responsibility_unit ENABLE ALWAYS TRIGGER responsibility_unit_stays;
"""
REVERSE = """
DROP TRIGGER responsibility_unit_stays ON responsibility_unit;
DROP FUNCTION responsibility_check_unit();
DROP TRIGGER responsibility_affiliation_stays ON responsibility_affiliation;
DROP FUNCTION responsibility_check_affiliation();
"""


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0002_guards")]

    operations = [migrations.RunSQL(SQL, REVERSE)]
