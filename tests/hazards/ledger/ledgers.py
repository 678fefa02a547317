"""Ledgers as people keep them, for these tests: nobody's real rows."""

from datetime import date

from hazards.ledger.rows import LedgerReading
from tests.hazards.ledger.workbooks import words

# A construction site's monthly table: 13 columns.
SITE = words(
    "序号 隐患内容 排查日期 隐患类型 隐患级别 责任单位 责任人 整改期限 整改措施与要求 复查结果 复查日期 复查人 隐患状态"
)
# The 21 columns of a street's ledger.
STREET = words(
    "上报单位 行业领域 企业类型 企业名称* 统一社会信用代码 属地 详细地址 负责人 隐患分类 隐患描述* 隐患位置 检查方式 "
    "检查人 检查时间 判定依据 违反判定依据具体条款 是否整改 实际整改完成时间 整改责任部门/责任人 整改措施 举报情况备注"
)
MAY_26, MAY_28, JUNE_3 = date(2019, 5, 26), date(2019, 5, 28), date(2019, 6, 3)


def site_row(number: int, text: str, **changed: object) -> list[object]:
    """Give one line of the site's table, all in order, with some cells changed."""
    line = dict(zip(SITE, [number, text, MAY_26, "触电", "一般事故隐患", "一建", "张某"], strict=False))
    line |= {
        "整改期限": MAY_28,
        "整改措施与要求": "立即加装",
        "复查结果": "已整改",
        "复查日期": 43613,
        "复查人": "王某",
    }
    return [{**line, "隐患状态": "关闭", **changed}[title] for title in SITE]


def said(reading_: LedgerReading) -> list[str]:
    """Give all problems as the user reads them."""
    return [str(problem) for problem in reading_.problems]
