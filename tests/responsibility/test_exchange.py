"""The organisation in and out as one workbook: a round trip, changes as acts, the past by two, errors all at once."""

import json
import resource
import time
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.utils.timezone import localtime
from django.utils.translation import override

from records import approvals
from records.approvals import ApprovalRefused
from records.clock import now
from records.models import Act, Decision, Proposal
from responsibility import services
from responsibility.chain import superiors
from responsibility.charter import seat_of
from responsibility.enums import PostKind, Rank, Tree
from responsibility.exchange import workbook
from responsibility.exchange.exporting import export_organisation
from responsibility.exchange.importing import Outcome, import_organisation
from responsibility.exchange.layout import APPOINTMENTS, LAYOUTS, PLACES, POSTS, UNITS
from responsibility.exchange.problems import WorkbookUnreadable
from responsibility.models import Appointment, Person, Place, Post, Unit, User
from responsibility.positions import holders_of_post
from responsibility.successors import living_successor
from sandbox.workbook.reading import configured_limits
from tests.cast import REGISTRAR, Cast

DAY = timedelta(days=1)
CODE = "91110000123456788M"
TITLES = {layout.name: [column.title for column in layout.columns] for layout in LAYOUTS}
FIELDS = {layout.name: [column.field for column in layout.columns] for layout in LAYOUTS}


def exported(at=None) -> dict[str, list[list[Any]]]:
    file = BytesIO()
    export_organisation(file, at=at or now())
    file.seek(0)
    return {name: list(rows) for name, rows in workbook.read(file).items()}


def sheet(layout, *rows: dict[str, Any]) -> dict[str, list[list[Any]]]:
    lines = [[row.get(name, "") for name in FIELDS[layout.name]] for row in rows]
    return {layout.name: [TITLES[layout.name], *lines]}


def unit(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "tree": "部门", "rank": "委办局", "parent": "990101"} | more


def held(person: str, title: str, **more: Any) -> dict[str, Any]:
    return {"person": person, "unit": "990101001", "kind": "分管负责人", "title": title, "basis": "任命"} | more


def in_days(days: int) -> str:
    return str(localtime(now() + days * DAY).date())


def take(sheets, **given: Any) -> Outcome:
    return import_organisation(sheets, actor=given.pop("actor", REGISTRAR), **given)


def done(sheets, **given: Any) -> dict[str, int]:
    outcome = take(sheets, **given)
    assert [str(problem) for problem in outcome.problems] == []
    return dict(outcome.done)


def said(sheets) -> list[str]:
    before = Act.objects.count()
    outcome = take(sheets)
    assert outcome.problems
    assert (outcome.done, outcome.proposal, Act.objects.count()) == ({}, None, before)
    return [str(problem) for problem in outcome.problems]


def change(sheets, layout, match: dict[str, Any], **values: Any) -> None:
    """Write into the one line of a sheet that says what `match` says."""
    names = FIELDS[layout.name]
    (line,) = [row for row in sheets[layout.name][1:] if all(row[names.index(k)] == v for k, v in match.items())]
    for name, value in values.items():
        line[names.index(name)] = value


# --- The round trip -------------------------------------------------------------------------------------------------
def test_importing_ones_own_export_changes_nothing(cast: Cast):
    community = cast.units["990101001001"]
    services.register_place(
        actor=REGISTRAR,
        name="一车间",
        address="荷塘路 8 号",
        credit_code=CODE,
        community=community,
        operator=cast.firm,
        latitude_e7=-301234567,
        longitude_e7=1201234567,
    )
    services.register_place_provisionally(actor=cast["吴"], name="老王小吃（虚构）")
    before = Act.objects.count()

    sheets = exported()

    assert [len(sheets[layout.name]) for layout in LAYOUTS] == [11, 19, 24, 3]
    assert done(sheets) == {}
    assert Act.objects.count() == before


def test_a_file_reads_the_same_in_every_language(cast: Cast):
    with override("en"):
        sheets = exported()
        assert done(sheets) == {}
    assert sheets["单位"][1][:4] == ["FIRM", "云汀五金厂（虚构）", "企业", "单位（企业）"]
    assert done(sheets) == {}


def test_names_as_odd_as_people_write_them_come_back_as_they_were(cast: Cast):
    for number, name in enumerate(
        ["=1+1", "两  个空格", " 前后 ", "cafe\u0301", "换\n行", "'引号", "零\u200b宽", "2026-01-01"]
    ):
        found = Unit.objects.create(
            tree="ENTERPRISE", rank="ENTERPRISE", code=f"0{number}", name=name, from_at=now() - DAY
        )
        found.affiliations.create(path=[found.pk], from_at=found.from_at)
        post = Post.objects.create(unit=found, kind=PostKind.PRINCIPAL, title=name)
        Appointment.objects.create(post=post, person=Person.objects.create(name=name), basis=name, from_at=now() - DAY)

    assert done(exported()) == {}


