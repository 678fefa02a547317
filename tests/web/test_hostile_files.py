"""Hostile files, by each door a photograph comes through: refused cheaply and by name, and nothing else is lost."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from django.test import Client

from hazards.enums import State
from hazards.models import Hazard, Photo
from hazards.photos import store
from tests.camera import shoot
from tests.cast import Cast
from tests.hostile import CLEANED, REFUSED, SCRIPT, Hostile
from tests.web.test_door import enter, issue
from tests.web.test_hazard_page import filled_in

SignIn = Callable[[str], Client]
WORDS = "二楼疏散通道堆放纸箱"
# Five seconds are what a child may take; a refusal by the head of a file starts an interpreter and no more.
CHEAP_SECONDS = 4


class Doors:
    """The three doors: each sends a good photograph and this file, with words that must come back."""

    def __init__(self, cast: Cast, sign_in: SignIn) -> None:
        self.cast, self.sign_in = cast, sign_in

    def report(self, *files: Any) -> Any:
        given = {"description": WORDS, "place_text": WORDS, "street": self.cast.street.pk, "before": list(files)}
        return self.sign_in("民").post("/report/", given)

    def act(self, *files: Any) -> Any:
        hazard = self.cast.hazard_in(State.AWAITING_VERIFICATION)
        client, path = self.sign_in("消一"), f"/hazards/{hazard.pk}/pass_verification/"
        sent = filled_in(client.get(path).context["form"]) | {"note": WORDS, "on_site": list(files)}
        return client.post(path, {name: value for name, value in sent.items() if value is not None})

    def door(self, *files: Any) -> Any:
        hazard = self.cast.hazard_in(State.RECTIFYING)
        issued = issue(self.cast, hazard)
        given = {"note": WORDS, "taken_place": "二楼楼梯口", "before": shoot(), "after": list(files)}
        return enter(issued).post(f"/door/{issued.link.pk}/submit_result/", given)


@pytest.mark.parametrize("door", ["report", "act", "door"])
@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_file_is_refused_by_name_and_the_rest_of_the_form_stays(
    cast: Cast, sign_in: SignIn, kind: str, door: str
) -> None:
    hostile, before = REFUSED[kind], Photo.objects.count()
    begun = monotonic()

    answer = getattr(Doors(cast, sign_in), door)(shoot(), hostile.file())

    assert monotonic() - begun < CHEAP_SECONDS
    page = answer.content.decode()
    assert answer.status_code == 422
    assert hostile.name in page
    assert hostile.words in page
    assert WORDS in page
    assert "已收到 1 张" in page
    assert SCRIPT not in answer.content
    # (The cast's own photographs, on the road to the act, are not of this sending.)
    assert not Photo.objects.filter(place=WORDS).exists()
    assert Photo.objects.count() >= before


@pytest.mark.parametrize("kind", CLEANED)
def test_what_is_a_photograph_and_something_else_is_kept_as_a_photograph_alone(
    cast: Cast, sign_in: SignIn, kind: str
) -> None:
    hostile = CLEANED[kind]

    answer = Doors(cast, sign_in).report(hostile.file())

    assert answer.status_code == 302
    photo = Hazard.objects.get().photos.get()
    for path in (store.path_of(photo.sha256), store.small_of(photo.sha256)):
        kept = path.read_bytes()
        assert kept[:3] == b"\xff\xd8\xff"
        assert kept[-2:] == b"\xff\xd9"
        for trace in (SCRIPT, b"PK\x03\x04", b"Exif", "张某某".encode(), b"13800001111"):
            assert trace not in kept
    assert photo.latitude_e7 is None
    shown = sign_in("民").get(f"/hazards/{photo.hazard_id}/photos/{photo.sha256}.jpg")
    assert (shown["X-Content-Type-Options"], shown["Content-Type"]) == ("nosniff", "image/jpeg")
    assert f"{photo.hazard.number}-1-before.jpg" in shown["Content-Disposition"]
    shown.close()


def test_a_telephones_second_picture_does_no_harm(cast: Cast, sign_in: SignIn) -> None:
    """Some telephones keep two pictures in one JPEG (MPO): the first is the photograph."""
    both = Hostile("IMG.jpg", _two_in_one)

    assert Doors(cast, sign_in).report(both.file()).status_code == 302


def test_the_words_are_in_the_users_language(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    client.post("/language/", {"language": "en", "next": "/"})

    answer = client.post("/report/", {"description": WORDS, "before": REFUSED["a paper"].file()})

    assert "report.pdf: This is no photograph" in answer.content.decode()


@pytest.mark.parametrize("kind", ["an archive called a photograph", "a WebP that moves"])
def test_a_photograph_sent_by_itself_is_judged_as_in_the_form(cast: Cast, sign_in: SignIn, kind: str) -> None:
    hostile = REFUSED[kind]

    refused = sign_in("民").post("/report/photos/", {"before": hostile.file()})
    taken = sign_in("民").post("/report/photos/", {"before": shoot()})

    assert refused.status_code == 422
    assert hostile.name in refused.json()["errors"][0]
    assert hostile.words in refused.json()["errors"][0]
    assert taken.json()["kept"]


def _two_in_one() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (64, 48), "#777").save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "#333")]
    )
    return out.getvalue()
