"""The territory out of the bureau's tables: right codes, bad rows named, twice the same, each unit with its act."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from records.clock import now
from records.models import Act
from records.verification import act_chain_findings
from responsibility import regions, services
from responsibility.chain import superiors
from responsibility.models import Affiliation, Unit
from tests.cast import REGISTRAR

AREAS = "code,name,cityCode,provinceCode\n880101,云汀区,8801,88\n880102,临江区,8801,88\n"
STREETS = """code,name,areaCode,provinceCode,cityCode
880101001,柳荫街道,880101,88,8801
880101002,东风街道,880101,88,8801
880102001,东风街道,880102,88,8801
"""
COMMUNITIES = """code,name,streetCode,provinceCode,cityCode,areaCode
880101001001,荷塘社区居委会,880101001,88,8801,880101
880101001002,槐里社区居委会,880101001,88,8801,880101
880101002001,东风社区居委会,880101002,88,8801,880101
880102001001,江岸社区居委会,880102001,88,8801,880102
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name, text in (("areas.csv", AREAS), ("streets.csv", STREETS), ("villages_yun.csv", COMMUNITIES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def load(*arguments: object, **options: object) -> tuple[list[str], list[str]]:
    """Run the command; return what it said, and what it complained of. The last line's seconds are cut off."""
    out, err = io.StringIO(), io.StringIO()
    call_command("load_regions", *map(str, arguments), stdout=out, stderr=err, **options)
    said = out.getvalue().splitlines()
    return [*said[:-1], said[-1].split("，")[0]], err.getvalue().splitlines()


def spoil(tables: Path, name: str, *lines: str) -> None:
    with (tables / name).open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def test_a_district_is_loaded_with_its_streets_and_communities_and_no_other(db: None, tables: Path):
    assert load(tables, district="880101") == (
        ["区：新设 1，已有 0", "街道（镇）：新设 2，已有 0", "社区（村）：新设 3，已有 0", "跳过 0 行"],
        [],
    )
    assert sorted(Unit.objects.values_list("code", flat=True)) == [
        "880101",
        "880101001",
        "880101001001",
        "880101001002",
        "880101002",
        "880101002001",
    ]
    community = Unit.objects.get(code="880101001002")
    assert (community.rank, community.tree, community.sort_key) == ("COMMUNITY", "TERRITORY", "huailishequjuweihui")
    assert [one.unit_name for one in superiors(community, now())] == ["柳荫街道", "云汀区"]


def test_a_city_is_loaded_with_all_its_districts_and_streets_of_the_same_name_stay_two(db: None, tables: Path):
    load(tables, city="8801")

    same = Unit.objects.filter(name="东风街道").order_by("code")
    assert [superiors(street, now())[0].unit_name for street in same] == ["云汀区", "临江区"]


def test_each_loaded_unit_has_its_recorded_act_that_names_the_line_it_comes_from(db: None, tables: Path):
    load(tables, district="880101")

    assert Act.objects.filter(name="found").count() == 6
    body = Act.objects.get(stream__name=f"unit/{Unit.objects.get(code='880101001002').pk}").body
    assert '"parent":"880101001"' in body
    assert '"source":"villages_yun.csv:3"' in body
    assert list(act_chain_findings()) == []


def test_what_is_loaded_twice_is_there_once_and_a_larger_load_adds_what_is_new(db: None, tables: Path):
    load(tables, district="880101")

    assert load(tables, district="880101")[0] == [
        "区：新设 0，已有 1",
        "街道（镇）：新设 0，已有 2",
        "社区（村）：新设 0，已有 3",
        "跳过 0 行",
    ]
    assert load(tables, city="8801")[0][0] == "区：新设 1，已有 1"
    assert (Unit.objects.count(), Affiliation.objects.count(), Act.objects.count()) == (9, 9, 9)


def test_a_bad_row_is_named_by_file_and_line_and_skipped_and_the_others_are_loaded(db: None, tables: Path):
    spoil(tables, "streets.csv", "88010103,短街道,880101,88,8801", "880101004,,880101,88,8801")
    spoil(
        tables,
        "villages_yun.csv",
        "880101001003,错放社区,880101002,88,8801,880101",
        "880101001001,又一个荷塘,880101001,88,8801,880101",
        "880101009001,无街社区,880101009,88,8801,880101",
        "88０101001004,全角社区,880101001,88,8801,880101",
    )

    said, complaints = load(tables, district="880101")

    assert complaints == [
        "streets.csv:5 代码“88010103”应为 9 位数字",
        "streets.csv:6 名称为空（代码 880101004）",
        "villages_yun.csv:6 代码 880101001003 与上级代码“880101002”不符：前几位应等于上级代码",
        "villages_yun.csv:7 代码 880101001001 与 villages_yun.csv:2 重复",
        "villages_yun.csv:8 代码 880101009001 的上级 880101009 不在文件中或已被拒绝",
        "villages_yun.csv:9 代码“88０101001004”应为 12 位数字",
    ]
    assert said[1:] == ["街道（镇）：新设 2，已有 0", "社区（村）：新设 3，已有 0", "跳过 6 行"]


def test_the_district_next_door_is_none_of_our_bad_rows(db: None, tables: Path):
    spoil(tables, "villages_yun.csv", "880102001,短社区,880102001,88,8801,880102")

    assert load(tables, district="880101")[1] == []


def test_strictly_one_bad_row_loads_nothing(db: None, tables: Path):
    spoil(tables, "streets.csv", "88010103,短街道,880101,88,8801")

    with pytest.raises(CommandError, match="有 1 行不合格，未载入任何单位"):
        load(tables, district="880101", strict=True)
    assert not Unit.objects.exists()


def test_a_unit_that_was_renamed_moved_or_ended_here_is_noted_and_left_alone(db: None, tables: Path):
    load(tables, city="8801")
    unit = {unit.code: unit for unit in Unit.objects.all()}
    services.rename_unit(unit["880101001"], actor=REGISTRAR, name="绿柳街道", reason="更名")
    services.move_unit(unit["880101002"], actor=REGISTRAR, parent=unit["880102"], reason="区划调整")
    services.end_unit(unit["880102001001"], actor=REGISTRAR, reason="撤销")

    said, notes = load(tables, city="8801")

    assert sorted(notes) == [
        "streets.csv:2 已有单位名为“绿柳街道”，文件为“柳荫街道”，保持不变",
        "streets.csv:3 已有单位的隶属关系与文件不同，保持不变",
        "villages_yun.csv:5 单位已撤销，保持不变",
    ]
    assert said[:3] == ["区：新设 0，已有 2", "街道（镇）：新设 0，已有 3", "社区（村）：新设 0，已有 4"]


def test_nothing_new_is_founded_under_a_street_that_has_ended(db: None, tables: Path):
    load(tables, district="880101")
    unit = {unit.code: unit for unit in Unit.objects.all()}
    services.end_unit(unit["880101002001"], actor=REGISTRAR, reason="撤销")
    services.end_unit(unit["880101002"], actor=REGISTRAR, reason="撤销")
    spoil(tables, "villages_yun.csv", "880101002002,新东风社区,880101002,88,8801,880101")

    assert "villages_yun.csv:6 上级单位已撤销，未设立" in load(tables, district="880101")[1]
    assert not Unit.objects.filter(code="880101002002").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"district": "8801"}, "代码“8801”应为 6 位数字"),
        ({"city": "88０1"}, "应为 4 位数字"),
        ({"district": "990101"}, "没有代码以 990101 开头的行"),
        ({"district": "880101", "areas": Path("/nowhere/areas.csv")}, "无法读取 /nowhere/areas.csv"),
    ],
)
def test_what_cannot_be_loaded_is_refused_in_words(db: None, tables: Path, options: dict, words: str):
    with pytest.raises(CommandError, match=words):
        load(tables, **options)


