"""Time in words, on the district's days: 9 October 2026 is a Friday, the Saturday after it is worked (补班)."""

from datetime import datetime

import pytest

from hazards.web.due import lateness, say_date, span, until
from workflow.calendar import WorkingCalendar

CALENDAR = WorkingCalendar.from_rows(
    "t",
    [
        (datetime(2026, 1, 1).date(), False, "元旦"),
        (datetime(2026, 10, 7).date(), False, "国庆节"),
        (datetime(2026, 10, 10).date(), True, "国庆节"),
    ],
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+08:00")


NOW = at("10-09T10:20")


@pytest.mark.parametrize(
    ("start", "due", "major", "expected"),
    [
        ("10-09T09:00", "10-13T17:30", False, ""),
        ("10-09T08:20", "10-09T12:20", False, "blue"),
        ("10-09T08:20", "10-09T10:50", False, "yellow"),
        ("10-05T09:00", "10-10T17:30", False, "yellow"),
        ("10-08T09:00", "10-09T10:20", False, "orange"),
        ("10-08T09:00", "10-09T10:20", True, "red"),
        ("09-28T09:00", "10-05T17:30", False, "red"),
    ],
)
def test_the_hue_is_how_late(start: str, due: str, major: bool, expected: str) -> None:
    assert lateness(at(start), at(due), NOW, CALENDAR, major=major) == expected


@pytest.mark.parametrize(
    ("due", "dated", "expected"),
    [
        ("10-09T11:30", False, "剩 1 小时 10 分"),
        ("10-09T09:30", False, "逾期 50 分钟"),
        ("10-12T17:30", False, "剩 2 个工作日"),
        ("10-12T17:30", True, "剩 3 个自然日"),
        ("10-11T17:30", False, "剩 1 个工作日"),
        ("10-05T17:30", False, "逾期 3 个工作日"),
    ],
)
def test_days_are_always_of_a_kind(due: str, dated: bool, expected: str) -> None:
    assert until(at(due), NOW, CALENDAR, calendar_days=dated) == expected


def test_a_date_says_its_weekday_and_that_it_is_worked_by_exception() -> None:
    assert say_date(at("10-10T17:30"), CALENDAR, NOW) == "10月10日 周六（补班） 17:30"
    assert say_date(datetime.fromisoformat("2027-01-06T17:30:00+08:00"), CALENDAR, NOW) == "2027年1月6日 周三 17:30"


def test_a_length_has_two_units_at_most() -> None:
    assert span(NOW - at("10-01T15:05")) == "7 天 19 小时"
