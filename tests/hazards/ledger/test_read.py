"""A ledger as people keep it becomes rows; what can't is named with its place and the reason."""

import time
from dataclasses import replace
from datetime import date

import pytest

from hazards.ledger.read import read_ledger
from hazards.ledger.rows import natural_keys
from sandbox.workbook.limits import Limits
from sandbox.workbook.reading import read_workbook
from tests.hazards.ledger.ledgers import JUNE_3, MAY_26, MAY_28, SITE, STREET, said, site_row
from tests.hazards.ledger.workbooks import ods, ods_row, reading, words, xls


def test_title_header_in_row_three_notes_and_serial_dates_are_read_as_a_person_reads_them() -> None:
    top = [["现场隐患排查与治理统计表"], ["序号", "项目名称：某项目"], ["", *SITE[1:]]]
    rows = [site_row(1, "配电箱无门", 责任人="张某\n"), site_row(2, "电缆未套管")]
    notes = [
        ["说明：", "隐患类型：按照后果填写。"],
        ["", "隐患状态：填写开放或关闭。"],
        ["填表人：李四", "", "审核：王五"],
    ]
    result = reading([*top, *rows, *notes], {"A1:M1": "统计表", "A2:A3": "序号", "B2:M2": "项目名称：某项目"})
    assert said(result) == []
    assert [problem.row for problem in result.ignored] == [6, 7, 8]
    first, second = result.rows
    assert (first.row_number, first.serial, first.description) == (4, "1", "配电箱无门")
    assert (first.found_on, first.due_on, first.rechecked_on) == (MAY_26, MAY_28, MAY_28)
    assert (first.rectifier_name, first.rectifier_person, first.rechecker) == ("一建", "张某", "王某")
    assert (first.closed, first.status, first.rectified) == (True, "关闭", None)
    assert (second.row_number, second.description) == (5, "电缆未套管")
    assert result.headers[0].row == 3
    assert result.headers[0].columns["description"] == ("B",)


def test_a_merged_date_and_unit_hold_for_all_rows_of_the_block() -> None:
    rows = [site_row(1, "甲"), site_row(2, "乙", 排查日期="", 责任单位=""), site_row(3, "丙", 排查日期="", 责任单位="")]
    result = reading([SITE, *rows], {"C2:C4": MAY_26, "F2:F3": "一建"})
    assert [row.found_on for row in result.rows] == [MAY_26] * 3
    assert [row.rectifier_name for row in result.rows] == ["一建", "一建", ""]


def test_same_as_above_means_the_cell_above() -> None:
    result = reading([SITE, site_row(1, "甲"), site_row(2, "乙", 责任单位="同上", 排查日期="〃")])
    assert [(row.rectifier_name, row.found_on) for row in result.rows] == [("一建", MAY_26)] * 2


def test_a_hazard_merged_over_two_rows_is_one_hazard_and_the_rest_is_reported() -> None:
    result = reading([SITE, site_row(1, "甲"), site_row(2, ""), site_row(3, "乙")], {"B2:B3": "甲"})
    assert [row.description for row in result.rows] == ["甲", "乙"]
    assert said(result) == ["“台账”第3行B列：隐患描述与第2行合并，是同一条隐患；本行其他内容没有导入"]


def test_the_street_ledger_of_21_columns_is_read_with_inspectors_split() -> None:
    line = words(
        "崇山街道 商务系统 个体经营 老王饭店 91110000123456788M 东街社区 东街1号 王某 一般隐患 燃气报警器未开 一号车间 "
        "企业自查 李四、王五 2026-03-16 《排查事项清单》 七、餐饮领域 已整改 2026-03-23 崇山街道/李四 开启报警器 无"
    )
    result = reading([STREET, line])
    assert said(result) == []
    (row,) = result.rows
    assert row.inspectors == ("李四", "王五")
    assert (row.level, row.hazard_type) == ("一般隐患", "")
    assert (row.rectifier_department, row.rectifier_person) == ("崇山街道", "李四")
    assert (row.rectified, row.rectified_on, row.found_on) == (True, date(2026, 3, 23), date(2026, 3, 16))
    assert (row.enterprise_name, row.territory, row.location) == ("老王饭店", "东街社区", "一号车间")
    assert (row.standard, row.clause, row.reporting_unit) == ("《排查事项清单》", "七、餐饮领域", "崇山街道")
    assert result.headers[0].unrecognised == ()


