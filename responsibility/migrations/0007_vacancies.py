"""Vacancies: one row a span, ended and never rewritten."""

import django.db.models.deletion
from django.db import migrations, models

from records.guards import only_ends, revoke


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0006_standing_in_circles"), ("records", "0003_chains")]

    operations = [
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField(verbose_name="空缺自")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="空缺至")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vacancies",
                        to="responsibility.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位空缺",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("post",),
                        name="responsibility_one_open_vacancy",
                    ),
                    models.UniqueConstraint(fields=("post", "from_at"), name="responsibility_vacancy_once_a_span"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gte", models.F("from_at")), _connector="OR"
                        ),
                        name="responsibility_vacancy_interval",
                    ),
                ],
            },
        ),
        only_ends("responsibility_vacancy", stays="post_id, from_at, found_at", end="until_at"),
        revoke("responsibility_vacancy", "DELETE"),
    ]
