"""Dates as people write them, and their order."""

from datetime import date

import pytest

from tests.hazards.ledger.ledgers import JUNE_3, MAY_26, MAY_28, SITE, said, site_row
from tests.hazards.ledger.workbooks import reading


@pytest.mark.parametrize(
    "written",
    [
        "2019.6.3",
        "2019年6月3日",
        "2019/6/3",
        "20190603",
        "2019-06-03",
        "２０１９．６．３",
        "43619",
        " 2019 年 6 月 3 日 ",
    ],
)
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    (row,) = reading([SITE, site_row(1, "甲", 排查日期=written, 整改期限="", 复查日期="")]).rows
    assert row.found_on == JUNE_3


@pytest.mark.parametrize(
    "written", [43619, 43619.6, 20190603, JUNE_3, "2019年06月03日 14:30", "2019-06-03T08:00:00", "2019.6.3."]
)
def test_a_date_is_read_from_a_number_a_date_cell_or_with_an_hour(written: object) -> None:
    (row,) = reading([SITE, site_row(1, "甲", 排查日期=written, 整改期限="", 复查日期="")]).rows
    assert row.found_on == JUNE_3


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("6/3/2019", "“6/3/2019”不是日期，请写成 2019-06-03 的样子"),
        ("19.6.3", "“19.6.3”不是日期，请写成 2019-06-03 的样子"),
        ("2019.2.30", "“2019.2.30”不是日历上的一天"),
        ("2019年6月", "“2019年6月”不是日期，请写成 2019-06-03 的样子"),
        ("昨天", "“昨天”不是日期，请写成 2019-06-03 的样子"),
        (7, "“7”不是日期，请写成 2019-06-03 的样子"),
        (True, "“是”不是日期"),
        ("1919-06-03", "日期 1919-06-03 不在2000年至2100年之间"),
    ],
)
def test_a_date_with_two_readings_is_reported_and_the_other_rows_are_taken(written: object, message: str) -> None:
    result = reading([SITE, site_row(1, "甲", 排查日期=written), site_row(2, "乙")])
    assert said(result) == [f"“台账”第2行C列：{message}"]
    assert [row.description for row in result.rows] == ["乙"]


@pytest.mark.parametrize(
    ("title", "words"), [("复查日期", "K列：复查日期早于检查日期"), ("整改期限", "H列：整改期限早于检查日期")]
)
def test_dates_in_the_wrong_order_keep_the_row_out(title: str, words: str) -> None:
    result = reading([SITE, site_row(1, "甲", **{title: date(2019, 5, 25)}), site_row(2, "乙")])
    assert said(result) == [f"“台账”第2行{words}"]
    assert [row.description for row in result.rows] == ["乙"]


def test_a_rectification_before_the_check_keeps_the_row_out() -> None:
    result = reading([["隐患描述", "检查时间", "整改日期"], ["甲", MAY_28, MAY_26]])
    assert "“台账”第2行C列：整改日期早于检查日期" in said(result)
    assert result.rows == ()


def test_an_order_to_rectify_at_once_is_due_on_the_day_of_the_check() -> None:
    result = reading([SITE, site_row(1, "甲", 整改期限="立即整改")])
    assert result.rows[0].due_on == MAY_26
    assert said(result) == ["“台账”第2行H列：要求立即整改，整改期限按检查当日登记"]
