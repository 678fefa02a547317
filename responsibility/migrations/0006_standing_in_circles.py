"""Nobody stands in for one who, at the same instant, directly or through others stands in for him."""

from django.db import migrations

SQL = """
CREATE FUNCTION responsibility_check_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.stands_in_for_id IS NULL THEN RETURN NULL; END IF;
    -- Two that would close a circle together wait for each other here; each walk then sees the other's row.
    PERFORM pg_advisory_xact_lock(hashtext('responsibility_standing_in'));
    IF EXISTS (
        WITH RECURSIVE walk (person_id, span) AS (
            SELECT p.person_id, tstzrange(NEW.from_at, NEW.until_at)
            FROM responsibility_appointment p WHERE p.id = NEW.stands_in_for_id
            UNION
            SELECT p.person_id, w.span * tstzrange(s.from_at, s.until_at)
            FROM walk w JOIN responsibility_appointment s ON s.person_id = w.person_id
                AND tstzrange(s.from_at, s.until_at) && w.span
            JOIN responsibility_appointment p ON p.id = s.stands_in_for_id
        ) SELECT FROM walk WHERE person_id = NEW.person_id) THEN
        RAISE EXCEPTION 'nobody stands in for himself in a circle' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_standing_in_circle AFTER INSERT ON responsibility_appointment
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_circle();
ALTER TABLE responsibility_appointment ENABLE ALWAYS TRIGGER responsibility_standing_in_circle;
"""
REVERSE = """
DROP TRIGGER responsibility_standing_in_circle ON responsibility_appointment;
DROP FUNCTION responsibility_check_circle();
"""


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0005_successors")]

    operations = [migrations.RunSQL(SQL, REVERSE)]
