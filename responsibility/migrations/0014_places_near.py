"""Places are found by where they lie."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("responsibility", "0010_four_eyes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                condition=models.Q(("latitude_e7__isnull", False)),
                fields=["latitude_e7", "longitude_e7"],
                name="responsibility_place_near",
            ),
        ),
    ]
