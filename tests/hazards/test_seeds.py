"""What a new district starts with: the migration's literal rows, the code's defaults and the library agree today."""

from hazards.policies import default_policies
from tests.workflow import library_calendar as holidays
from workflow.models import CalendarVersion, ClockPolicy


def test_the_first_policies_are_the_defaults(db):
    names = ("topic", "state", "level", "urgent", "limit", "ladder", "basis")

    seeded = list(ClockPolicy.objects.order_by("pk").values(*names))

    assert seeded == default_policies()


def test_the_first_calendar_is_the_librarys(db):
    library = [row for days in holidays.load().values() for row in days]

    seeded = list(CalendarVersion.objects.get().holidays.order_by("pk").values_list("day", "working", "name"))

    assert seeded == library
