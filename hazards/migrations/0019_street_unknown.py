"""A hazard may be reported without a street: then the district's duty desk has the turn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0018_clocks_across_stages"),
        ("responsibility", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hazard",
            name="street",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="responsibility.unit",
                verbose_name="属地街道",
            ),
        ),
    ]
