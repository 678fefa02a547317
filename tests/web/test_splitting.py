"""分拆 by its page: one defect of a report of several, for those who sort it out and while they do."""

from typing import Any

import pytest

from hazards.enums import State
from hazards.models import Hazard
from tests.cast import Cast
from tests.web.test_hazard_page import SignIn, page

SEVERAL = "通道堵塞；灭火器过期"


def split(client: Any, whole: Hazard, **typed: Any) -> Any:
    """Open the form, fill it in, send it: as a browser without scripts does."""
    address = f"/hazards/{whole.pk}/split/"
    key = client.get(address).context["form"].initial["key"]
    return client.post(address, {"key": key, "description": "灭火器过期"} | typed)


def test_the_safety_office_splits_a_defect_off_a_report_and_is_led_to_it(cast: Cast, sign_in: SignIn) -> None:
    whole = cast.report(description=SEVERAL, place_text="二楼")
    office = sign_in("李")

    answer = split(office, whole, note="两处隐患，分别办理")

    part = Hazard.objects.get(parent=whole)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/hazards/{part.pk}/")
    assert (part.state, part.description, part.place_text) == (State.REPORTED, "灭火器过期", "二楼")
    assert f"已分拆，新的一件编号 {part.number}" in page(office, part)
    assert "两处隐患，分别办理" in page(office, part)


def test_the_whole_and_its_part_lead_to_one_another(cast: Cast, sign_in: SignIn) -> None:
    whole, office = cast.report(description=SEVERAL), sign_in("李")
    split(office, whole)
    part = whole.parts.get()

    assert f'href="/hazards/{whole.pk}/"' in page(office, part)
    assert f'href="/hazards/{part.pk}/"' in page(office, whole)


def test_the_ruler_splits_what_is_in_consultation(cast: Cast, sign_in: SignIn) -> None:
    whole = cast.hazard_in(State.CONSULTING)

    assert split(sign_in("应长"), whole).status_code == 302
    assert Hazard.objects.get(parent=whole).state == State.CONSULTING


def test_the_way_to_it_stands_on_the_page_of_who_may_and_the_reason_on_that_of_who_may_not(
    cast: Cast, sign_in: SignIn
) -> None:
    reported, heard = cast.report(description=SEVERAL), cast.hazard_in(State.CONSULTING)

    assert f'href="/hazards/{reported.pk}/split/"' in page(sign_in("李"), reported)
    assert f'href="/hazards/{heard.pk}/split/"' in page(sign_in("应长"), heard)
    refused = sign_in("李").get(f"/hazards/{heard.pk}/").context["offer"].refused
    assert "分拆" in [row.label for refusal in refused for row in refusal.rows]
    assert "/split/" not in page(sign_in("李"), heard)


@pytest.mark.parametrize(("who", "state"), [("赵", State.REPORTED), ("李", State.CONSULTING)])
def test_who_may_not_split_is_told_the_laws_words_and_nothing_is_made(
    cast: Cast, sign_in: SignIn, who: str, state: State
) -> None:
    whole, client = cast.hazard_in(state), sign_in(who)

    opened = client.get(f"/hazards/{whole.pk}/split/")
    sent = client.post(f"/hazards/{whole.pk}/split/", {"key": "一", "description": "灭火器过期"})

    words = {"赵": "只有柳荫街道应急办可以办理", "李": "只有安防救联办可以裁定"}[who]
    assert (opened.status_code, sent.status_code) == (403, 403)
    assert words in opened.content.decode()
    assert words in sent.content.decode()
    assert "<textarea" not in opened.content.decode()
    assert not Hazard.objects.filter(parent=whole).exists()


def test_who_may_not_know_of_it_finds_nothing_to_split(cast: Cast, sign_in: SignIn) -> None:
    whole = cast.report(description=SEVERAL)

    assert sign_in("城一").get(f"/hazards/{whole.pk}/split/").status_code == 404
    assert sign_in("城一").post(f"/hazards/{whole.pk}/split/", {"description": "灭火器过期"}).status_code == 404


def test_what_is_at_work_already_is_not_split_and_what_was_typed_is_shown(cast: Cast, sign_in: SignIn) -> None:
    whole = cast.hazard_in(State.RECTIFYING)

    answer = sign_in("李").post(f"/hazards/{whole.pk}/split/", {"key": "一", "description": "灭火器也过期了"})

    assert answer.status_code == 422
    assert "原隐患已离开该环节，请另行上报并关联" in answer.content.decode()
    assert "灭火器也过期了" in answer.content.decode()
    assert "/split/" not in page(sign_in("李"), whole)


def test_an_empty_form_asks_for_the_defect(cast: Cast, sign_in: SignIn) -> None:
    whole = cast.report(description=SEVERAL)

    for description in ("", "　 "):
        answer = split(sign_in("李"), whole, description=description)
        assert answer.status_code == 422
        assert "请写明隐患内容" in answer.content.decode()
    assert not Hazard.objects.filter(parent=whole).exists()


def test_pressing_twice_splits_once_and_another_defect_under_the_old_key_is_not_lost(
    cast: Cast, sign_in: SignIn
) -> None:
    whole, client = cast.report(description=SEVERAL), sign_in("李")
    sent = {"key": "一次", "description": "灭火器过期"}

    first, second = (client.post(f"/hazards/{whole.pk}/split/", sent) for _ in range(2))
    back = client.post(f"/hazards/{whole.pk}/split/", sent | {"description": "通道堵塞"})
    again = client.post(f"/hazards/{whole.pk}/split/", back.context["form"].data.dict())

    assert first.headers["Location"] == second.headers["Location"]
    assert back.status_code == 409
    assert "通道堵塞" in back.content.decode()
    assert again.status_code == 302
    assert sorted(Hazard.objects.filter(parent=whole).values_list("description", flat=True)) == [
        "灭火器过期",
        "通道堵塞",
    ]


def test_the_page_speaks_english_too(cast: Cast, sign_in: SignIn) -> None:
    whole, client = cast.report(description=SEVERAL), sign_in("李")
    client.post("/language/", {"language": "en"})

    answer = client.get(f"/hazards/{whole.pk}/split/")

    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()
    assert "Split" in answer.content.decode()
