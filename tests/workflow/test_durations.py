"""When limits end, how that is told, and how they are written in a policy."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow import library_calendar as holidays
from workflow import durations
from workflow.calendar import ZONE, Kind, WorkingCalendar
from workflow.durations import Duration, calendar_days, end_of_day, hours, parse, working_days

CALENDAR = WorkingCalendar.from_rows("test", [row for rows in holidays.load().values() for row in rows])

instants = st.datetimes(datetime(2004, 1, 1), datetime(2026, 6, 30)).map(lambda at: at.replace(tzinfo=ZONE))
limits = st.one_of(
    st.integers(0, 3660).map(hours),
    st.integers(1, 90).map(working_days),
    st.integers(1, 365).map(calendar_days),
    st.integers(1, 365).map(lambda n: calendar_days(n, strict=True)),
    st.just(end_of_day()),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(limit: str, start: str) -> datetime:
    return parse(limit).due(at(start), CALENDAR).at


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("3wd", "2026-09-30 15:20", "2026-10-10 17:30"),  # National Day, then a make-up Saturday
        ("1wd", "2026-10-09 23:59:59", "2026-10-10 17:30"),  # the hour of the start does not matter
        ("1wd", "2026-10-11 09:00", "2026-10-12 17:30"),  # begun on a Sunday
        ("3wd", "2026-10-10 17:30", "2026-10-14 17:30"),  # a rung of the ladder, counted from a due time
        ("2h", "2026-10-04 23:30", "2026-10-05 01:30"),  # clock hours, at night and on a holiday
        ("24h", "2024-02-28 12:00", "2024-02-29 12:00"),
        ("3d", "2026-10-09 10:00", "2026-10-12 17:30"),  # ends on a Monday
        ("3d", "2026-10-08 10:00", "2026-10-12 17:30"),  # 11 October is a Sunday: the day after
        ("3d", "2026-10-07 10:00", "2026-10-10 17:30"),  # a Saturday, but worked
        ("7d", "2026-09-25 10:00", "2026-10-08 17:30"),  # 2 October: the day after the holiday
        ("30d!", "2026-09-05 10:00", "2026-10-05 17:30"),  # sealing may not outlast its 30 days
        ("eod", "2026-10-09 10:20", "2026-10-09 17:30"),
        ("eod", "2026-10-09 17:30", "2026-10-10 17:30"),  # after closing
        ("eod", "2026-10-02 10:20", "2026-10-08 17:30"),  # on a holiday
    ],
)
def test_a_limit_ends_when_a_person_would_say(limit: str, start: str, end: str) -> None:
    assert due(limit, start) == at(end)


def test_a_date_named_by_a_person_stands_as_written() -> None:
    sunday = durations.end_of(date(2026, 10, 11), CALENDAR)
    assert (sunday.at, sunday.provisional) == (at("2026-10-11 17:30"), False)
    assert sunday.explanation == "按写明的日期，2026年10月11日 周日 17:30 到期。"


def test_the_district_counts_its_own_dates_whatever_zone_the_instant_comes_in() -> None:
    evening_in_utc = datetime(2026, 10, 8, 16, 30, tzinfo=UTC)  # 9 October, half past midnight, in the district
    assert working_days(1).due(evening_in_utc, CALENDAR).at == at("2026-10-10 17:30")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        hours(2).due(datetime(2026, 10, 9, 10, 20), CALENDAR)


def test_an_hour_stays_an_hour_over_the_summer_time_of_1986() -> None:
    start = at("1986-05-03 23:30")
    assert hours(24).due(start, CALENDAR).at.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=24)


def test_a_district_that_closes_at_six_has_its_limits_end_at_six() -> None:
    calendar = WorkingCalendar.from_rows("six", holidays.load()[2026], closes=time(18))
    assert working_days(1).due(at("2026-10-09 10:20"), calendar).at == at("2026-10-10 18:00")


@given(instants, st.integers(1, 60))
def test_working_days_agree_with_an_independent_count(start: datetime, n: int) -> None:
    day, left = start.date(), n
    while left:
        day += timedelta(days=1)
        left -= 1 if chinese_calendar.is_workday(day) else 0
    assert working_days(n).due(start, CALENDAR).at == datetime(day.year, day.month, day.day, 17, 30, tzinfo=ZONE)


@given(instants, st.integers(1, 120))
def test_calendar_days_end_on_their_last_day_or_the_first_working_day_after_it(start: datetime, n: int) -> None:
    day = date.fromordinal(start.date().toordinal() + n)
    assert calendar_days(n, strict=True).due(start, CALENDAR).at.date() == day
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    assert calendar_days(n).due(start, CALENDAR).at.date() == day


@given(instants, instants, limits)
def test_who_begins_later_is_never_due_earlier(one: datetime, other: datetime, limit: Duration) -> None:
    first, second = sorted((one, other))
    assert limit.due(first, CALENDAR).at <= limit.due(second, CALENDAR).at


@given(instants, limits, st.floats(0, 1))
def test_no_limit_is_over_before_it_began_and_reminders_lie_between(start: datetime, limit: Duration, f: float) -> None:
    end = limit.due(start, CALENDAR).at
    assert start <= limit.point(start, f, CALENDAR) <= end


@given(limits)
def test_a_limit_written_into_a_policy_is_read_back_the_same(limit: Duration) -> None:
    assert parse(limit.compact()) == limit
    assert len(limit.compact()) <= 12


@pytest.mark.parametrize(
    "text", ["", "3", "wd", "0wd", "0d", "-1d", "01d", "3 wd", "1.5h", "3WD", "٣d", "9999d", "eod1", "3d\n"]
)
def test_a_limit_that_nobody_can_have_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a limit"):
        parse(text)


def test_limits_are_told_in_chinese() -> None:
    told = [str(parse(text)) for text in ("2h", "1wd", "10d", "30d!", "eod")]
    assert told == ["2小时", "1个工作日", "10个自然日", "30个自然日（不顺延）", "当日下班前"]


def test_half_and_four_fifths_of_a_limit_fall_into_office_hours() -> None:
    start = at("2026-09-30 15:20")
    assert working_days(3).point(start, 0.5, CALENDAR) == at("2026-10-09 11:55")
    assert working_days(3).point(start, 0.8, CALENDAR) == at("2026-10-10 11:40")
    assert hours(2).point(start, 0.5, CALENDAR) == at("2026-09-30 16:20")


@pytest.mark.parametrize(
    ("limit", "start", "provisional"),
    [
        ("3wd", "2026-12-23 10:00", False),
        ("3wd", "2026-12-30 10:00", True),
        ("10d", "2026-12-30 10:00", True),
        ("10d", "2026-12-10 10:00", False),
        ("30d", "2026-12-25 10:00", True),
        ("30d!", "2026-12-25 10:00", False),  # no notice can move it
        ("48h", "2026-12-31 10:00", False),
        ("eod", "2027-01-05 10:00", True),
        ("20wd", "2003-12-20 10:00", True),  # begun in a year not in the table, ended in one that is
        ("20d", "2003-12-20 10:00", False),  # only the last day matters
    ],
)
def test_a_due_date_that_a_coming_notice_can_move_says_so(limit: str, start: str, provisional: bool) -> None:
    answer = parse(limit).due(at(start), CALENDAR)
    assert answer.provisional is provisional
    assert ("暂定" in answer.explanation) is provisional


def test_the_page_shows_each_day_with_its_number() -> None:
    days = working_days(3).due(at("2026-09-30 15:20"), CALENDAR).days
    assert [(day.date.day, day.counted_index, day.kind, day.name) for day in (days[0], days[1], *days[7:])] == [
        (30, None, Kind.START, ""),
        (1, None, Kind.HOLIDAY, "国庆节"),
        (7, None, Kind.HOLIDAY, "国庆节"),
        (8, 1, Kind.WORKING, ""),
        (9, 2, Kind.WORKING, ""),
        (10, 3, Kind.DUE, "补班"),
    ]


@given(instants, limits)
def test_the_days_shown_lead_from_the_start_to_the_due_day_and_count_to_the_limit(
    start: datetime, limit: Duration
) -> None:
    end = limit.due(start, CALENDAR)
    days = end.days
    assert (days[0].date, days[-1].date, days[-1].kind) == (start.date(), end.at.date(), Kind.DUE)
    numbers = [day.counted_index for day in days if day.counted_index]
    assert numbers == list(range(1, 1 + (limit.n if limit.unit in ("wd", "d", "d!") else 0)))


@pytest.mark.parametrize(
    ("limit", "start", "told"),
    [
        (
            "3wd",
            "2026-09-30 15:20",
            "2026年9月30日 周三 15:20 起算 3个工作日，当日不计，国庆节 7 天不计，10月10日 周六（补班） 17:30 到期。",
        ),
        (
            "3d",
            "2026-10-08 10:00",
            "2026年10月8日 周四 10:00 起算 3个自然日，当日不计，末日逢周末，顺延，10月12日 周一 17:30 到期。",
        ),
        (
            "2h",
            "2025-12-31 23:00",
            "2025年12月31日 周三 23:00 起算 2小时，2026年1月1日 周四（元旦） 01:00 到期。",
        ),
    ],
)
def test_a_due_date_explains_itself_in_one_sentence(limit: str, start: str, told: str) -> None:
    assert parse(limit).due(at(start), CALENDAR).explanation == told
