"""Clocks that run across stages, with the limits that a district starts with."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models

from records.guards import revoke

BEGINNING = datetime(2004, 1, 1, tzinfo=UTC)
# clock, level, urgent, limit, rung, whom it tells, basis; [P] is a proposed default that no source gives.
POLICIES = (
    ("CASE", "", False, "10wd", "全程督办", ["coordinator_head"], "承诺日期前：受理、派单、认领、会商 [P]"),
    ("CASE", "", True, "2wd", "全程督办", ["coordinator_head"], "承诺日期前，紧急 [P]"),
    ("CASE_DATED", "", False, "5wd", "全程督办", ["coordinator_head"], "承诺日期后：复查、销号 [P]"),
    (
        "CASE_DATED",
        "MAJOR",
        False,
        "17d",
        "全程督办",
        ["coordinator_head"],
        "承诺日期后：复查10日（总局令16号） [P]",
    ),
    ("REQUEST", "", False, "2wd", "审批催办", ["decider", "coordinator_head"], "[P]"),
    ("REQUEST", "", True, "4h", "审批催办", ["decider", "coordinator_head"], "[P]"),
    ("CONTEST", "", False, "3wd", "裁定催办", ["ruler", "committee"], "同会商 [P]"),
    ("CONTEST", "", True, "1wd", "裁定催办", ["ruler", "committee"], "同会商，紧急 [P]"),
)


def seed(apps, schema_editor):
    """Write the first policies of these clocks; in force since before any case."""
    ClockPolicy = apps.get_model("workflow", "ClockPolicy")
    ClockPolicy.objects.bulk_create(
        ClockPolicy(
            topic="hazard",
            state=kind,
            level=level,
            urgent=urgent,
            limit=limit,
            ladder=[{"name": rung, "after": "0", "told": told}],
            basis=basis,
            from_at=BEGINNING,
        )
        for kind, level, urgent, limit, rung, told, basis in POLICIES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0017_refer_ruling"),
    ]

    operations = [
        migrations.CreateModel(
            name="HazardTimer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run", models.PositiveIntegerField(verbose_name="起于版本")),
                ("started_at", models.DateTimeField(verbose_name="开始")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="到期")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="停止")),
                ("provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("policy_id", models.BigIntegerField(blank=True, null=True, verbose_name="时限规则")),
                ("calendar_id", models.BigIntegerField(blank=True, null=True, verbose_name="日历版本")),
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="已升级级数")),
                ("next_rung_at", models.DateTimeField(blank=True, null=True, verbose_name="下一级时间")),
                ("kind", models.CharField(max_length=24, verbose_name="时钟")),
            ],
            options={
                "verbose_name": "隐患跨环节时钟",
            },
        ),
        migrations.RemoveConstraint(
            model_name="hazardrung",
            name="hazards_rung_exactly_once",
        ),
        migrations.AddField(
            model_name="hazard",
            name="begun_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="起算时间"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="promised_on",
            field=models.DateField(blank=True, null=True, verbose_name="承诺完成日期"),
        ),
        migrations.AddField(
            model_name="hazardrung",
            name="kind",
            field=models.CharField(blank=True, default="", max_length=24, verbose_name="时钟"),
        ),
        migrations.AddConstraint(
            model_name="hazardrung",
            constraint=models.UniqueConstraint(
                fields=("hazard", "kind", "run", "level"), name="hazards_rung_exactly_once"
            ),
        ),
        migrations.AddField(
            model_name="hazardtimer",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="timers", to="hazards.hazard"
            ),
        ),
        migrations.AddIndex(
            model_name="hazardtimer",
            index=models.Index(
                condition=models.Q(("next_rung_at__isnull", False)),
                fields=["next_rung_at"],
                name="hazards_timer_next_rung",
            ),
        ),
        migrations.AddConstraint(
            model_name="hazardtimer",
            constraint=models.UniqueConstraint(fields=("hazard", "kind"), name="hazards_timer_one_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="hazardtimer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["CASE", "REQUEST", "CONTEST"])), name="hazards_timer_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="hazardtimer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stopped_at__isnull", True),
                    models.Q(("due_at__isnull", True), ("next_rung_at__isnull", True)),
                    _connector="OR",
                ),
                name="hazards_timer_stopped_is_silent",
            ),
        ),
        revoke("hazards_hazardtimer", "DELETE"),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
