"""One holder of a single seat at a time, one place in the tree at a time, standing-in within its bounds."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from records.guards import revoke

SQL = """
-- The copy of single_seat can't differ from the post's: the pair is the foreign key.
ALTER TABLE responsibility_appointment ADD CONSTRAINT responsibility_appointment_seat
    FOREIGN KEY (post_id, single_seat) REFERENCES responsibility_post (id, single_seat);
ALTER TABLE responsibility_appointment ADD CONSTRAINT responsibility_single_seat
    EXCLUDE USING gist (post_id WITH =, tstzrange(from_at, until_at) WITH &&)
    WHERE (single_seat AND stands_in_for_id IS NULL);
ALTER TABLE responsibility_affiliation ADD CONSTRAINT responsibility_one_affiliation
    EXCLUDE USING gist (unit_id WITH =, tstzrange(from_at, until_at) WITH &&);

CREATE FUNCTION responsibility_check_standing_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE principal responsibility_appointment;
BEGIN
    IF NEW.stands_in_for_id IS NULL THEN RETURN NULL; END IF;
    SELECT * INTO principal FROM responsibility_appointment WHERE id = NEW.stands_in_for_id;
    IF principal.stands_in_for_id IS NOT NULL OR principal.post_id <> NEW.post_id
       OR principal.person_id = NEW.person_id OR NEW.from_at < principal.from_at
       OR (TG_OP = 'INSERT' AND NEW.until_at > COALESCE(principal.until_at, 'infinity')) THEN
        RAISE EXCEPTION 'standing in: not passed on, not for oneself, within the term stood in for'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_standing_in AFTER INSERT OR UPDATE ON responsibility_appointment
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_standing_in();

-- An appointment may be ended; who, where, since when and for whom stay as written.
CREATE FUNCTION responsibility_check_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.post_id, NEW.person_id, NEW.from_at, NEW.stands_in_for_id, NEW.basis)
       IS DISTINCT FROM (OLD.post_id, OLD.person_id, OLD.from_at, OLD.stands_in_for_id, OLD.basis)
       OR (OLD.until_at IS NOT NULL AND (NEW.until_at IS NULL OR NEW.until_at > OLD.until_at)) THEN
        RAISE EXCEPTION 'an appointment is ended, never rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_appointment_stays AFTER UPDATE ON responsibility_appointment
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_appointment();
ALTER TABLE responsibility_appointment ENABLE ALWAYS TRIGGER responsibility_standing_in;
ALTER TABLE responsibility_appointment ENABLE ALWAYS TRIGGER responsibility_appointment_stays;
"""
REVERSE = """
DROP TRIGGER responsibility_appointment_stays ON responsibility_appointment;
DROP FUNCTION responsibility_check_appointment();
DROP TRIGGER responsibility_standing_in ON responsibility_appointment;
DROP FUNCTION responsibility_check_standing_in();
ALTER TABLE responsibility_affiliation DROP CONSTRAINT responsibility_one_affiliation;
ALTER TABLE responsibility_appointment DROP CONSTRAINT responsibility_single_seat;
ALTER TABLE responsibility_appointment DROP CONSTRAINT responsibility_appointment_seat;
"""


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0001_initial"), ("records", "0002_guards")]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(SQL, REVERSE),
        revoke("responsibility_appointment", "DELETE"),
        revoke("responsibility_affiliation", "DELETE"),
        revoke("responsibility_unit", "DELETE"),
        revoke("responsibility_post", "UPDATE, DELETE"),
    ]
