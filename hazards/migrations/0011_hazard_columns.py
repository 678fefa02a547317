"""Whose it is, what is asked, listed, drawn: columns of the hazard."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0010_requests_beside"),
        ("responsibility", "0004_dated_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="hazard",
            name="candidate_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="chain_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="co_rectifier_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="contested",
            field=models.BooleanField(default=False, verbose_name="认领有争议"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="延期次数"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="host",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="统筹协调办公室所在单位",
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="listed",
            field=models.BooleanField(default=False, verbose_name="挂牌督办"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="listing_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="督办部门",
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="look_back_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="loser_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="hazards.hazard",
                verbose_name="由哪一件分拆",
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="party_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="recused_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="request_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("EXTEND", "延期"),
                    ("SHELVE", "挂账"),
                    ("VOID", "作废"),
                    ("TRANSFER", "移送"),
                    ("LEVEL", "降级"),
                ],
                default="",
                max_length=12,
                verbose_name="申请种类",
            ),
        ),
        migrations.AddField(
            model_name="hazard",
            name="returns",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="退回次数"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="挂账复核日期"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="ruling_number",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="裁定文号"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="sampled",
            field=models.BooleanField(default=False, verbose_name="已抽取回头看"),
        ),
        migrations.AddField(
            model_name="hazard",
            name="survivor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="hazards.hazard",
                verbose_name="并入的隐患",
            ),
        ),
        migrations.AlterField(
            model_name="request",
            name="kind",
            field=models.CharField(
                choices=[
                    ("EXTEND", "延期"),
                    ("SHELVE", "挂账"),
                    ("VOID", "作废"),
                    ("TRANSFER", "移送"),
                    ("LEVEL", "降级"),
                ],
                max_length=12,
                verbose_name="种类",
            ),
        ),
        migrations.AlterField(
            model_name="request",
            name="moved_at",
            field=models.DateTimeField(verbose_name="最近办理时间"),
        ),
        migrations.AlterField(
            model_name="request",
            name="moved_by_id",
            field=models.BigIntegerField(verbose_name="最近办理人编号"),
        ),
        migrations.AlterField(
            model_name="request",
            name="opened_at",
            field=models.DateTimeField(verbose_name="提出时间"),
        ),
        migrations.AlterField(
            model_name="request",
            name="opened_by_id",
            field=models.BigIntegerField(verbose_name="提出人编号"),
        ),
        migrations.AlterField(
            model_name="request",
            name="reason",
            field=models.TextField(blank=True, verbose_name="理由"),
        ),
        migrations.AlterField(
            model_name="request",
            name="serial",
            field=models.PositiveIntegerField(verbose_name="起于记录"),
        ),
        migrations.AlterField(
            model_name="request",
            name="state",
            field=models.CharField(max_length=16, verbose_name="状态"),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("candidate_ids", []), _negated=True),
                fields=["candidate_ids"],
                name="hazards_candidate__few",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("party_ids", []), _negated=True), fields=["party_ids"], name="hazards_party_ids_few"
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("co_units", []), _negated=True), fields=["co_units"], name="hazards_co_units_few"
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("co_rectifier_ids", []), _negated=True),
                fields=["co_rectifier_ids"],
                name="hazards_co_rectifi_few",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("look_back_ids", []), _negated=True),
                fields=["look_back_ids"],
                name="hazards_look_back__few",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                condition=models.Q(("listing_unit__isnull", False)),
                fields=["listing_unit", "due_at", "id"],
                name="hazards_listing_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "GRANTED"), _negated=True),
                    models.Q(("moved_by_id", models.F("opened_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="hazards_request_four_eyes",
            ),
        ),
    ]