def test_the_railway_ledger_with_a_header_in_two_rows_is_read() -> None:
    upper = words(
        "序号 检查时间 检查单位 检查人 检查项目 检查工点 隐患问题描述 隐患类型 隐患等级 整改要求(措施) 整改期限 "
        "整改责任单位 _ _ _ 整改责任人 整改完成日期 销号情况"
    )
    lower = [""] * 11 + ["建设", "设计", "施工", "监理"] + [""] * 3
    line = [1, "2019年6月3日", "局", "李四", "桥梁", "1号墩", "临边无护栏", "坠落", 3, "加装", "2019.6.10"]
    line += ["", "", "√", "某监理公司", "赵六", "20190609", "已销号"]
    merges = {f"{letter}1:{letter}2": upper[ord(letter) - 65] for letter in "ABCDEFGHIJKPQR"}
    result = reading([upper, lower, line], {**merges, "L1:O1": "整改责任单位"})
    assert [problem.message for problem in result.problems] == []
    (row,) = result.rows
    assert (row.found_on, row.due_on, row.rectified_on) == (JUNE_3, date(2019, 6, 10), date(2019, 6, 9))
    assert (row.rectifier_name, row.rectifier_person) == ("施工、某监理公司", "赵六")
    assert (row.location, row.check_item, row.level, row.closed) == ("1号墩", "桥梁", "3", True)


def test_a_header_whose_lower_row_only_completes_the_upper_is_read() -> None:
    upper = ["序号", "隐患", "检查", "", "整改情况", "", "复查情况", ""]
    lower = ["", "内容", "日期", "人", "日期", "责任单位", "日期", "人"]
    line = ["1", "消防通道堵塞", "2019/6/3", "李四", "2019/6/4", "一建", "2019/6/5", "王五"]
    result = reading([upper, lower, line], {"C1:D1": "检查", "E1:F1": "整改情况", "G1:H1": "复查情况"})
    assert said(result) == []
    (row,) = result.rows
    assert (row.found_on, row.rectified_on, row.rechecked_on) == (JUNE_3, date(2019, 6, 4), date(2019, 6, 5))
    assert (row.inspectors, row.rechecker, row.rectifier_name) == (("李四",), "王五", "一建")


@pytest.mark.parametrize(
    "text", ["1、无护栏。2、无灯", "①无护栏②无灯", "（一）无护栏（二）无灯", "一、无护栏；二、无灯", "1.无护栏\n2.无灯"]
)
def test_several_hazards_in_one_line_are_kept_with_a_warning(text: str) -> None:
    result = reading([SITE, site_row(1, text)])
    assert said(result) == ["“台账”第2行B列：一条记录只能登记一处隐患"]
    assert result.rows[0].description == text
    assert result.errors == ()


@pytest.mark.parametrize("text", ["3、反应槽无横杆", "高度1.5米，宽2.5米", "第一、二层楼无灯", "1、无护栏"])
def test_numbers_inside_one_hazard_are_no_second_hazard(text: str) -> None:
    assert said(reading([SITE, site_row(1, text)])) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91110000123456788X", "统一社会信用代码校验位不符：末位是 X，应为 M"),
        ("91110000123456789Q", "统一社会信用代码中的组织机构代码校验位不符：第17位是 9，应为 8"),
        ("9111000012345678", "统一社会信用代码应为18位，这里是16位"),
        ("9111000012345678IQ", "统一社会信用代码含有不允许的字符"),
    ],
)
def test_a_wrong_credit_code_is_a_warning_and_the_row_is_kept(code: str, words: str) -> None:
    result = reading([["企业名称", "隐患描述", "检查时间", "统一社会信用代码"], ["甲厂", "无灯", MAY_26, code]])
    assert said(result) == [f"“台账”第2行D列：{words}"]
    assert result.rows[0].credit_code == code


def test_a_right_credit_code_passes_in_full_width_small_letters_and_spaces() -> None:
    titles = ["企业名称", "隐患描述", "检查时间", "统一社会信用代码"]
    result = reading([titles, ["甲厂", "无灯", MAY_26, "９１１１００００ 123456788m"]])
    assert said(result) == []
    assert result.rows[0].credit_code == "91110000123456788M"


def test_a_row_without_description_is_reported_but_numbered_empty_rows_are_not() -> None:
    empty = [[number, *[""] * 12] for number in (3, 4)]
    result = reading([SITE, site_row(1, "甲"), site_row(2, ""), *empty, [" ", "\n"]])
    assert said(result) == ["“台账”第3行B列：缺少隐患描述"]
    assert len(result.rows) == 1


def test_a_text_alone_under_the_table_is_not_guessed_to_be_a_hazard() -> None:
    result = reading([SITE, site_row(1, "甲"), ["", "以上隐患请尽快整改"]])
    assert said(result) == ["“台账”第3行B列：只有隐患描述，分不清是隐患还是附注，请补上日期、单位等"]


def test_a_hazard_that_begins_like_a_note_is_a_hazard() -> None:
    texts = ["说明：标牌缺失", "共计3处灭火器失效", "注意事项未张贴"]
    result = reading([SITE, *(site_row(number, text) for number, text in enumerate(texts, start=1))])
    assert [row.description for row in result.rows] == texts


