"""The limits, the ladder and the working calendar (2004–2026) that a district starts with.

All literal: a migration gives every site the same rows, whatever the code or the library says later.
"""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import migrations

BEGINNING = datetime(2004, 1, 1, tzinfo=UTC)
CALENDAR = Path(__file__).with_name("first_calendar.csv")
# state, level, urgent, limit, superior of the turn, basis; [P] is a proposed default that no source gives.
POLICIES = (
    ("REPORTED", "", False, "1wd", "street_head", "[P]"),
    ("REPORTED", "", True, "2h", "street_head", "[P]"),
    ("AWAITING_APPROVAL", "", False, "1wd", "coordinator_head", "[P]"),
    ("AWAITING_APPROVAL", "", True, "4h", "coordinator_head", "[P]"),
    ("DISPATCHED", "", False, "1wd", "lead_head", "[P]"),
    ("DISPATCHED", "", True, "2h", "lead_head", "[P]"),
    ("PLANNING", "", False, "10wd", "lead_head", "[P]"),
    ("RECTIFYING", "", False, "15d", "lead_head", "整改期限；未定时 15 日 [P]"),
    ("AWAITING_VERIFICATION", "", False, "3wd", "lead_head", "消防监督检查规定：3 个工作日"),
    ("AWAITING_VERIFICATION", "MAJOR", False, "10d", "lead_head", "安全生产事故隐患排查治理暂行规定（总局令16号）"),
    ("AWAITING_WRITE_OFF", "", False, "2wd", "coordinator_head", "[P]"),
)


def days():
    """Yield (day, working, name): days off and make-up working days of the years arranged by then."""
    with CALENDAR.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield date.fromisoformat(row["day"]), row["working"] == "1", row["name"]


def seed(apps, schema_editor):
    """Write the first calendar version and the first policies; in force since before any case."""
    calendar = apps.get_model("workflow", "CalendarVersion").objects.create(
        source="国务院办公厅节假日安排通知，2004–2026（chinesecalendar 1.11.0）", published_at=BEGINNING
    )
    Holiday = apps.get_model("workflow", "Holiday")
    Holiday.objects.bulk_create(
        Holiday(calendar=calendar, day=day, working=working, name=name) for day, working, name in days()
    )
    ClockPolicy = apps.get_model("workflow", "ClockPolicy")
    ClockPolicy.objects.bulk_create(
        ClockPolicy(
            topic="hazard",
            state=state,
            level=level,
            urgent=urgent,
            limit=limit,
            ladder=[{"name": "督办单", "after": "0", "told": ["turn", superior]}],
            basis=basis,
            from_at=BEGINNING,
        )
        for state, level, urgent, limit, superior, basis in POLICIES
    )


class Migration(migrations.Migration):
    dependencies = [("hazards", "0003_guards")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
