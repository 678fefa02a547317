"""A ledger comes in: every good row once, nothing forged, questions asked once."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from hazards.enums import Level, Source, State
from hazards.models import Hazard
from responsibility.models import Unit
from tests.ledgers import ROWS, write_ledger


@pytest.fixture
def ledger(tmp_path):
    """Writes a workbook with a title, three rows and a note."""

    def write(rows=ROWS, name="台账.xlsx"):
        return write_ledger(tmp_path / name, rows)

    return write


def run(*args, **options) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_closed_row_ends_as_imported_and_an_open_one_waits_for_the_safety_office(cast, ledger):
    run("import_ledger", ledger(ROWS[:2]))

    closed, opened = (Hazard.objects.get(description=row[1]) for row in ROWS[:2])
    assert (closed.state, closed.records.get().name) == (State.IMPORTED_CLOSED, "import_closed")
    assert closed.ended_at is not None
    assert (opened.state, opened.records.get().name) == (State.REPORTED, "import_open")
    assert opened.clock.started_at == opened.reported_at
    assert opened.demand_on is None
    assert opened.origin["due_on"] == "2026-09-08"
    assert (opened.source, opened.level, opened.rectifier) == (Source.IMPORT, Level.GENERAL, cast.firm)


def test_importing_twice_adds_nothing(cast, ledger):
    path = ledger(ROWS[:2])
    run("import_ledger", path)

    said = run("import_ledger", path)

    assert Hazard.objects.count() == 2
    assert "早已登记 2 件" in said


def test_reopen_takes_every_row_as_open(cast, ledger):
    run("import_ledger", ledger(ROWS[:2]), reopen=True)

    assert set(Hazard.objects.values_list("state", flat=True)) == {State.REPORTED}


def test_a_dry_run_writes_nothing_and_says_what_it_would_do(cast, ledger):
    path = ledger()

    said = run("import_ledger", path, dry_run=True)

    assert Hazard.objects.count() == 0
    assert "在办 1 件，历史已关闭 1 件" in said
    assert not path.with_name("台账.xlsx.answers.json").exists()


def test_an_unknown_unit_is_asked_about_once_and_the_answer_is_remembered(cast, ledger):
    path = ledger()
    answers = path.with_name("台账.xlsx.answers.json")
    asked = run("import_ledger", path)
    assert "河畔木器（虚构）" in asked
    assert Hazard.objects.count() == 2

    content = json.loads(answers.read_text())
    assert content["units"] == {"河畔木器（虚构）": ""}
    answers.write_text(json.dumps(content | {"units": {"河畔木器（虚构）": "new"}}, ensure_ascii=False))
    said = run("import_ledger", path)

    assert "河畔木器（虚构）" not in said
    made = Unit.objects.get(name="河畔木器（虚构）")
    assert Hazard.objects.get(rectifier=made).level == Level.MAJOR


def test_an_answer_that_names_no_unit_is_refused_in_words(cast, ledger):
    path = ledger()
    answers = path.with_name("台账.xlsx.answers.json")
    answers.write_text(json.dumps({"units": {"河畔木器（虚构）": "没有这个"}}, ensure_ascii=False))

    with pytest.raises(CommandError, match="对“河畔木器（虚构）”的答复“没有这个”不是任何单位的代码"):
        run("import_ledger", path)


def test_a_row_checked_after_it_was_put_right_is_a_problem_and_the_others_are_taken(cast, ledger):
    wrong = (4, "吊钩无保险", date(2026, 9, 10), "云汀五金厂（虚构）", "企", None, "一般", "关闭", 46269, "柳荫街道")

    said = run("import_ledger", ledger((*ROWS[:1], wrong)))

    assert Hazard.objects.count() == 1
    assert "第5行" in said


def test_a_row_without_a_known_street_says_what_to_do(cast, ledger):
    homeless = (*ROWS[0][:-1], "没有的街道")

    said = run("import_ledger", ledger((homeless,)))
    assert "不知道属地街道：请在“属地”一栏写明，或指明台账所在的街道" in said
    run("import_ledger", ledger((homeless,)), street="990101001")

    assert Hazard.objects.get().street == cast.street


def test_a_file_that_is_no_workbook_is_refused_in_words(cast, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"not a workbook")

    with pytest.raises(CommandError):
        run("import_ledger", path)


def test_exporting_and_importing_the_export_changes_nothing(cast, ledger, tmp_path):
    run("import_ledger", ledger(ROWS[:2]))
    cast.hazard_in(State.WRITTEN_OFF, reporter="民")
    cast.report(description="=cmd|' /C calc'!A0 电线裸露")
    before = list(Hazard.objects.order_by("id").values_list("number", "version", "state"))

    run("export_ledger", tmp_path / "导出.xlsx")
    said = run("import_ledger", tmp_path / "导出.xlsx")

    assert list(Hazard.objects.order_by("id").values_list("number", "version", "state")) == before
    assert "早已登记 4 件" in said


def test_an_export_holds_typed_dates_and_no_formula(cast, tmp_path):
    import openpyxl

    cast.hazard_in(State.DISPATCHED)
    cast.report(description="=1+1 电线裸露")
    run("export_ledger", tmp_path / "导出.xlsx")

    sheet = openpyxl.load_workbook(BytesIO((tmp_path / "导出.xlsx").read_bytes())).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert {cell.data_type for cell in cells if cell.is_date} == {"d"}
    assert "=1+1 电线裸露" in {cell.value for cell in cells}


def test_a_credit_code_with_a_wrong_check_digit_matches_nobody(cast, tmp_path):
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("隐患描述", "企业名称", "统一社会信用代码", "属地"))
        sheet.write_row(1, 0, ("电线裸露", "新来的店（虚构）", "91110000123456788X", "柳荫街道"))
    path.with_name("台账.xlsx.answers.json").write_text('{"units": {"新来的店（虚构）": "new"}}')

    run("import_ledger", path)

    made = Hazard.objects.get().rectifier
    assert made.name == "新来的店（虚构）"
    assert made.code != "91110000123456788X"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"units": [1]}', "答复文件须为"),
        ('["units"]', "答复文件须为"),
        ('{"units": {"河畔木器（虚构）": 1}}', "答复文件中的答复都须是文字"),
        ('{"units": {"河畔木器（虚构）": "\\u0000"}}', "答复文件含有空字符"),
        ('{"persons": {"\\u0000": ""}}', "答复文件含有空字符"),
        ("[" * 100_000, "答复文件不是有效的 JSON"),
        ('{"units": ' * 100_000, "答复文件不是有效的 JSON"),
        ("\xff", "答复文件不是有效的 JSON"),
    ],
)
def test_an_answers_file_of_another_shape_is_refused_in_words(cast, ledger, content, words):
    path = ledger()
    path.with_name("台账.xlsx.answers.json").write_bytes(content.encode("latin-1" if content == "\xff" else "utf-8"))

    with pytest.raises(CommandError, match=words):
        run("import_ledger", path)
    assert Hazard.objects.count() == 0
