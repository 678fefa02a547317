"""A ledger is handed in on a page: checked, asked about, confirmed, imported once, whatever falls on the way."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from hazards.models import Hazard, ImportState, LedgerImport
from hazards.services import ledgers
from records.clock import now
from responsibility.enums import Rank, Tree
from responsibility.models import Unit
from responsibility.services import found_unit
from tests.cast import REGISTRAR, Cast
from tests.ledgers import ROWS, write_ledger
from tests.web.conftest import client_of

SignIn = Callable[[str], Client]
NEW_FIRM = "河畔木器（虚构）"


def hand_in(client: Client, path: Path) -> LedgerImport:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post("/ledger/imports/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return LedgerImport.objects.get(pk=answer.url.split("/")[-2])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "九月台账.xlsx")


def test_it_is_checked_first_asked_once_and_then_imported(cast: Cast, sign_in: SignIn, book: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    moving = client.get(f"/ledger/imports/{one.pk}/")
    assert (moving["Refresh"], "正在检查" in moving.content.decode()) == ("2", True)

    assert ledgers.work_on_ledgers() == 1
    checked = client.get(f"/ledger/imports/{one.pk}/")

    assert Hazard.objects.count() == 0, "a rehearsal registers nothing"
    assert "Refresh" not in checked
    assert [name for _number, name, *_rest in checked.context["asked"]] == [NEW_FIRM]
    assert (checked.context["result"]["opened"], checked.context["result"]["waiting"]) == (1, 1)

    client.post(f"/ledger/imports/{one.pk}/", {"unit-0": "new"})
    assert ledgers.work_on_ledgers() == 1
    done = client.get(f"/ledger/imports/{one.pk}/")

    assert "导入的结果" in done.content.decode()
    assert Hazard.objects.count() == 3
    assert Unit.objects.filter(name=NEW_FIRM).exists()
    assert ledgers.work_on_ledgers() == 0, "there is nothing left to do"
    assert LedgerImport.objects.get().content is None, "the file is not kept longer than it is needed"


def test_what_is_wrong_is_told_by_sheet_and_row(cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    nameless = (5, None, date(2026, 9, 10), "云汀五金厂（虚构）", "企", None, "一般", "未关闭", None, "柳荫街道")
    client = sign_in("李")
    one = hand_in(client, write_ledger(tmp_path / "a.xlsx", (ROWS[1], nameless)))

    ledgers.work_on_ledgers()
    page = client.get(f"/ledger/imports/{one.pk}/")

    problem = page.context["problems"][0]
    assert (problem.sheet, problem.row) == ("Sheet1", 5)
    assert problem.message in page.content.decode()
    assert "不导入" in page.content.decode()
    assert page.context["result"]["opened"] == 1, "the good row is taken all the same"


def another_street(cast: Cast) -> Unit:
    return found_unit(
        actor=REGISTRAR,
        tree=Tree.TERRITORY,
        rank=Rank.STREET,
        code="990101009",
        name="桑榆街道",
        from_at=now(),
        parent=cast.units["990101"],
    )


def test_a_street_imports_for_itself_alone(cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    elsewhere = another_street(cast)
    row = (*ROWS[1][:-1], elsewhere.name)
    one = hand_in(sign_in("李"), write_ledger(tmp_path / "a.xlsx", (row,)))

    ledgers.work_on_ledgers()

    one.refresh_from_db()
    assert one.result["opened"] == 0
    assert f"属地是{elsewhere.name}，不能代为导入" in str(one.result["problems"])


@pytest.mark.parametrize("name", ["企", "民", "吴", "消一"])
def test_who_may_not_import_finds_no_way_to(cast: Cast, sign_in: SignIn, book: Path, name: str) -> None:
    client = sign_in(name)

    assert "导入台账" not in client.get("/ledger/").content.decode()
    assert client.get("/ledger/imports/").status_code == 403
    assert client.post("/ledger/imports/", {"file": SimpleUploadedFile("a.xlsx", book.read_bytes())}).status_code == 403
    assert not LedgerImport.objects.exists()


def test_anothers_import_is_nobodys_business(cast: Cast, sign_in: SignIn, book: Path) -> None:
    one = hand_in(sign_in("李"), book)

    assert sign_in("赵").get(f"/ledger/imports/{one.pk}/").status_code == 404
    assert sign_in("赵").post(f"/ledger/imports/{one.pk}/drop/").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"), [(b"not a workbook", ""), (b"PK\x03\x04broken", ""), (b"", "文件是空的")]
)
def test_a_file_that_is_no_workbook_is_refused_with_words(
    cast: Cast, sign_in: SignIn, content: bytes, words: str
) -> None:
    client = sign_in("李")
    answer = client.post("/ledger/imports/", {"file": SimpleUploadedFile("a.xlsx", content)})
    if words:
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        return
    ledgers.work_on_ledgers()
    one = LedgerImport.objects.get()

    assert one.state == ImportState.REFUSED
    assert one.result["refused"] in client.get(f"/ledger/imports/{one.pk}/").content.decode()


def test_an_unknown_code_is_told_and_what_was_answered_stays(cast: Cast, sign_in: SignIn, book: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    ledgers.work_on_ledgers()

    answer = client.post(f"/ledger/imports/{one.pk}/", {"unit-0": "code", "code-0": "NOSUCH"})

    assert answer.status_code == 422
    assert "“NOSUCH”不是任何单位的代码" in answer.content.decode()
    assert 'value="NOSUCH"' in answer.content.decode()
    one.refresh_from_db()
    assert one.state == ImportState.ASKING


def test_an_answer_is_remembered_for_the_next_ledger(cast: Cast, sign_in: SignIn, book: Path, tmp_path: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    ledgers.work_on_ledgers()
    client.post(f"/ledger/imports/{one.pk}/", {"unit-0": "-"})
    ledgers.work_on_ledgers()

    again = hand_in(client, write_ledger(tmp_path / "十月.xlsx", (*ROWS, (*ROWS[2][:1], "电线老化", *ROWS[2][2:]))))
    ledgers.work_on_ledgers()

    page = client.get(f"/ledger/imports/{again.pk}/")
    assert page.context["asked"] == []
    assert (page.context["result"]["known"], page.context["result"]["opened"]) == (3, 1)


def test_what_one_street_answered_is_no_other_streets_answer(cast: Cast, sign_in: SignIn, book: Path) -> None:
    elsewhere = another_street(cast)
    answered = {"units": {NEW_FIRM: "-"}, "persons": {}}
    past = {"person_id": cast["李"].person_id, "sha256": "0" * 64, "state": ImportState.DONE, "handed_in_at": now()}
    LedgerImport.objects.create(**past, file_name="别处.xlsx", street=elsewhere, answers=answered)

    one = hand_in(sign_in("李"), book)
    ledgers.work_on_ledgers()

    one.refresh_from_db()
    assert one.answers["units"] == {NEW_FIRM: ""}


def test_an_import_can_be_given_up_and_is_then_never_carried_out(cast: Cast, sign_in: SignIn, book: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    ledgers.work_on_ledgers()

    client.post(f"/ledger/imports/{one.pk}/drop/")
    client.post(f"/ledger/imports/{one.pk}/", {"unit-0": "new"})

    assert ledgers.work_on_ledgers() == 0
    one.refresh_from_db()
    assert (one.state, one.content, Hazard.objects.count()) == (ImportState.DROPPED, None, 0)


def test_the_same_file_sent_twice_is_one_import(cast: Cast, sign_in: SignIn, book: Path) -> None:
    client = sign_in("李")

    assert hand_in(client, book) == hand_in(client, book)


def test_an_import_that_fell_goes_on_behind_what_is_registered(
    committed_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hazards.ledger.importing.BATCH", 1)
    rows = [(*ROWS[1][:1], f"第{number}处配电箱无门", *ROWS[1][2:]) for number in range(4)]
    client = client_of(committed_cast, "李")
    one = hand_in(client, write_ledger(tmp_path / "a.xlsx", rows))
    ledgers.work_on_ledgers()
    client.post(f"/ledger/imports/{one.pk}/")
    falls = ledgers.import_reading

    def fall_after_two(reading: Any, answers: Any, settings: Any) -> Any:
        done: list[int] = []

        def progress(count: int) -> None:
            done.append(count)
            if len(done) == 2:
                raise MemoryError

        return falls(reading, answers, type(settings)(**{**vars(settings), "progress": progress}))

    monkeypatch.setattr(ledgers, "import_reading", fall_after_two)
    with pytest.raises(MemoryError):
        ledgers.work_on_ledgers()
    assert Hazard.objects.count() == 2
    monkeypatch.setattr(ledgers, "import_reading", falls)

    assert ledgers.work_on_ledgers() == 1

    one.refresh_from_db()
    assert (one.state, Hazard.objects.count()) == (ImportState.DONE, 4)
    assert (one.result["opened"], one.result["known"]) == (2, 2)


def test_two_workers_never_work_on_the_same_import(
    committed_cast: Cast, book: Path, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    one = hand_in(client_of(committed_cast, "李"), book)
    owner.execute("SELECT pg_advisory_lock(%s, %s)", [ledgers.IMPORT_LOCK, one.pk])

    assert ledgers.work_on_ledgers() == 0

    owner.execute("SELECT pg_advisory_unlock(%s, %s)", [ledgers.IMPORT_LOCK, one.pk])
    assert ledgers.work_on_ledgers() == 1
    with connection.cursor() as cursor:
        here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        held = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND database = {here}"
        cursor.execute(held, [ledgers.IMPORT_LOCK])
        assert cursor.fetchone()[0] == 0


def test_what_falls_three_times_is_ended_with_words(cast: Cast, sign_in: SignIn, book: Path) -> None:
    one = hand_in(sign_in("李"), book)
    LedgerImport.objects.update(attempts=ledgers.MOST_ATTEMPTS)

    ledgers.work_on_ledgers()

    one.refresh_from_db()
    assert (one.state, one.content) == (ImportState.REFUSED, None)
    assert "请把台账分成几份再交" in one.result["refused"]


def test_whose_seat_has_ended_since_confirms_nothing(cast: Cast, sign_in: SignIn, book: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    ledgers.work_on_ledgers()
    # As if he sat in another street's office by now.
    LedgerImport.objects.update(street=cast.units["990101"])

    assert client.post(f"/ledger/imports/{one.pk}/", {"unit-0": "new"}).status_code == 403
    assert (ledgers.work_on_ledgers(), Hazard.objects.count()) == (0, 0)


def test_nothing_is_imported_for_who_has_lost_the_seat(cast: Cast, sign_in: SignIn, book: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    ledgers.work_on_ledgers()
    client.post(f"/ledger/imports/{one.pk}/", {"unit-0": "new"})
    LedgerImport.objects.update(street=cast.units["990101"])

    ledgers.work_on_ledgers()

    one.refresh_from_db()
    assert (one.state, one.content, Hazard.objects.count()) == (ImportState.REFUSED, None, 0)
    assert "请由现任者重新交来" in one.result["refused"]


def test_files_do_not_pile_up(cast: Cast, sign_in: SignIn, book: Path, tmp_path: Path) -> None:
    client = sign_in("李")
    one = hand_in(client, book)
    for number in range(ledgers.MOST_WAITING - 1):
        hand_in(client, write_ledger(tmp_path / f"{number}.xlsx", (*ROWS[:1], (number, "甲"))))

    refused = client.post("/ledger/imports/", {"file": SimpleUploadedFile("b.xlsx", b"another")})
    assert "请先确认或放弃" in refused.content.decode()

    ledgers.work_on_ledgers()
    LedgerImport.objects.update(handed_in_at=now() - ledgers.KEPT_UNANSWERED - timedelta(minutes=1))
    ledgers.work_on_ledgers()
    one.refresh_from_db()
    assert (one.state, one.content) == (ImportState.DROPPED, None)
