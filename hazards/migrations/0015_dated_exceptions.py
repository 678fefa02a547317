"""Dated exceptions on a hazard or a unit, and the looks of auditors: ended, or inserted, never rewritten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from records.guards import insert_only, only_ends, revoke

KINDS = [
    ("EXPERT", "专家"),
    ("AUDITOR", "审计、监察"),
    ("SUPERVISION_TEAM", "督导组"),
    ("CONTRACTOR", "第三方服务机构"),
]
GIVEN = "user_id, permission_id, kind, giver_person_id, giver_name, reason, from_at"


def dated(target, column, verbose_name):
    """Return the columns of an exception on `target`."""
    protect = django.db.models.deletion.PROTECT
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("kind", models.CharField(choices=KINDS, max_length=20, verbose_name="种类")),
        ("giver_person_id", models.BigIntegerField(verbose_name="给予人编号")),
        ("giver_name", models.CharField(max_length=100, verbose_name="给予人")),
        ("reason", models.TextField(verbose_name="理由")),
        ("from_at", models.DateTimeField(verbose_name="起")),
        ("until_at", models.DateTimeField(verbose_name="止")),
        (
            "content_object",
            models.ForeignKey(
                db_column=column, on_delete=protect, related_name="exceptions", to=target, verbose_name=verbose_name
            ),
        ),
        ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
        ("user", models.ForeignKey(on_delete=protect, to=settings.AUTH_USER_MODEL, verbose_name="账号")),
    ]


def in_order(name):
    """Return the constraint that an exception doesn't end before it begins."""
    return models.CheckConstraint(condition=models.Q(("until_at__gte", models.F("from_at"))), name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("hazards", "0014_law_edges"),
        ("responsibility", "0008_places_in_a_register"),
        ("records", "0003_chains"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HazardException",
            fields=dated("hazards.hazard", "hazard_id", "隐患"),
            options={
                "verbose_name": "隐患例外查看",
                "constraints": [in_order("hazards_hazardexception_interval")],
            },
        ),
        migrations.CreateModel(
            name="UnitException",
            fields=dated("responsibility.unit", "unit_id", "单位"),
            options={"verbose_name": "单位例外查看", "constraints": [in_order("hazards_unitexception_interval")]},
        ),
        migrations.CreateModel(
            name="ExceptionLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(verbose_name="查看人编号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exception_looks",
                        to="hazards.hazard",
                    ),
                ),
                (
                    "hazard_exception",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="hazards.hazardexception",
                        verbose_name="所依例外",
                    ),
                ),
                (
                    "unit_exception",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="hazards.unitexception",
                        verbose_name="所依例外",
                    ),
                ),
            ],
            options={
                "verbose_name": "例外查看记录",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hazard_exception__isnull", True), ("unit_exception__isnull", False)),
                            models.Q(("hazard_exception__isnull", False), ("unit_exception__isnull", True)),
                            _connector="OR",
                        ),
                        name="hazards_exceptionlook_by_one",
                    )
                ],
            },
        ),
        only_ends("hazards_hazardexception", stays=f"{GIVEN}, hazard_id", end="until_at"),
        only_ends("hazards_unitexception", stays=f"{GIVEN}, unit_id", end="until_at"),
        insert_only("hazards_exceptionlook"),
        revoke("hazards_hazardexception", "DELETE"),
        revoke("hazards_unitexception", "DELETE"),
        revoke("hazards_exceptionlook", "UPDATE, DELETE"),
    ]
