"""Four eyes at the database: who proposed a change never decides on it, nor who is named to a seat by it."""

from django.db import migrations

# Not a constraint of the table of proposals: that one knows no appointment, and what a payload says is this room's.
FOUR_EYES = """
CREATE FUNCTION responsibility_check_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision IN ('APPROVED', 'REFUSED') THEN
        IF NEW.decided_by_id = NEW.proposed_by_id THEN
            RAISE EXCEPTION 'who proposed a change doesn''t decide on it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'appointment' AND NEW.decided_by_id = (NEW.payload->>'person')::bigint THEN
            RAISE EXCEPTION 'who is named to a seat doesn''t decide on it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_proposal_four_eyes AFTER INSERT OR UPDATE ON records_proposal
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_four_eyes();
ALTER TABLE records_proposal ENABLE ALWAYS TRIGGER responsibility_proposal_four_eyes;
CREATE INDEX responsibility_proposal_post ON records_proposal (((payload->>'post')::bigint), id)
    WHERE kind = 'appointment';
"""
DROP = """
DROP INDEX responsibility_proposal_post;
DROP TRIGGER responsibility_proposal_four_eyes ON records_proposal;
DROP FUNCTION responsibility_check_four_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0009_signing_in"), ("records", "0003_chains")]

    operations = [migrations.RunSQL(FOUR_EYES, DROP)]
