"""The limits, the ladder and the working calendar (2004–2026) that a district starts with."""

from datetime import UTC, datetime

from django.db import migrations

from hazards.policies import default_policies
from workflow import holidays

BEGINNING = datetime(2004, 1, 1, tzinfo=UTC)


def seed(apps, schema_editor):
    """Write the first calendar version and the first policies; in force since before any case."""
    calendar = apps.get_model("workflow", "CalendarVersion").objects.create(
        source="国务院办公厅节假日安排通知，2004–2026（chinesecalendar 1.11.0）", published_at=BEGINNING
    )
    Holiday = apps.get_model("workflow", "Holiday")
    Holiday.objects.bulk_create(
        Holiday(calendar=calendar, day=day, working=working, name=name)
        for days in holidays.load().values()
        for day, working, name in days
    )
    ClockPolicy = apps.get_model("workflow", "ClockPolicy")
    ClockPolicy.objects.bulk_create(ClockPolicy(**row, from_at=BEGINNING) for row in default_policies())


class Migration(migrations.Migration):
    dependencies = [("hazards", "0003_guards")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
