"""The index of due letters begins with the road; a delivery's outcome has a list of its own, with UNKNOWN."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_initial"), ("responsibility", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="letter", name="notifications_letter_due"),
        migrations.AlterField(
            model_name="delivery",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("SENT", "已送达"), ("FAILED", "失败"), ("UNKNOWN", "结果不明"), ("CANCELLED", "已取消")],
                max_length=10,
                verbose_name="结果",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state__in", ["QUEUED", "SENDING", "FAILED"])),
                fields=["channel", "next_try_at"],
                name="notifications_letter_due",
            ),
        ),
    ]
