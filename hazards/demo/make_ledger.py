"""Make the fictional workbook that ships with the product: `python -m hazards.demo.make_ledger`.

It is kept as people keep ledgers: a title, a header in row 3, merged cells, bare date serials, notes below.
"""

from datetime import date, timedelta
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

TITLE = "柳荫街道隐患排查治理台账（虚构，供演示）"
HEADER = (
    *("序号", "隐患内容", "排查日期", "隐患类型", "隐患级别", "责任单位", "责任人"),
    *("整改期限", "整改措施与要求", "复查结果", "复查日期", "复查人", "隐患状态"),
)
FIRST_DAY = date(2026, 9, 1)
GENERAL, MAJOR = "一般事故隐患", "重大事故隐患"
# what is wrong, its type, the unit, the person, what to do, days to do it, level
HAZARDS = (
    ("车间疏散通道堆放纸箱，宽度不足 1 米", "火灾", "云汀五金厂（虚构）", "石小满", "清空通道，划线禁放", 3, GENERAL),
    ("配电箱无门，进线裸露", "触电", "云汀五金厂（虚构）", "石小满", "加装箱门，更换进线", 5, GENERAL),
    ("打磨间未设除尘，粉尘积聚", "爆炸", "云汀五金厂（虚构）", "石大满", "停用打磨间，安装除尘系统", 30, MAJOR),
    ("木料与喷漆同处一室，无防火分隔", "火灾", "南塘木器厂（虚构）", "木初一", "喷漆移至独立房间", 15, GENERAL),
    ("灭火器过期 6 具", "火灾", "南塘木器厂（虚构）", "木初一", "更换灭火器", 3, GENERAL),
    ("锯床无防护罩", "机械伤害", "南塘木器厂（虚构）", "木十五", "加装防护罩", 7, GENERAL),
    ("市场主通道被摊位占用", "火灾", "石桥农贸市场（虚构）", "市初二", "摊位退回划线以内", 3, GENERAL),
    ("冷库走道应急照明损坏", "其他", "石桥农贸市场（虚构）", "市初二", "修复应急照明", 5, GENERAL),
    ("电线私拉乱接，穿过易燃顶棚", "火灾", "石桥农贸市场（虚构）", "市十六", "拆除，按规范重新敷设", 7, GENERAL),
    ("厨房燃气软管超期使用", "燃气泄漏", "柳浪小馆（虚构）", "饭初三", "更换金属软管", 1, GENERAL),
    ("未安装可燃气体报警装置", "燃气泄漏", "柳浪小馆（虚构）", "饭初三", "安装报警和切断装置", 7, GENERAL),
    ("后厨排烟道油垢厚", "火灾", "柳浪小馆（虚构）", "饭十七", "专业清洗并留存记录", 7, GENERAL),
    ("楼道内电动自行车充电", "火灾", "桥西公寓（虚构）", "房初四", "清出楼道，设集中充电处", 3, GENERAL),
    ("三楼外窗装有固定栅栏，无逃生口", "火灾", "桥西公寓（虚构）", "房初四", "开设逃生口", 7, GENERAL),
    ("电梯检验合格标志过期", "电梯", "桥西公寓（虚构）", "房十八", "停用，申报检验", 10, GENERAL),
    ("基坑临边无防护栏杆", "坍塌", "云汀一号工地（虚构）", "工初五", "设置 1.2 米防护栏杆", 2, GENERAL),
    ("外脚手架连墙件缺失 4 处", "坍塌", "云汀一号工地（虚构）", "工初五", "补齐连墙件", 2, GENERAL),
    ("高处作业人员未系安全带", "高处坠落", "云汀一号工地（虚构）", "工十九", "停止作业，教育后上岗", 1, GENERAL),
    ("塔吊力矩限制器失灵", "起重伤害", "云汀一号工地（虚构）", "工十九", "停用，检修后检测", 5, GENERAL),
    ("仓库门口堵塞，消火栓被遮挡", "火灾", "河畔仓储（虚构）", "仓廿一", "移开货物", 2, GENERAL),
    ("叉车无年检标志", "车辆伤害", "河畔仓储（虚构）", "仓廿一", "停用，申报检验", 10, GENERAL),
    ("幼儿园楼梯间堆放桌椅", "火灾", "荷塘幼儿园（虚构）", "园\n廿二", "清空楼梯间", 1, GENERAL),
    ("锅炉房操作人员无证", "其他", "荷塘幼儿园（虚构）", "园\n廿二", "持证上岗", 10, GENERAL),
    ("危险废物与杂物混放", "中毒", "河畔仓储（虚构）", "仓廿一", "分类贮存，设标识", 7, GENERAL),
)


def make(path: Path) -> None:
    """Write the workbook; two thirds of its rows are closed in their source."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"title": TITLE, "created": FIRST_DAY})
        sheet = workbook.add_worksheet("台账")
        day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "vcenter"})
        wrap = workbook.add_format({"text_wrap": True})
        sheet.merge_range(0, 0, 0, len(HEADER) - 1, TITLE, workbook.add_format({"bold": True, "align": "center"}))
        sheet.write_string(1, 0, "填报单位：柳荫街道应急办（演示）")
        sheet.write_row(2, 0, HEADER, workbook.add_format({"bold": True, "border": 1}))
        for number, (what, kind, unit, person, measures, days, level) in enumerate(HAZARDS):
            row, found = 3 + number, FIRST_DAY + timedelta(days=3 * (number // 3))
            if number % 3 == 0:  # three hazards of one round share one merged date cell
                sheet.merge_range(row, 2, row + 2, 2, found, day)
            closed = number % 3 != 2
            values = {0: number + 1, 1: what, 3: kind, 4: level, 5: unit, 6: person, 8: measures}
            for column, value in values.items():
                sheet.write(row, column, value, wrap if column in (1, 6, 8) else None)
            sheet.write_datetime(row, 7, found + timedelta(days=days), day)
            if closed:
                sheet.write_string(row, 9, "已整改")
                sheet.write_number(row, 10, _serial(found + timedelta(days=days)))
                sheet.write_string(row, 11, "复查某")
                sheet.write_string(row, 12, "关闭")
        sheet.write_string(4 + len(HAZARDS), 0, "注：本表所有单位、人员、隐患均为虚构。")
        sheet.set_column(1, 1, 40)


def _serial(day: date) -> int:
    """The bare number by which a spreadsheet keeps a date; people lose the date's format when they paste."""
    return (day - date(1899, 12, 30)).days


if __name__ == "__main__":
    make(Path(__file__).with_name("ledger.xlsx"))