def test_a_file_that_lacks_a_column_or_is_not_utf8_is_refused(db: None, tables: Path):
    (tables / "streets.csv").write_text("code,name\n880101001,柳荫街道\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"streets\.csv 缺少列：areaCode"):
        load(tables, district="880101")
    (tables / "streets.csv").write_bytes("code,name,areaCode\n880101001,柳荫街道,880101\n".encode("gb18030"))
    with pytest.raises(CommandError, match=r"streets\.csv 不是 UTF-8 编码"):
        load(tables, district="880101")


def test_files_may_lie_anywhere_and_begin_with_a_byte_order_mark(db: None, tables: Path, tmp_path: Path):
    (tables / "elsewhere.csv").write_text(COMMUNITIES, encoding="utf-8-sig")
    (tables / "villages_yun.csv").unlink()

    said, _complaints = load(
        areas=tables / "areas.csv",
        streets=tables / "streets.csv",
        communities=[tables / "elsewhere.csv"],
        district="880101",
    )

    assert said[2] == "社区（村）：新设 3，已有 0"


def test_a_thousand_communities_take_as_many_statements_as_ten(db: None, django_assert_max_num_queries, tables: Path):
    rows = "".join(f"880101001{n:03},第{n}社区,880101001,88,8801,880101\n" for n in range(100, 1000))
    (tables / "villages_yun.csv").write_text(COMMUNITIES + rows, encoding="utf-8")
    found = regions.read(
        [
            (regions.Rank.DISTRICT, tables / "areas.csv"),
            (regions.Rank.STREET, tables / "streets.csv"),
            (regions.Rank.COMMUNITY, tables / "villages_yun.csv"),
        ],
        "880101",
    )

    with django_assert_max_num_queries(50):
        loaded = regions.load(found, actor=REGISTRAR)

    assert loaded.founded[regions.Rank.COMMUNITY] == 903
