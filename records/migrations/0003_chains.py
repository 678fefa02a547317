"""An act joins the end of its chain and moves its head; a proposal is born undecided; nothing here is emptied."""

from django.db import migrations

SQL = """
-- An act continues the chain from its head. (The head moves next, by records_check_stream.)
CREATE FUNCTION records_check_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM records_stream s WHERE s.id = NEW.stream_id AND s.length = NEW.sequence - 1
                   AND s.head = NEW.previous_hash) THEN
        RAISE EXCEPTION 'record % does not continue its chain', NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_act_continues AFTER INSERT ON records_act
    FOR EACH ROW EXECUTE FUNCTION records_check_act();

-- Asked at commit: an act whose chain's head has not moved would block the chain for ever.
CREATE FUNCTION records_check_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM records_stream s WHERE s.id = NEW.stream_id AND s.length >= NEW.sequence) THEN
        RAISE EXCEPTION 'record % was written without moving the head of its chain', NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER records_act_joined AFTER INSERT ON records_act DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION records_check_joined();

CREATE FUNCTION records_check_new_stream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.length <> 0 OR NEW.head <> decode(repeat('00', 32), 'hex') THEN
        RAISE EXCEPTION 'the chain % must begin empty', NEW.name USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_stream_begins AFTER INSERT ON records_stream
    FOR EACH ROW EXECUTE FUNCTION records_check_new_stream();

CREATE FUNCTION records_check_new_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision <> 'PENDING' THEN
        RAISE EXCEPTION 'a proposal is born undecided' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_proposal_begins AFTER INSERT ON records_proposal
    FOR EACH ROW EXECUTE FUNCTION records_check_new_proposal();

CREATE TRIGGER records_stream_no_truncate BEFORE TRUNCATE ON records_stream
    FOR EACH STATEMENT EXECUTE FUNCTION records_forbid_change();
CREATE TRIGGER records_proposal_no_truncate BEFORE TRUNCATE ON records_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION records_forbid_change();

ALTER TABLE records_act ENABLE ALWAYS TRIGGER records_act_continues;
ALTER TABLE records_act ENABLE ALWAYS TRIGGER records_act_joined;
ALTER TABLE records_stream ENABLE ALWAYS TRIGGER records_stream_begins;
ALTER TABLE records_stream ENABLE ALWAYS TRIGGER records_stream_no_truncate;
ALTER TABLE records_proposal ENABLE ALWAYS TRIGGER records_proposal_begins;
ALTER TABLE records_proposal ENABLE ALWAYS TRIGGER records_proposal_no_truncate;
"""
REVERSE = """
DROP TRIGGER records_proposal_no_truncate ON records_proposal;
DROP TRIGGER records_stream_no_truncate ON records_stream;
DROP TRIGGER records_proposal_begins ON records_proposal;
DROP FUNCTION records_check_new_proposal();
DROP TRIGGER records_stream_begins ON records_stream;
DROP FUNCTION records_check_new_stream();
DROP TRIGGER records_act_joined ON records_act;
DROP FUNCTION records_check_joined();
DROP TRIGGER records_act_continues ON records_act;
DROP FUNCTION records_check_act();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_guards")]

    operations = [migrations.RunSQL(SQL, REVERSE)]
