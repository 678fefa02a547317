"""Working days: against the notices written out by hand, and against the library's own answer for each day."""

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow import library_calendar as holidays
from workflow.calendar import ZONE, Kind, WorkingCalendar

CALENDAR = WorkingCalendar.from_rows("test", [row for rows in holidays.load().values() for row in rows])

# The State Council's notices for 2025 and 2026, first and last day off, and the Saturdays and Sundays worked for them.
# The days of 2025 also stand in the npm package chinese-days 1.5.7 (MIT), which agrees.
OFF = """2025-01-01 2025-01-01  2025-01-28 2025-02-04  2025-04-04 2025-04-06  2025-05-01 2025-05-05
2025-05-31 2025-06-02  2025-10-01 2025-10-08  2026-01-01 2026-01-03  2026-02-15 2026-02-23  2026-04-04 2026-04-06
2026-05-01 2026-05-05  2026-06-19 2026-06-21  2026-09-25 2026-09-27  2026-10-01 2026-10-07"""
MADE_UP = """2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"""

in_table = st.dates(date(2004, 1, 1), date(2026, 6, 30))
anywhere = st.dates(date(2000, 1, 1), date(2035, 12, 31))
few = st.integers(0, 60)
instants = st.datetimes(datetime(2004, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=ZONE))


def d(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def days_worked_by_the_notices() -> list[str]:
    """The oracle: a list of all working days of 2025 and 2026, made from the notices by text alone."""
    ends = OFF.split()
    off = [(ends[i], ends[i + 1]) for i in range(0, len(ends), 2)]
    worked = []
    for ordinal in range(d("2025-01-01").toordinal(), d("2026-12-31").toordinal() + 1):
        day = date.fromordinal(ordinal)
        text = day.isoformat()
        rest = day.strftime("%a") in ("Sat", "Sun") or any(first <= text <= last for first, last in off)
        if text in MADE_UP.split() or not rest:
            worked.append(text)
    return worked


def count_by_library(start: date, n: int) -> date:
    """The oracle for all years: walk day by day and ask the library of holidays about each."""
    day = start
    for _ in range(n):
        day += timedelta(days=1)
        while not chinese_calendar.is_workday(day):
            day += timedelta(days=1)
    return day


def test_the_working_days_of_2025_and_2026_are_those_of_the_notices() -> None:
    days = (date.fromordinal(n) for n in range(d("2025-01-01").toordinal(), d("2026-12-31").toordinal() + 1))
    assert [str(day) for day in days if CALENDAR.is_working_day(day)] == days_worked_by_the_notices()


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-09-30", 1, "2026-10-08"),  # National Day lies between
        ("2026-09-30", 3, "2026-10-10"),  # the third is a make-up Saturday
        ("2026-10-10", 1, "2026-10-12"),  # begun on a make-up Saturday
        ("2026-10-03", 1, "2026-10-08"),  # begun on a holiday
        ("2026-12-31", 1, "2027-01-01"),  # nobody has arranged 2027: Monday to Friday, and said to be provisional
        ("2025-12-31", 1, "2026-01-04"),  # New Year, then a make-up Sunday
        ("2026-02-13", 2, "2026-02-24"),  # Spring Festival between a make-up Saturday and a Tuesday
        ("2024-02-28", 2, "2024-03-01"),  # over 29 February
    ],
)
def test_a_limit_in_working_days_ends_on_the_day_a_person_would_count(start: str, n: int, end: str) -> None:
    assert CALENDAR.add_working_days(d(start), n) == d(end)


@given(in_table, few)
def test_counting_agrees_with_an_independent_count_in_every_year(start: date, n: int) -> None:
    assert CALENDAR.add_working_days(start, n) == count_by_library(start, n)


@given(anywhere, st.integers(1, 60))
def test_a_counted_day_is_never_a_rest_day_and_lies_ahead(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    assert end > start
    assert CALENDAR.is_working_day(end)


@given(anywhere, few, few)
def test_counting_in_two_steps_is_counting_in_one(start: date, a: int, b: int) -> None:
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, a), b) == CALENDAR.add_working_days(start, a + b)


