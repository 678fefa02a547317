"""Who reported, in a table that the application can fill and cannot read; reading is a function that writes a look."""

import django.db.models.deletion
from django.db import migrations, models

from records.guards import insert_only, revoke

SQL = """
-- The text under the commitment; name and phone hold no line end (hazards_reporter_one_line).
CREATE FUNCTION hazards_reporter_commitment(name text, phone text, anonymous boolean, wants_reward boolean, salt bytea)
RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(salt || convert_to(concat_ws(E'\\n', name, phone, anonymous::text, wants_reward::text),
                                            'UTF8')), 'hex')
$$;

-- What is kept is what the birth record has promised, and nothing else can be kept later.
CREATE FUNCTION hazards_check_reporter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(NEW.salt) <> 32 OR NOT EXISTS (
        SELECT FROM hazards_hazardrecord r WHERE r.hazard_id = NEW.hazard_id AND r.sequence = 1
        AND r.body::jsonb #>> '{data,reporter}' = hazards_reporter_commitment(
            NEW.name, NEW.phone, NEW.anonymous, NEW.wants_reward, NEW.salt)) THEN
        RAISE EXCEPTION 'the reporter of hazard % is not whom its birth record has sealed', NEW.hazard_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hazards_reporter_as_sealed AFTER INSERT ON hazards_reporter
    FOR EACH ROW EXECUTE FUNCTION hazards_check_reporter();
ALTER TABLE hazards_reporter ENABLE ALWAYS TRIGGER hazards_reporter_as_sealed;

-- The one way in: no reading without its row. Runs as the owner, since the application has no right to read.
CREATE FUNCTION hazards_look_at_reporter(
    of_hazard bigint, person bigint, person_name text, appointment bigint, seat text, reason text)
RETURNS TABLE (name text, phone text, anonymous boolean, wants_reward boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM hazards_reporter r WHERE r.hazard_id = of_hazard) THEN
        RETURN;
    END IF;
    INSERT INTO hazards_reporterlook (hazard_id, person_id, person_name, appointment_id, seat, reason, at)
    VALUES (of_hazard, person, person_name, appointment, seat, reason, bh_now());
    RETURN QUERY SELECT r.name::text, r.phone::text, r.anonymous, r.wants_reward
        FROM hazards_reporter r WHERE r.hazard_id = of_hazard;
END $$;

-- For `verify`: the hazards whose seal and sealed row are not one another's. It tells numbers, never who. A body that
-- is no JSON must not end the run, so it is read as text: inside a string the quotes would be escaped.
CREATE FUNCTION hazards_broken_reporters() RETURNS TABLE (hazard_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT COALESCE(r.hazard_id, b.hazard_id)
    FROM hazards_reporter r
    FULL JOIN (SELECT q.hazard_id, left(q.body, 1) = '{' AS readable,
                      substring(q.body FROM '"reporter":"([0-9a-f]{64})"') AS sealed
               FROM hazards_hazardrecord q WHERE q.sequence = 1) b ON b.hazard_id = r.hazard_id
    WHERE b.readable IS NOT FALSE AND b.sealed IS DISTINCT FROM CASE WHEN r.hazard_id IS NOT NULL THEN
        hazards_reporter_commitment(r.name, r.phone, r.anonymous, r.wants_reward, r.salt) END
    ORDER BY 1
$$;
"""
REVERSE = """
DROP FUNCTION hazards_broken_reporters();
DROP FUNCTION hazards_look_at_reporter(bigint, bigint, text, bigint, text, text);
DROP TRIGGER hazards_reporter_as_sealed ON hazards_reporter;
DROP FUNCTION hazards_check_reporter();
DROP FUNCTION hazards_reporter_commitment(text, text, boolean, boolean, bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("hazards", "0015_dated_exceptions")]

    operations = [
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "hazard",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="hazards.hazard",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="电话")),
                ("anonymous", models.BooleanField(default=False, verbose_name="要求匿名")),
                ("wants_reward", models.BooleanField(default=False, verbose_name="申请举报奖励")),
                ("salt", models.BinaryField(max_length=32, verbose_name="盐")),
            ],
            options={
                "verbose_name": "上报人",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name__contains", "\n"), _negated=True),
                            models.Q(("phone__contains", "\n"), _negated=True),
                        ),
                        name="hazards_reporter_one_line",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReporterLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(verbose_name="查看人编号")),
                ("person_name", models.CharField(max_length=100, verbose_name="查看人")),
                ("appointment_id", models.BigIntegerField(verbose_name="所依任职")),
                ("seat", models.CharField(max_length=320, verbose_name="岗位")),
                ("reason", models.TextField(verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporter_looks",
                        to="hazards.hazard",
                    ),
                ),
            ],
            options={"verbose_name": "上报人查看记录"},
        ),
        migrations.RunSQL(SQL, REVERSE),
        insert_only("hazards_reporter"),
        insert_only("hazards_reporterlook"),
        revoke("hazards_reporter", "SELECT, UPDATE, DELETE"),
        revoke("hazards_reporterlook", "INSERT, UPDATE, DELETE"),
    ]
