"""Notices with a link to one hazard, and what became of each link: inserted, never touched again."""

import django.db.models.deletion
from django.db import migrations, models

from records.guards import insert_only, revoke

SQL = """
-- Nothing happens to a link that has ended; none is opened after its time, a fourth time, or after five wrong numbers.
CREATE FUNCTION hazards_check_door() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM hazards_doorevent e WHERE e.link_id = NEW.link_id AND e.id <> NEW.id
               AND e.kind IN ('REVOKED', 'REPLACED'))
       OR NEW.kind = 'OPENED' AND (
           EXISTS (SELECT FROM hazards_doorlink l WHERE l.id = NEW.link_id AND l.until_at <= NEW.at)
           OR (SELECT count(*) FROM hazards_doorevent e WHERE e.link_id = NEW.link_id AND e.kind = 'OPENED') > 3
           OR (SELECT count(*) FROM hazards_doorevent e WHERE e.link_id = NEW.link_id AND e.kind = 'WRONG') >= 5) THEN
        RAISE EXCEPTION 'link % is no longer open for %', NEW.link_id, NEW.kind
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hazards_doorevent_while_open AFTER INSERT ON hazards_doorevent
    FOR EACH ROW EXECUTE FUNCTION hazards_check_door();
ALTER TABLE hazards_doorevent ENABLE ALWAYS TRIGGER hazards_doorevent_while_open;
"""
REVERSE = "DROP TRIGGER hazards_doorevent_while_open ON hazards_doorevent; DROP FUNCTION hazards_check_door();"


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0019_street_unknown"),
        ("responsibility", "0008_places_in_a_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="DoorLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveSmallIntegerField(verbose_name="第几份")),
                ("version", models.PositiveIntegerField(verbose_name="开具时的记录序号")),
                ("episode", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                ("token_hash", models.CharField(max_length=64, unique=True, verbose_name="链接哈希")),
                ("number_hash", models.CharField(max_length=64, verbose_name="核对码哈希")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="收件人电话")),
                ("contact_phone", models.CharField(max_length=40, verbose_name="联系电话")),
                ("issuer_person_id", models.BigIntegerField(verbose_name="开具人编号")),
                ("issuer_name", models.CharField(max_length=100, verbose_name="开具人")),
                ("issuer_unit", models.CharField(max_length=200, verbose_name="开具单位")),
                ("issuer_title", models.CharField(max_length=100, verbose_name="开具人职务")),
                ("issued_at", models.DateTimeField(verbose_name="开具时间")),
                ("until_at", models.DateTimeField(verbose_name="有效期至")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="responsibility.appointment",
                        verbose_name="所依任职",
                    ),
                ),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="door_links", to="hazards.hazard"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="responsibility.person",
                        verbose_name="收件人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="responsibility.unit",
                        verbose_name="整改单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改通知书链接",
            },
        ),
        migrations.CreateModel(
            name="DoorEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OPENED", "已打开"),
                            ("WRONG", "核对码不对"),
                            ("REVOKED", "已作废"),
                            ("REPLACED", "已换发"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("device_hash", models.CharField(blank=True, max_length=64, verbose_name="设备哈希")),
                ("person_id", models.BigIntegerField(verbose_name="经办人编号")),
                ("person_name", models.CharField(max_length=100, verbose_name="经办人")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="hazards.doorlink"
                    ),
                ),
            ],
            options={
                "verbose_name": "整改通知书链接经过",
            },
        ),
        migrations.AddConstraint(
            model_name="doorlink",
            constraint=models.UniqueConstraint(fields=("hazard", "serial"), name="hazards_doorlink_serial"),
        ),
        migrations.AddConstraint(
            model_name="doorlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("issued_at"))), name="hazards_doorlink_interval"
            ),
        ),
        migrations.AddConstraint(
            model_name="doorevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["REVOKED", "REPLACED"])),
                fields=("link",),
                name="hazards_doorevent_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="doorevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("device_hash", ""), _negated=True),
                fields=("device_hash",),
                name="hazards_doorevent_one_device",
            ),
        ),
        migrations.AddConstraint(
            model_name="doorevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "OPENED"), ("device_hash", ""), _connector="XOR"),
                name="hazards_doorevent_opens_a_device",
            ),
        ),
        migrations.RunSQL(SQL, REVERSE),
        insert_only("hazards_doorlink"),
        insert_only("hazards_doorevent"),
        revoke("hazards_doorlink", "UPDATE, DELETE"),
        revoke("hazards_doorevent", "UPDATE, DELETE"),
    ]