@given(anywhere, anywhere, few)
def test_who_begins_later_never_ends_earlier(one: date, other: date, n: int) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.add_working_days(first, n) <= CALENDAR.add_working_days(second, n)


@given(anywhere, few)
def test_counting_between_undoes_adding(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    assert CALENDAR.working_days_between(start, end) == n
    assert CALENDAR.working_days_between(end, start) == -n


def test_an_extension_15_working_days_ahead_is_told_from_one_14_ahead() -> None:
    assert CALENDAR.working_days_between(d("2026-09-15"), d("2026-10-12")) == 15
    assert CALENDAR.working_days_between(d("2026-09-16"), d("2026-10-12")) == 14


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_days(d("2026-10-09"), -1)


@pytest.mark.parametrize(
    ("first", "last", "provisional"),
    [
        ("2026-10-10", None, False),
        ("2026-12-28", None, False),
        ("2026-12-29", None, True),  # the notice for 2019 made 29 December 2018 a working Saturday
        ("2027-01-05", None, True),
        ("2026-12-01", "2026-12-28", False),
        ("2026-12-01", "2027-01-05", True),
        ("2003-12-31", "2004-01-05", True),
    ],
)
def test_a_date_is_provisional_while_a_notice_can_still_move_it(
    first: str, last: str | None, provisional: bool
) -> None:
    assert CALENDAR.is_provisional(d(first), d(last) if last else None) is provisional


def test_a_year_not_arranged_counts_monday_to_friday() -> None:
    empty = WorkingCalendar.from_rows("none", [])
    assert [empty.is_working_day(d("2027-01-04") + timedelta(days=i)) for i in range(7)] == [True] * 5 + [False] * 2
    assert empty.is_provisional(d("2027-01-04"))


def test_a_single_closing_day_does_not_make_a_year_look_arranged() -> None:
    calendar = WorkingCalendar.from_rows("storm", [(d("2027-07-20"), False, "台风停工")])
    assert not calendar.is_working_day(d("2027-07-20"))
    assert calendar.is_provisional(d("2027-07-20"))


def test_a_calendar_cannot_change_after_it_was_used() -> None:
    table = {d("2026-10-10"): True}
    calendar = WorkingCalendar("1", table, {}, frozenset({2026}))
    table[d("2026-10-10")] = False
    assert calendar.is_working_day(d("2026-10-10"))
    with pytest.raises(TypeError):
        calendar.exceptions[d("2026-10-10")] = False  # type: ignore[index]


def test_an_office_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="opens"):
        WorkingCalendar("1", {}, {}, frozenset(), opens=time(18), closes=time(9))


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2026-10-09", Kind.WORKING, ""),
        ("2026-10-10", Kind.MAKE_UP, "补班"),
        ("2026-10-11", Kind.REST, "周末"),
        ("2026-10-03", Kind.HOLIDAY, "国庆节"),
    ],
)
def test_each_day_says_what_it_is(day: str, kind: Kind, name: str) -> None:
    assert (CALENDAR.kind_of(d(day)), CALENDAR.name_of(d(day))) == (kind, name)


def test_office_hours_skip_nights_and_holidays() -> None:
    between = CALENDAR.working_time_between(at("2026-09-30 15:20"), at("2026-10-10 17:30"))
    assert between == timedelta(hours=29, minutes=10)
    assert CALENDAR.add_working_time(at("2026-09-30 15:20"), timedelta(hours=3)) == at("2026-10-08 09:20")


@given(instants, st.timedeltas(timedelta(0), timedelta(hours=200)))
def test_office_hours_added_are_the_office_hours_between(start: datetime, amount: timedelta) -> None:
    assert CALENDAR.working_time_between(start, CALENDAR.add_working_time(start, amount)) == amount


def test_the_seed_knows_2004_to_2026_and_a_december_day_moved_by_the_next_notice() -> None:
    seed = holidays.load()
    assert sorted(seed) == list(range(2004, 2027))
    assert (d("2018-12-31"), False, "元旦") in seed[2018]
    assert (d("2026-10-10"), True, "国庆节") in seed[2026]


def test_computing_deadlines_does_not_load_the_library_of_holidays() -> None:
    code = "import sys, workflow.durations; sys.exit('chinese_calendar' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
