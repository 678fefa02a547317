"""The organisation's pages shut nobody out: axe at a desk and on a phone, and the two acts that need two persons."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from responsibility import services
from responsibility.models import Appointment
from tests.browser.test_access import faults
from tests.cast import REGISTRAR, Cast
from tests.web.conftest import account

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]


def administrator(cast: Cast) -> None:
    user = account(cast, "查")
    user.is_staff = True
    user.save()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("who", ["查", "赵", "企"])
def test_no_page_of_the_organisation_shuts_anybody_out(
    visit: Visit, site: str, committed_cast: Cast, who: str, width: int
) -> None:
    cast = committed_cast
    administrator(cast)
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离") if who == "查" else None
    unit = cast.units["FIRM"] if who == "企" else cast.street
    person = cast.people["安" if who == "企" else "李"]
    tenure = Appointment.objects.get(person=person)
    paths = [
        "/organisation/",
        "/organisation/vacancies/",
        "/organisation/proposals/",
        f"/organisation/units/{unit.pk}/",
        f"/organisation/people/{person.pk}/",
        f"/organisation/seats/{tenure.post_id}/name/",
        f"/organisation/tenures/{tenure.pk}/end/",
    ]
    if who == "查":
        paths += ["/organisation/workbook/", "/organisation/?q=街道", f"/organisation/units/{unit.pk}/add-seat/"]
    page, found = visit(who, width=width), {}
    for path in paths:
        page.goto(site + path)
        found[path] = faults(page)

    assert {path: said for path, said in found.items() if said} == {}


def test_one_proposes_and_another_confirms(visit: Visit, site: str, committed_cast: Cast) -> None:
    cast = committed_cast
    administrator(cast)
    first = visit("查")
    first.goto(f"{site}/organisation/units/{cast.street.pk}/")
    first.get_by_role("link", name=re.compile("^换人…\\s*副主任$")).click()
    first.get_by_label("人员").fill("周")
    first.get_by_label("接替谁").select_option(label="孙")
    first.get_by_label("依据").fill("任命文件")
    first.get_by_label("理由").fill("轮岗")
    first.get_by_role("button", name="提出任命").click()
    first.get_by_text("待第二人确认").first.wait_for()

    second = visit("区长", width=390)
    second.goto(f"{site}/organisation/proposals/")
    assert faults(second) == []
    second.get_by_role("link", name="柳荫街道 副主任").click()
    assert faults(second) == []
    second.get_by_role("button", name="确认，即时生效").click()
    second.get_by_text("已确认，即时生效").wait_for()

    second.goto(f"{site}/organisation/units/{cast.street.pk}/")
    assert "周" in second.locator(".bh-seats > li", has_text="副主任").last.inner_text()
