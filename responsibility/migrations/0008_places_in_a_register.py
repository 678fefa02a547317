"""A place is registered by somebody at an instant, has a credit code, and may wait to be completed."""

from django.db import migrations, models

SQL = """
CREATE FUNCTION responsibility_check_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.registered_by_id, NEW.registered_by_name, NEW.registered_at)
       IS DISTINCT FROM (OLD.registered_by_id, OLD.registered_by_name, OLD.registered_at)
       OR (NEW.incomplete AND NOT OLD.incomplete) THEN
        RAISE EXCEPTION 'who registered a place stays, and what is complete stays complete'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER responsibility_place_stays AFTER UPDATE ON responsibility_place
    FOR EACH ROW EXECUTE FUNCTION responsibility_check_place();
ALTER TABLE responsibility_place ENABLE ALWAYS TRIGGER responsibility_place_stays;
"""
REVERSE = """
DROP TRIGGER responsibility_place_stays ON responsibility_place;
DROP FUNCTION responsibility_check_place();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("responsibility", "0007_vacancies"),
    ]

    operations = [
        migrations.AddField(
            model_name="place",
            name="credit_code",
            field=models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码"),
        ),
        migrations.AddField(
            model_name="place",
            name="incomplete",
            field=models.BooleanField(default=False, verbose_name="信息待补全"),
        ),
        migrations.AddField(
            model_name="place",
            name="registered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="登记时间"),
        ),
        migrations.AddField(
            model_name="place",
            name="registered_by_id",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="登记人编号"),
        ),
        migrations.AddField(
            model_name="place",
            name="registered_by_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="登记人"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["credit_code"], name="responsibil_credit__c09154_idx"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["address"], name="responsibil_address_144944_idx"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("incomplete", False)),
                fields=("name", "address", "credit_code"),
                name="responsibility_place_once",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
    ]
