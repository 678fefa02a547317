"""The columns of a ledger: our field, the title we write, and the words by which people call it.

Words seen in: a street ledger of 21 columns, a railway ledger of 18, a construction site's monthly table, and the
import templates of a site-inspection system.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How a column's cells are read."""

    TEXT = "TEXT"
    LINE = "LINE"  # text of one line: names, codes
    DATE = "DATE"
    PEOPLE = "PEOPLE"
    FLAG = "FLAG"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of LedgerRow as a column; `title` is what we write, `words` are its other names."""

    field: str
    title: str
    kind: Kind
    words: tuple[str, ...] = ()


def _column(field: str, title: str, kind: Kind, words: str = "") -> Column:
    return Column(field, title, kind, tuple(words.split()))


COLUMNS: tuple[Column, ...] = (
    _column("number", "隐患编号", Kind.LINE, "编号 隐患编码 隐患号"),
    _column("serial", "序号", Kind.LINE, "序 项次 行号 NO NO. 代码"),
    _column("reporting_unit", "上报单位", Kind.LINE, "填报单位 检查单位 排查单位 检查部门 上报部门"),
    _column("industry", "行业领域", Kind.LINE, "行业 所属行业 行业类别 所属领域"),
    _column("enterprise_type", "企业类型", Kind.LINE, "单位类型 企业性质 场所类型"),
    _column("enterprise_name", "企业名称", Kind.LINE, "单位名称 场所名称 被检查单位 受检单位 隐患单位 企业(单位)名称"),
    _column("credit_code", "统一社会信用代码", Kind.LINE, "信用代码 社会信用代码 统一信用代码"),
    _column("territory", "属地", Kind.LINE, "所属街道 所属镇街 镇街 街道 所属乡镇 属地街道"),
    _column("address", "详细地址", Kind.LINE, "地址 单位地址 企业地址 场所地址"),
    _column("responsible_person", "负责人", Kind.PEOPLE, "企业负责人 单位负责人 主要负责人 法定代表人"),
    _column("hazard_type", "隐患类型", Kind.LINE, "隐患类别 隐患分类 类别 问题类别 可能导致的事故"),
    _column("level", "隐患级别", Kind.LINE, "隐患等级 级别 等级 危险级别"),
    _column(
        "description",
        "隐患描述",
        Kind.TEXT,
        "隐患内容 隐患问题描述 问题描述 隐患问题 存在问题 存在隐患 存在的问题 存在的隐患 隐患情况 主要隐患 "
        "不合格项描述 安全隐患 事故隐患 隐患名称 隐患具体内容 隐患内容描述 存在的安全隐患 危险因素明细",
    ),
    _column("location", "隐患位置", Kind.LINE, "隐患部位 隐患地点 检查工点 具体位置 部位 位置 检查区域 检查地点 地点"),
    _column("check_method", "检查方式", Kind.LINE, "检查类型 排查方式 检查形式"),
    _column("check_item", "检查项目", Kind.LINE, "检查项 检查内容"),
    _column("inspectors", "检查人", Kind.PEOPLE, "检查人员 排查人 排查人员 发现人"),
    _column("found_on", "检查时间", Kind.DATE, "检查日期 排查日期 排查时间 发现日期 发现时间 隐患发现时间 日期 时间"),
    _column("standard", "判定依据", Kind.TEXT, "检查依据 依据 法律依据 判定标准"),
    _column("clause", "违反判定依据具体条款", Kind.TEXT, "违反条款 具体条款 条款 条款内容"),
    _column("rectifier_name", "责任单位", Kind.LINE, "整改责任单位 整改单位 责任主体 隐患责任单位"),
    _column("rectifier_person", "责任人", Kind.PEOPLE, "整改责任人 整改人 整改负责人"),
    _column("rectifier_department", "整改责任部门", Kind.LINE, "责任部门 整改责任部门/责任人 责任部门/责任人"),
    _column(
        "due_on",
        "整改期限",
        Kind.DATE,
        "整改时限 限改日期 限时时间 要求完成时间 计划完成时间 限期 整改截止日期 整改要求完成时间",
    ),
    _column("measures", "整改措施", Kind.TEXT, "整改措施与要求 整改措施及要求 整改要求 整改建议 治理措施 控制措施"),
    _column("handling", "处理措施", Kind.TEXT, "处理方式 处置措施 处罚措施"),
    _column("rectified", "是否整改", Kind.FLAG, "整改情况 是否完成整改 整改完成情况 是否完成"),
    _column(
        "rectified_on",
        "实际整改完成时间",
        Kind.DATE,
        "整改完成时间 整改完成日期 整改日期 整改时间 实际完成时间 完成日期 完成时间",
    ),
    _column("recheck_result", "复查结果", Kind.TEXT, "复查情况 复查意见 验收结果 验收情况 复检结果"),
    _column("rechecked_on", "复查日期", Kind.DATE, "复查时间 验收日期 验收时间 复检日期"),
    _column("rechecker", "复查人", Kind.PEOPLE, "复查人员 验收人 验收人员 复检人"),
    _column("status", "隐患状态", Kind.LINE, "状态 销号情况 闭环情况 是否闭环 是否销号 整改状态 治理状态"),
    _column("report_note", "举报情况备注", Kind.TEXT, "备注 说明 举报备注"),
)
BY_FIELD = {column.field: column for column in COLUMNS}
_IN_BRACKETS = re.compile(r"\([^)]*\)")
# 整改情况 over 日期 means 整改日期.
_LOOSE_TAIL = re.compile(r"(情况|信息|落实|内容|登记)$")
# Sheets that list risks (双重预防: 风险分级管控), not hazards found; taking them would invent hazards.
RISK_WORDS = frozenset({"危险因素明细", "危险源", "危险源名称"})


def title_word(title: str) -> str:
    """Reduce a header cell to the word looked up: half width, no spaces or line feeds, no asterisk or colon."""
    return "".join(unicodedata.normalize("NFKC", title).split()).strip("*:★").upper()


_FIELD_OF = {title_word(word): column.field for column in COLUMNS for word in (column.title, *column.words)}


def field_of(title: str) -> str | None:
    """Give the field a title names, or None. What stands in brackets counts only when it must."""
    word = title_word(title)
    if len(word) > 60:
        return None
    return _FIELD_OF.get(word) or _FIELD_OF.get(_IN_BRACKETS.sub("", word).strip("*:★"))


def field_of_two(upper: str, lower: str, *, spans: bool) -> str | None:
    """Give the field of a title in two rows. `spans`: the upper cell stands over several columns."""
    if not lower or lower == upper:
        return field_of(upper)
    root = _LOOSE_TAIL.sub("", title_word(upper))
    together = field_of(upper + lower) or field_of(root + lower) if upper else None
    return together or field_of(lower) or (field_of(upper) if spans else None)
