"""The report form through HTTP: the place, what is hinted, what a device is given to keep."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hazards.models import Hazard
from hazards.services.reporters import SEALED_NAME
from records.clock import now
from responsibility import services
from responsibility.enums import Rank, Tree
from responsibility.models import Place
from tests.camera import shoot
from tests.cast import REGISTRAR, Cast

SignIn = Callable[[str], Client]
WORDS = "楼道里两辆电动车拉线充电，挡住半边楼梯"
HERE = {"latitude": "29.5", "longitude": "124.5"}


def place(cast: Cast, name: str, north: int, **given: Any) -> Place:
    """A place of the register, so many metres north of where the telephone is."""
    return services.register_place(
        actor=REGISTRAR,
        name=name,
        address=f"柳荫路 {north} 号",
        community=cast.units["990101001001"],
        latitude_e7=295_000_000 + north * 90,
        longitude_e7=1_245_000_000,
        **given,
    )


def send(client: Client, **typed: Any) -> Any:
    return client.post("/report/", {"description": WORDS} | typed)


def found(client: Client, **asked: str) -> list[dict[str, Any]]:
    return list(client.post("/report/places/", asked).json()["places"])


# --- Where -------------------------------------------------------------------------------------------------------
def test_what_is_near_comes_nearest_first_and_no_farther_than_three_hundred_metres(cast: Cast, sign_in: SignIn) -> None:
    for name, north in (("远", 250), ("近", 20), ("太远", 310), ("中", -120)):
        place(cast, name, north)

    near = found(sign_in("民"), **HERE)

    assert [one["name"] for one in near] == ["近", "中", "远"]
    assert [one["metres"] for one in near] == ["20 米", "120 米", "250 米"]
    assert near[0]["where"] == "柳荫街道 荷塘社区"


def test_a_place_is_found_by_its_name_its_address_or_who_runs_it(cast: Cast, sign_in: SignIn) -> None:
    place(cast, "一号车间", 10, operator=cast.firm)
    place(cast, "小馆", 30)
    client = sign_in("民")

    assert [one["name"] for one in found(client, q="车间")] == ["一号车间"]
    assert [one["name"] for one in found(client, q="五金")] == ["一号车间"]
    assert [one["name"] for one in found(client, q="柳荫路 30")] == ["小馆"]
    assert found(client, q="没有这个") == found(client, q=" ") == []


def test_what_was_typed_on_the_spot_is_offered_to_nobody(cast: Cast, sign_in: SignIn) -> None:
    services.register_place_provisionally(actor=REGISTRAR, name="王某某家", community=cast.units["990101001001"])

    assert found(sign_in("民"), q="王某某") == []


@pytest.mark.parametrize("asked", [HERE, {"q": "号"}])
def test_finding_costs_the_same_however_many_places_there_are(
    cast: Cast, sign_in: SignIn, asked: dict[str, str]
) -> None:
    client, counts = sign_in("民"), []
    client.post("/report/places/", asked)
    for number in range(30):
        place(cast, f"店 {number}", number)
        if number in (2, 29):
            with CaptureQueriesContext(connection) as queries:
                client.post("/report/places/", asked)
            counts.append(len(queries))

    assert counts[0] == counts[1] <= 8


def test_where_somebody_stands_is_sent_in_the_body_and_looked_up_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")

    assert client.get("/report/places/", HERE).status_code == 405
    assert client.post("/report/places/", {"latitude": "91", "longitude": "0"}).status_code == 422
    assert "29.5" not in str(dict(client.session))


def test_the_place_gives_street_and_community_whatever_else_is_chosen(cast: Cast, sign_in: SignIn) -> None:
    at = place(cast, "一号车间", 10, operator=cast.firm)

    answer = send(sign_in("民"), place=at.pk, place_text="一号车间")

    hazard = Hazard.objects.get()
    assert answer.status_code == 302
    assert (hazard.place_id, hazard.place_text) == (at.pk, "")
    assert (hazard.street_id, hazard.community.name if hazard.community else "") == (cast.street.pk, "荷塘社区")


def test_a_place_that_does_not_exist_is_said_and_nothing_is_lost(cast: Cast, sign_in: SignIn) -> None:
    answer = send(sign_in("民"), place="999999", before=shoot())

    assert answer.status_code == 422
    assert "没有这个地点" in answer.content.decode()
    assert "已收到 1 张" in answer.content.decode()
    assert not Hazard.objects.exists()


def test_without_scripts_a_button_finds_the_place_and_keeps_the_photograph(cast: Cast, sign_in: SignIn) -> None:
    at, client = place(cast, "一号车间", 10), sign_in("民")

    looked = client.post("/report/", {"place_text": "车间", "before": shoot(), "look": "1"})
    sent = looked.context["form"].data.dict()
    sent.pop("look")
    answer = client.post("/report/", sent | {"description": WORDS, "place": at.pk})

    assert looked.status_code == 200
    assert f'name="place" value="{at.pk}"' in looked.content.decode()
    assert answer.status_code == 302
    assert Hazard.objects.get().photos.count() == 1


# --- Photographs sent by themselves ---------------------------------------------------------------------------------
def test_receipts_of_several_photographs_count_together_and_each_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    receipts = [client.post("/report/photos/", {"before": shoot()}).json()["kept"] for _ in range(3)]

    answer = send(client, street=cast.street.pk, kept=[*receipts, receipts[0], "forged"])

    assert answer.status_code == 302
    assert Hazard.objects.get().photos.count() == 3


def test_a_receipt_is_good_for_the_one_who_sent_the_photograph(cast: Cast, sign_in: SignIn) -> None:
    receipt = sign_in("民").post("/report/photos/", {"before": shoot()}).json()["kept"]

    send(sign_in("吴"), street=cast.street.pk, kept=receipt)

    assert Hazard.objects.get().photos.count() == 0


# --- What resembles it -----------------------------------------------------------------------------------------------
def asks(client: Client, at: Place) -> str:
    return str(client.post("/report/similar/", {"description": WORDS, "place": at.pk}).content.decode())


def test_whoever_may_look_is_led_to_it_and_may_report_all_the_same(cast: Cast, sign_in: SignIn) -> None:
    at = place(cast, "一号车间", 10)
    send(sign_in("民"), place=at.pk)
    known = Hazard.objects.get()

    hint = asks(sign_in("李"), at)

    assert f"/hazards/{known.pk}/" in hint
    assert known.number in hint
    assert "仍要上报" in hint
    assert send(sign_in("李"), place=at.pk).status_code == 302


def test_of_what_he_may_not_look_at_not_a_word_is_told(cast: Cast, sign_in: SignIn) -> None:
    at = place(cast, "一号车间", 10)
    send(sign_in("民"), place=at.pk, place_text="二单元三楼")
    hidden = Hazard.objects.get()

    hint = asks(sign_in("城一"), at)

    assert "已有类似上报" in hint
    assert "仍要上报" in hint
    for told in (hidden.number, f"/hazards/{hidden.pk}/", WORDS, "二单元", "一号车间", "已上报", SEALED_NAME, "民"):
        assert told not in hint


def test_two_hidden_ones_look_like_one(cast: Cast, sign_in: SignIn) -> None:
    at = place(cast, "一号车间", 10)
    send(sign_in("民"), place=at.pk)
    once = asks(sign_in("城一"), at)
    send(sign_in("民"), place=at.pk)

    assert asks(sign_in("城一"), at) == once


def test_whoever_runs_the_place_is_told_nothing(cast: Cast, sign_in: SignIn) -> None:
    at = place(cast, "一号车间", 10, operator=cast.firm)
    send(sign_in("民"), place=at.pk)

    assert asks(sign_in("企"), at).strip() == ""


# --- What a device keeps and sends ------------------------------------------------------------------------------------
AS_JSON = {"Accept": "application/json"}


def test_sent_from_a_device_it_answers_the_same_each_time_and_makes_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    sent = {"key": "k" * 32, "description": WORDS, "place_text": "桥东头"}
    picture = shoot().read()

    def answer() -> Any:
        photo = shoot()
        photo.file = type(photo.file)(picture)
        return client.post("/report/", sent | {"before": photo}, headers=AS_JSON)

    first, second = answer(), answer()

    made = Hazard.objects.get()
    assert (first.status_code, first.json()) == (201, {"number": made.number, "url": f"/hazards/{made.pk}/"})
    assert second.json() == first.json()
    assert made.photos.count() == 1


def test_what_is_wrong_is_said_to_the_device(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("民").post("/report/", {"description": WORDS}, headers=AS_JSON)

    assert (answer.status_code, answer.json()) == (422, {"errors": ["请写明在哪里"]})


def test_a_device_is_told_whose_session_it_is_without_his_name(cast: Cast, sign_in: SignIn) -> None:
    ours, others = sign_in("民").get("/report/ready/").json(), sign_in("吴").get("/report/ready/").json()

    assert ours["account"] != others["account"]
    assert ours["account"] == sign_in("民").get("/report/ready/").json()["account"]
    assert f'data-account="{ours["account"]}"' in sign_in("民").get("/").content.decode()
    assert Client().get("/report/ready/").status_code == 302


@pytest.mark.parametrize("path", ["/report/offline/", "/offline/", "/sw.js"])
def test_what_the_worker_keeps_is_the_same_for_everybody(cast: Cast, sign_in: SignIn, path: str) -> None:
    answers = [client.get(path) for client in (Client(), sign_in("民"), sign_in("赵"))]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert "csrfmiddlewaretoken" not in answers[0].content.decode()
    assert not any(answer.cookies for answer in answers)


def test_the_worker_stands_at_the_root_is_asked_for_anew_and_may_run(cast: Cast) -> None:
    answer = Client().get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    script = answer.content.decode()
    assert '"/report/offline/"' in script
    assert "/hazards/" not in script


def test_another_release_is_another_worker(cast: Cast) -> None:
    before = Client().get("/sw.js").content
    services.found_unit(
        actor=REGISTRAR,
        tree=Tree.TERRITORY,
        rank=Rank.STREET,
        code="990101009",
        name="新街道",
        parent=cast.units["990101"],
        from_at=now(),
    )

    assert Client().get("/sw.js").content != before


def test_switched_off_the_worker_removes_itself(cast: Cast, settings: Any) -> None:
    settings.OFFLINE_REPORTS = False

    script = Client().get("/sw.js").content.decode()

    assert "unregister" in script
    assert "fetch" not in script