def test_an_independent_reader_sees_what_stands_and_no_formula(cast: Cast):
    services.rename_unit(cast.firm, actor=REGISTRAR, name="=HYPERLINK(1)", reason="更名")
    file = BytesIO()
    export_organisation(file, at=now())

    book = openpyxl.load_workbook(file)

    assert book.sheetnames == ["单位", "岗位", "任职", "场所"]
    rows = {row[0]: row for row in book["单位"].iter_rows(min_row=2, values_only=True)}
    assert rows["AFB"][1:6] == ("安防救联办", "部门", "统筹协调办公室", "990101", "YJJ")
    assert rows["FIRM"][1] == "=HYPERLINK(1)"
    assert {cell.data_type for row in book["单位"].iter_rows() for cell in row} <= {"s", "d", "n"}
    acting = [row for row in book["任职"].iter_rows(min_row=2, values_only=True) if row[8]]
    assert [(row[1], row[5], row[8], row[9]) for row in acting] == [("钱", "街道办主任", "赵", "书面授权")]


def test_an_export_of_an_earlier_instant_shows_who_stood_in_then(cast: Cast):
    sheets = exported(now() - 45 * DAY)

    assert [row[1] for row in sheets["任职"][1:] if row[8] == "赵"] == ["孙"]


# --- What is new ----------------------------------------------------------------------------------------------------
def test_a_new_bureau_with_its_division_its_seats_and_their_holders_comes_in_by_one_file(cast: Cast):
    sheets = (
        sheet(
            UNITS,
            unit("SWK", "商务科", rank="科室（大队）", parent="SWJ"),  # below its bureau, and before it
            unit("SWJ", "区商务局"),
        )
        | sheet(POSTS, {"unit": "SWJ", "kind": "主要负责人", "title": "局长", "single_seat": "是"})
        | sheet(
            APPOINTMENTS,
            held("商一", "局长", unit="SWJ", kind="主要负责人"),
            held(
                "商二", "局长", unit="SWJ", kind="主要负责人", stands_in_for="商一", until_at=(now() + 9 * DAY).date()
            ),
        )
        | sheet(PLACES, {"name": "市场", "address": "集市 1 号", "community": "990101001001", "operator": "SWJ"})
    )

    assert done(sheets) == {
        "found": 2,
        "add_post": 1,
        "register_person": 2,
        "appoint": 1,
        "stand_in": 1,
        "register_place": 1,
    }
    assert done(sheets) == {}
    division = Unit.objects.get(code="SWK")
    (above, *_rest) = superiors(division, now())
    assert [(seat.person_name, seat.stands_in_for) for seat in above.heads] == [("商一", ""), ("商二", "商一")]
    for stream in (f"unit/{division.pk}", f"post/{Post.objects.get(unit__code='SWJ').pk}", "organisation"):
        assert Act.objects.filter(stream__name=stream, actor_name="登记员").exists()


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(cast: Cast):
    before = Act.objects.count()

    assert done(sheet(UNITS, unit("SWJ", "区商务局")), dry_run=True) == {"found": 1}
    assert (Unit.objects.filter(code="SWJ").exists(), Act.objects.count()) == (False, before)


def test_a_name_that_somebody_bears_already_is_asked_about(cast: Cast):
    sheets = sheet(POSTS, {"unit": "990101001", "kind": "分管负责人", "title": "挂职"}) | sheet(
        APPOINTMENTS, held("民", "挂职")
    )
    number = cast.people["民"].pk

    assert said(sheets) == [f"“任职”第2行A列：已有同名人员（编号 {number}）：请填人员编号"]
    change(sheets, APPOINTMENTS, {"person": "民"}, person_number=number)
    assert done(sheets) == {"add_post": 1, "appoint": 1}
    assert done(sheets) == {}


