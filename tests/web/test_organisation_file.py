"""The organisation by Excel, by page: look first, confirm then; two where it takes two; no file is trusted."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records import approvals
from records.models import Act, Decision, Proposal
from responsibility.exchange.layout import APPOINTMENTS, LAYOUTS
from responsibility.models import Appointment, Unit
from tests.cast import Cast
from tests.responsibility.test_exchange import a_cell_at_the_far_corner, a_zip_of_zeros, held, sheet, unit
from tests.web.test_organisation import administrator

SignIn = Callable[[str], Client]
PAGE, CONFIRM = "/organisation/workbook/", "/organisation/workbook/confirm/"
UNITS = LAYOUTS[0]


def upload(sheets: dict[str, Any]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("机构.xlsx", file.getvalue())


def test_what_a_file_would_change_is_shown_and_done_only_when_confirmed(cast: Cast, sign_in: SignIn) -> None:
    client = administrator(cast, sign_in)

    looked = client.post(PAGE, {"file": upload(sheet(UNITS, unit("SWJ", "区水务局")))})

    assert [(one.what, one.about) for one in looked.context["outcome"].changes] == [("设立单位", "区水务局")]
    assert not Unit.objects.filter(code="SWJ").exists()
    sent = {"kept": looked.context["key"]}
    client.post(CONFIRM, sent)
    assert Unit.objects.filter(code="SWJ").count() == 1
    assert client.post(CONFIRM, sent).status_code == 409
    assert Act.objects.filter(stream__name="organisation", name="import").count() == 1


def test_problems_are_told_by_cell_and_nothing_can_be_confirmed(cast: Cast, sign_in: SignIn) -> None:
    looked = administrator(cast, sign_in).post(PAGE, {"file": upload(sheet(UNITS, unit("SWJ", "")))})

    assert (looked.status_code, looked.context["key"]) == (422, "")
    assert [(one.sheet, one.line, one.column) for one in looked.context["problems"]] == [("单位", 2, "B")]


def test_a_file_that_fills_a_seat_of_power_waits_for_a_second_person(cast: Cast, sign_in: SignIn) -> None:
    post = Appointment.objects.get(person=cast.people["孙"], stands_in_for=None).post
    row = held("冯新", post.title, person_number="", reason="轮岗")
    ended = held("孙", post.title, person_number=cast.people["孙"].pk, until_at="2099-01-01", reason="轮岗", basis="")
    row["from_at"] = "2099-01-02"
    client = administrator(cast, sign_in)

    looked = client.post(PAGE, {"file": upload(sheet(APPOINTMENTS, ended, row))})
    assert (looked.context["problems"], looked.context["outcome"].for_two) == ([], 1)
    client.post(CONFIRM, {"kept": looked.context["key"]})

    assert not Appointment.objects.filter(person__name="冯新").exists()
    proposal = Proposal.objects.get(decision=Decision.PENDING)
    with pytest.raises(approvals.ApprovalRefused, match="账号管理员或区负责人"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["消长"])
    assert sign_in("区长").get(f"/organisation/proposals/{proposal.pk}/").status_code == 200
    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])
    assert Appointment.objects.filter(person__name="冯新").exists()


@pytest.mark.parametrize("bomb", [a_cell_at_the_far_corner, a_zip_of_zeros])
def test_a_file_made_to_burst_is_refused_on_the_page(cast: Cast, sign_in: SignIn, bomb: Callable[[], BytesIO]) -> None:
    answer = administrator(cast, sign_in).post(PAGE, {"file": SimpleUploadedFile("机构.xlsx", bomb().getvalue())})

    assert (answer.status_code, bool(answer.context["form"].errors["file"])) == (422, True)


def test_what_another_administrator_looked_at_is_not_mine_to_confirm(cast: Cast, sign_in: SignIn) -> None:
    looked = administrator(cast, sign_in).post(PAGE, {"file": upload(sheet(UNITS, unit("SWJ", "区水务局")))})
    key = looked.context["key"]

    assert administrator(cast, sign_in, "查").post(CONFIRM, {"kept": key}).status_code == 409
    assert not Unit.objects.filter(code="SWJ").exists()


def test_the_file_that_is_handed_out_comes_back_unchanged(cast: Cast, sign_in: SignIn) -> None:
    client = administrator(cast, sign_in)
    file = client.get("/organisation/workbook/download/")

    looked = client.post(PAGE, {"file": SimpleUploadedFile("机构.xlsx", file.content)})

    assert (looked.status_code, looked.context["outcome"].done) == (200, {})
    assert "与现状一致" in looked.content.decode()
