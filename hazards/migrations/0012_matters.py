"""The matters beside a hazard."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0011_hazard_columns"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=200, verbose_name="标准")),
                ("number", models.CharField(max_length=20, verbose_name="条款")),
                ("words", models.TextField(verbose_name="内容")),
                ("from_on", models.DateField(verbose_name="施行日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="废止日期")),
            ],
            options={
                "verbose_name": "判定条款",
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("cause", models.CharField(max_length=20, verbose_name="起因")),
            ],
            options={
                "verbose_name": "管辖争议",
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("INTERVIEW", "约谈"), ("ENFORCEMENT", "执法线索")], max_length=12, verbose_name="种类"
                    ),
                ),
            ],
            options={
                "verbose_name": "约谈建议和执法线索",
            },
        ),
        migrations.CreateModel(
            name="Grading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                (
                    "level",
                    models.CharField(
                        choices=[("", "未定级"), ("GENERAL", "一般隐患"), ("MAJOR", "重大隐患")],
                        max_length=12,
                        verbose_name="隐患等级",
                    ),
                ),
                (
                    "clauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="理由和证据")),
            ],
            options={
                "verbose_name": "定级",
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("level", models.CharField(max_length=20, verbose_name="挂牌级别")),
                ("government", models.CharField(max_length=100, verbose_name="挂牌政府")),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("finish_on", models.DateField(verbose_name="完成日期")),
                (
                    "rechecks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "挂牌督办",
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("STOP", "停产停业"),
                            ("ISOLATE", "隔离封控"),
                            ("EVACUATE", "撤离人员"),
                            ("SEAL", "查封扣押"),
                            ("POWER_CUT", "停止供电"),
                        ],
                        max_length=12,
                        verbose_name="措施",
                    ),
                ),
                ("words", models.TextField(verbose_name="内容")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="期限")),
            ],
            options={
                "verbose_name": "现场措施",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("parts", models.JSONField(verbose_name="五落实和目标")),
                ("stages", models.JSONField(blank=True, default=list, verbose_name="阶段")),
                (
                    "done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("finish_on", models.DateField(verbose_name="完成日期")),
            ],
            options={
                "verbose_name": "治理方案",
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("person_id", models.BigIntegerField(verbose_name="回避人编号")),
                ("reason", models.TextField(verbose_name="理由")),
            ],
            options={
                "verbose_name": "回避",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("episode", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                ("reason", models.TextField(verbose_name="理由")),
            ],
            options={
                "verbose_name": "复核申请",
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("episode", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                (
                    "signed_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "复查轮次",
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="文号")),
                (
                    "co_units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("demand_on", models.DateField(verbose_name="期限")),
                ("basis", models.TextField(verbose_name="依据")),
                ("split", models.TextField(verbose_name="分工")),
                ("in_name", models.CharField(max_length=100, verbose_name="以谁的名义")),
                ("decision", models.TextField(blank=True, verbose_name="区政府决定")),
            ],
            options={
                "verbose_name": "裁定",
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                ("seed", models.CharField(max_length=100, verbose_name="抽取种子")),
                (
                    "person_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "回头看",
            },
        ),
        migrations.CreateModel(
            name="Standpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(verbose_name="起于记录")),
                ("state", models.CharField(max_length=16, verbose_name="状态")),
                ("opened_by_id", models.BigIntegerField(verbose_name="提出人编号")),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("moved_by_id", models.BigIntegerField(verbose_name="最近办理人编号")),
                ("moved_at", models.DateTimeField(verbose_name="最近办理时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OBJECTION", "异议"),
                            ("DISCLAIMER", "不予认领"),
                            ("CLAIM", "认领"),
                            ("CONTEST", "对认领有异议"),
                            ("SILENCE", "未答复"),
                        ],
                        max_length=12,
                        verbose_name="意见",
                    ),
                ),
                ("episode", models.PositiveSmallIntegerField(verbose_name="第几次办理")),
                ("basis", models.TextField(blank=True, verbose_name="依据")),
            ],
            options={
                "verbose_name": "各方意见",
            },
        ),
    ]
