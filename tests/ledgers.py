"""A ledger as a street sends it: a title, a header below it, rows, a note."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

# 46269 is 2026-09-04.
HEADER = ("序号", "隐患描述", "检查时间", "责任单位", "责任人", "整改期限", "隐患级别", "隐患状态", "复查日期", "属地")
ROWS = (
    (
        1,
        "疏散通道堵塞",
        date(2026, 9, 1),
        "云汀五金厂（虚构）",
        "企",
        date(2026, 9, 4),
        "一般",
        "关闭",
        46269,
        "柳荫街道",
    ),
    (
        2,
        "配电箱无门",
        date(2026, 9, 1),
        "云汀五金厂（虚构）",
        "企",
        date(2026, 9, 8),
        "一般",
        "未关闭",
        None,
        "柳荫街道",
    ),
    (3, "锯床无防护罩", date(2026, 9, 2), "河畔木器（虚构）", "木某", date(2026, 9, 9), "重大", "", None, "柳荫街道"),
)


def write_ledger(path: Path, rows: Iterable[Sequence[Any]] = ROWS) -> Path:
    """Write the workbook and return where it lies."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_string(0, 0, "隐患排查治理台账")
        sheet.write_row(2, 0, HEADER)
        number = 2
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
        sheet.write_string(number + 2, 0, "注：本表为虚构。")
    return path
