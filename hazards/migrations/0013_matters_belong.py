"""Each matter belongs to its hazard; of some kinds one is open at most."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0012_matters"),
        ("responsibility", "0008_places_in_a_register"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="clause",
            constraint=models.UniqueConstraint(fields=("standard", "number", "from_on"), name="hazards_clause_once"),
        ),
        migrations.AddField(
            model_name="dispute",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="grading",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="gradings", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="listings", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="督办部门",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="recusal",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="牵头单位",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="verifying_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="复查单位",
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="standpoint",
            name="hazard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="standpoints", to="hazards.hazard"
            ),
        ),
        migrations.AddField(
            model_name="standpoint",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="建议的单位",
            ),
        ),
        migrations.AddField(
            model_name="standpoint",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "OPEN")), fields=("hazard",), name="hazards_dispute_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "FILED")), fields=("hazard",), name="hazards_plan_one_filed"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "OPEN")), fields=("hazard",), name="hazards_round_one_open"
            ),
        ),
    ]