# --- What stands otherwise ------------------------------------------------------------------------------------------
def test_an_edited_export_renames_moves_relieves_and_appoints_by_acts_with_their_reasons(cast: Cast):
    sheets = exported()
    today = in_days(0)
    change(sheets, UNITS, {"code": "CGJ"}, name="区城市管理局", reason="更名批复")
    change(sheets, UNITS, {"code": "AFB"}, parent="YJJ", reason="机构改革")
    change(sheets, APPOINTMENTS, {"person": "消长"}, until_at=today, reason="退休")
    sheets["任职"].append(
        [cast.people["消一"].pk, "消一", "", "XFJ", "主要负责人", "局长", today, "", "", "任〔2026〕9号", ""]
    )

    assert done(sheets) == {"rename": 1, "move": 1, "relieve": 1, "appoint": 1}
    assert Unit.objects.get(code="CGJ").name == "区城市管理局"
    assert [one.unit_name for one in superiors(Unit.objects.get(code="AFB"), now())] == ["区应急局", "云汀区"]
    assert [seat.person_name for seat in holders_of_post(seat_of("消长", cast.fire).post_id, now())] == ["消一"]
    act = Act.objects.filter(name="relieve").latest("pk")
    assert json.loads(act.body)["data"]["reason"] == "退休"


def test_units_end_last_the_lowest_first_and_name_their_successors(cast: Cast):
    sheets = exported()
    today = in_days(0)
    change(sheets, UNITS, {"code": "AFB"}, parent="CGJ", reason="机构改革")
    change(sheets, UNITS, {"code": "YJJ"}, until_at=today, successor="AQJ", reason="机构改革")
    change(sheets, UNITS, {"code": "AFB"}, until_at=today, successor="AQJ", reason="机构改革")
    sheets["单位"].append([unit("AQJ", "区安全局").get(name, "") for name in FIELDS["单位"]])

    assert done(sheets) == {"found": 1, "move": 1, "end": 2}
    heir = Unit.objects.get(code="AQJ")
    assert living_successor(cast.units["YJJ"].pk, now()) == living_successor(cast.units["AFB"].pk, now()) == heir


def test_a_place_is_completed_and_amended_by_a_file(cast: Cast):
    services.register_place_provisionally(actor=cast["吴"], name="老王小吃（虚构）")
    services.register_place(actor=REGISTRAR, name="一车间", address="荷塘路 8 号", community=cast.units["990101001001"])
    sheets = exported()
    change(
        sheets, PLACES, {"name": "老王小吃（虚构）"}, address="荷塘路 3 号", community="990101001001", incomplete="否"
    )
    change(sheets, PLACES, {"name": "一车间"}, credit_code=CODE, reason="补登")

    assert done(sheets) == {"complete_place": 1, "amend_place": 1}
    assert [(place.address, place.credit_code) for place in Place.objects.order_by("pk")] == [
        ("荷塘路 3 号", ""),
        ("荷塘路 8 号", CODE),
    ]


def test_whom_a_file_does_not_name_is_left_alone(cast: Cast):
    assert done(sheet(UNITS, unit("SWJ", "区商务局"))) == {"found": 1}
    assert Appointment.objects.filter(person__name="赵", until_at__isnull=True).exists()
    assert not Unit.objects.filter(until_at__isnull=False).exists()


# --- The past -------------------------------------------------------------------------------------------------------
def past_file() -> dict[str, list[list[Any]]]:
    return (
        sheet(UNITS, unit("SWJ", "区商务局", from_at=in_days(-100), reason="历史补录"))
        | sheet(POSTS, {"unit": "SWJ", "kind": "主要负责人", "title": "局长"})
        | sheet(
            APPOINTMENTS,
            held("商一", "局长", unit="SWJ", kind="主要负责人", from_at=in_days(-99), reason="历史补录"),
        )
    )


def test_a_file_that_reaches_into_the_past_waits_for_a_second_person_and_then_counts_from_its_day(cast: Cast):
    outcome = take(past_file(), actor=cast["李"])

    assert (outcome.problems, outcome.for_two) == ([], 2)
    assert outcome.proposal is not None
    assert outcome.proposal.reason == "历史补录"
    assert not Unit.objects.filter(code="SWJ").exists()
    with pytest.raises(ApprovalRefused, match="提出人不能审批"):
        approvals.decide(outcome.proposal.pk, Decision.APPROVED, actor=cast["李"])

    approvals.decide(outcome.proposal.pk, Decision.APPROVED, actor=cast["区长"])

    post = Post.objects.get(unit__code="SWJ")
    assert [seat.person_name for seat in holders_of_post(post.pk, now() - 50 * DAY)] == ["商一"]
    assert Act.objects.get(stream__name="organisation").actor_name == "区长"
    assert done(past_file()) == {}


def test_a_date_in_the_past_needs_a_reason(cast: Cast):
    sheets = past_file()
    change(sheets, UNITS, {"code": "SWJ"}, reason="")

    assert said(sheets) == ["“单位”第2行J列：起始时间早于现在，须写明理由并由第二人审批"]