def test_a_sum_and_a_repeated_header_are_passed_over() -> None:
    result = reading([SITE, site_row(1, "甲"), SITE, site_row(2, "乙"), ["合计", "2", "", "", "", "2"]])
    assert ([row.description for row in result.rows], said(result)) == (["甲", "乙"], [])
    assert [(problem.row, problem.message) for problem in result.ignored] == [
        (3, "重复的表头"),
        (5, "表下的附注、签字或合计，不作为隐患"),
    ]


def test_all_sheets_are_read_and_one_without_header_is_reported() -> None:
    result = reading(
        [SITE, site_row(1, "甲")], 二月=[["二月"], SITE, site_row(1, "乙")], 联系人=[["姓名"], ["李四"]], 空=[]
    )
    assert [(row.sheet, row.row_number, row.description) for row in result.rows] == [
        ("台账", 2, "甲"),
        ("二月", 3, "乙"),
    ]
    assert said(result) == ["“联系人”：没有找到表头：需要有“隐患描述”（或隐患内容、存在问题等）一栏"]


def test_a_template_with_a_header_only_is_recognised_and_gives_no_rows() -> None:
    titles = words("检查类型 检查项 不合格项描述 整改要求 检查区域 责任单位 处理措施 限时时间 整改情况(是/否)")
    result = read_ledger(read_workbook(xls([titles]), Limits()))
    assert (result.rows, said(result)) == ((), ["“台账”第1行：表头下面没有隐患"])
    fields = "check_method check_item description measures location rectifier_name handling due_on rectified"
    assert list(result.headers[0].columns) == words(fields)
    assert result.headers[0].unrecognised == ()


def test_a_register_of_risks_is_not_taken_for_hazards() -> None:
    result = reading([["代码", "危险因素明细", "危险级别", "控制措施"], ["1", "高处作业", "2级", "系安全带"]])
    assert (result.rows, said(result)) == ((), ["“台账”第1行：这是危险源清单，不是隐患台账，没有导入"])


def test_an_empty_workbook_says_so() -> None:
    assert [problem.message for problem in reading([]).problems] == ["工作簿里没有内容"]


def test_an_ods_ledger_gives_the_same_rows() -> None:
    file = ods(ods_row("序号", "隐患描述", "检查时间", "责任单位") + ods_row("1", "无灯", "2019.6.3", "一建"))
    (row,) = read_ledger(read_workbook(file, Limits())).rows
    assert (row.description, row.found_on, row.rectifier_name) == ("无灯", JUNE_3, "一建")


def test_a_status_that_says_neither_open_nor_closed_is_reported() -> None:
    result = reading([SITE, site_row(1, "甲", 隐患状态="开放"), site_row(2, "乙", 隐患状态="观察")])
    assert [row.closed for row in result.rows] == [False, None]
    assert said(result) == ["“台账”第3行M列：“观察”看不出是否已经闭环"]


def test_control_characters_and_decomposed_letters_are_stored_visible_and_composed() -> None:
    (row,) = reading([SITE, site_row(1, "无\x00灯\x1b e\u0301")]).rows
    assert row.description == "无␀灯␛ é"


def test_the_same_hazard_has_the_same_key_in_every_sheet_and_row() -> None:
    rows = reading([SITE, site_row(1, "无 灯"), site_row(2, "无梯")], 二月=[[""], SITE, site_row(9, "无\n灯")]).rows
    again = [replace(row, sheet="别处", row_number=99, serial="7") for row in rows]
    keys = natural_keys(rows)
    assert natural_keys(again) == keys
    assert natural_keys([rows[0]]) == keys[:1]
    assert len(set(keys)) == 3  # the hazard in 二月 is the second of its kind in this file
    assert natural_keys([rows[2]]) == keys[:1]


@pytest.mark.parametrize(
    "changed", [{"description": "x"}, {"found_on": MAY_28}, {"location": "x"}, {"rectifier_name": "x"}]
)
def test_another_day_place_unit_or_text_is_another_hazard(changed: dict[str, object]) -> None:
    (row,) = reading([SITE, site_row(1, "无灯")]).rows
    assert natural_keys([replace(row, **changed)]) != natural_keys([row])  # type: ignore[arg-type]


def test_a_forged_cell_of_numbers_does_not_make_the_reader_slow() -> None:
    lines = [site_row(number, "1、" * 10_000 + "（一）" * 900) for number in range(100)]
    start = time.monotonic()
    assert len(reading([SITE, *lines]).rows) == 100
    assert time.monotonic() - start < 10  # a second when measured; a pattern that backtracks needs an hour