def test_what_has_become_impossible_meanwhile_is_not_carried_out_and_stays_undecided(cast: Cast):
    proposal = take(past_file(), actor=cast["李"]).proposal
    assert proposal is not None
    services.found_unit(
        actor=REGISTRAR, tree=Tree.DEPARTMENT, rank=Rank.BUREAU, code="SWJ", name="另一家", from_at=now()
    )

    with pytest.raises(ApprovalRefused, match="提出之后情况已变，不能照此执行：“单位”第2行G列：单位已设立"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])
    assert Proposal.objects.get(pk=proposal.pk).decision == Decision.PENDING


def test_a_tenure_is_never_ended_in_the_past_not_even_by_two(cast: Cast):
    sheets = exported()
    change(sheets, APPOINTMENTS, {"person": "消长"}, until_at=in_days(-1), reason="早已调离")

    (words,) = said(sheets)
    assert words.endswith("行H列：任期不能倒签结束")


# --- Errors ---------------------------------------------------------------------------------------------------------
def a_file_full_of_errors() -> dict[str, list[list[Any]]]:
    return (
        sheet(
            UNITS,
            unit("SWJ", ""),  # unreadable: what names it needs no error of its own
            unit("SWK", "商务科", parent="SWJ"),
            unit("JJ1", "甲局", parent="NOWHERE", tree="海洋"),
            unit("JJ2", "乙局", parent="NOWHERE"),
            unit("JJ3", "丙局", from_at="昨天"),
            unit("JJ4", "丁局", parent="JJ5"),
            unit("JJ5", "戊局", parent="JJ4"),
            unit("JJ2", "乙局"),
            unit("91110000123456788X", "某公司（虚构）", tree="企业", rank="单位（企业）", parent=""),
            unit("CGJ", "区城市管理局"),
            unit("XFJ", "区消防救援局", rank="科室（大队）"),
        )
        | sheet(POSTS, {"unit": "990101001", "kind": "主任", "title": "主任"}, {"post_number": "x", "unit": "SWJ"})
        | sheet(
            APPOINTMENTS,
            held("某", "没有的岗位"),
            held("周", "街道办主任", kind="主要负责人", stands_in_for="钱", until_at=in_days(1)),
            held("周", "街道办主任", kind="主要负责人", stands_in_for="赵"),
            held("新人", "街道办主任", kind="主要负责人"),
        )
        | sheet(PLACES, {"name": "店", "credit_code": "123", "community": "X", "latitude_e7": "北", "incomplete": "?"})
    )


def test_all_errors_are_told_at_once_each_by_its_cell_and_nothing_is_done(cast: Cast):
    assert sorted(said(a_file_full_of_errors())) == sorted(
        [
            "“单位”第2行B列：请填写名称",
            "“单位”第4行C列：没有“海洋”，可填：属地、部门、企业",
            "“单位”第5行E列：没有代码为“NOWHERE”的单位",
            "“单位”第6行G列：“昨天”不是日期，请写作 2026-01-31 或 2026-01-31 09:30",
            "“单位”第7行E列：上级单位或所在单位互相指向，成了环",
            "“单位”第8行E列：上级单位或所在单位互相指向，成了环",
            "“单位”第9行A列：与第5行重复",
            "“单位”第10行A列：统一社会信用代码校验位不符：末位是 X，应为 M",
            "“单位”第11行J列：更名须写明理由",
            "“单位”第12行D列：单位已设立，这一项不能变更",
            "“岗位”第2行C列：没有“主任”，可填：主要负责人、分管负责人、应急办经办、执法（承办）人员、值班席、网格员、"
            "单位主要负责人、安全管理人员",
            "“岗位”第3行A列：“x”不是编号",
            "“岗位”第3行C列：请填写岗位类别",
            "“岗位”第3行D列：请填写职务",
            "“任职”第2行F列：该单位没有这个岗位，请先在“岗位”表中填写",
            "“任职”第3行I列：代理不能再转授",
            "“任职”第4行H列：代理须有期限",
            f"“任职”第4行A列：已有同名人员（编号 {cast.people['周'].pk}）：请填人员编号",
            "“任职”第5行B列：该岗位在此期间已有人任职",
            "“单位”第4行E列：没有代码为“NOWHERE”的单位",
            "“场所”第2行D列：统一社会信用代码应为18位，这里是3位",
            "“场所”第2行E列：没有代码为“X”的单位",
            "“场所”第2行K列：“北”不是经纬度",
            "“场所”第2行M列：请填“是”或“否”",
        ]
    )


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({}, ["“”第1行A列：工作簿里没有这些工作表：单位、岗位、任职、场所"]),
        ({"单位": [["随便", "写的"]]}, None),
        ({"单位": [[*TITLES["单位"], "备注"]]}, ["“单位”第1行K列：不认识的列“备注”"]),
        ({"单位": [[*TITLES["单位"], "代码"]]}, ["“单位”第1行K列：列“代码”重复"]),
        ({"单位": [["代码", "名称"]]}, ["“单位”第1行A列：缺少列：责任体系、层级"]),
        ({"单位": [["说明"], TITLES["单位"][::-1], [""] * 9 + ["X"]]}, None),
    ],
)
def test_a_sheet_without_its_titles_is_refused_and_columns_may_stand_in_any_order(db, sheets, words):
    problems = said(sheets)

    if words is None:
        assert all(problem.startswith(("“单位”第1行A列：没有找到表头", "“单位”第3行")) for problem in problems)
    else:
        assert problems == words


def test_a_file_that_is_no_workbook_is_refused():
    with pytest.raises(WorkbookUnreadable, match="这不是 Excel 工作簿"):
        workbook.read(BytesIO(b"%PDF-1.7"))


def a_cell_at_the_far_corner() -> BytesIO:
    """Two cells, and between them a thousand million empty ones."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("单位")
        page.write_string(0, 0, "代码")
        page.write_string("XFD90000", "远")
    file.seek(0)
    return file


def a_zip_of_zeros() -> BytesIO:
    """A sheet that unpacks to a thousand times its size."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(250 * 1024 * 1024))
    file.seek(0)
    return file


@pytest.mark.parametrize("bomb", [a_cell_at_the_far_corner, a_zip_of_zeros])
def test_a_workbook_made_to_burst_costs_a_child_process_and_little_time(bomb):
    file, began = bomb(), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(WorkbookUnreadable):
        workbook.read(file)

    # A twelfth of what a workbook may take.
    assert time.monotonic() - began < configured_limits().seconds / 12
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # kilobytes


# --- The doors ------------------------------------------------------------------------------------------------------
@pytest.fixture
def clerks(cast: Cast) -> Cast:
    for username, name in (("jingban", "李"), ("quzhang", "区长")):
        User.objects.create_user(username, person=cast.people[name])
    return cast


def command(name: str, *args: Any, capsys: pytest.CaptureFixture[str]) -> list[str]:
    call_command(name, *map(str, args))
    return capsys.readouterr().out.splitlines()


def test_the_commands_export_import_and_let_a_second_person_decide(
    clerks: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "组织.xlsx"
    assert command("export_organisation", path, capsys=capsys) == ["已导出到 组织.xlsx"]
    assert command("import_organisation", path, "--actor", "jingban", capsys=capsys) == ["与现状一致，没有变更"]

    book = openpyxl.load_workbook(path)
    book["单位"].append(["SWJ", "区商务局", "部门", "委办局", "990101", None, "2026-01-05", None, None, "历史补录"])
    book.save(path)
    lines = command("import_organisation", path, "--actor", "jingban", "--dry-run", capsys=capsys)
    assert lines == ["试导入，未写入：", "  设立单位 1", "其中 1 行起始时间早于现在，正式导入须由第二人审批"]
    *_done, last = command("import_organisation", path, "--actor", "jingban", capsys=capsys)
    number = Proposal.objects.latest("pk").pk
    assert last == f"其中 1 行起始时间早于现在，全部尚未执行：待第二人审批变更 {number}"

    with pytest.raises(CommandError, match="提出人不能审批自己提出的变更"):
        call_command("decide_proposal", str(number), "--actor", "jingban", "--approve")
    assert command("decide_proposal", number, "--actor", "quzhang", "--approve", capsys=capsys) == [
        f"变更 {number}：已同意"
    ]
    assert Unit.objects.get(code="SWJ").from_at.year == 2026


def test_the_commands_say_what_is_wrong(clerks: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "组织.xlsx"
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("import_organisation", str(path), "--actor", "jingban")
    with pytest.raises(CommandError, match="没有账号“wuming”"):
        call_command("import_organisation", str(path), "--actor", "wuming")
    with pytest.raises(CommandError, match="不是时刻"):
        call_command("export_organisation", str(path), "--at", "2026-13-01T00:00")
    with pytest.raises(CommandError, match="没有变更 0"):
        call_command("decide_proposal", "0", "--actor", "jingban", "--refuse")
    book = openpyxl.Workbook()
    book.active.title = "单位"
    book.active.append(["代码"])
    book.save(path)
    with pytest.raises(CommandError, match="有 1 处错误，什么也没有写入"):
        call_command("import_organisation", str(path), "--actor", "jingban")
    assert "“单位”第1行A列：没有找到表头" in capsys.readouterr().err
