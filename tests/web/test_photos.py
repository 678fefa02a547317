"""Photographs as evidence: taken in by the forms, asked for by the law, shown to those who may look."""

import os
import struct
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from hazards.enums import PhotoRole, State
from hazards.models import Hazard
from hazards.photos import store
from hazards.services.photos import ORPHAN, remove_orphans
from records.clock import now
from tests.camera import shoot
from tests.cast import Cast
from tests.web.test_hazard_page import filled_in
from workflow.engine import Fired

SignIn = Callable[[str], Client]


def send(client: Client, hazard: Hazard, name: str, **typed: Any) -> Any:
    """Fill in the act's form, with `typed` over what it holds; None leaves a field out."""
    path = f"/hazards/{hazard.pk}/{name}/"
    sent = filled_in(client.get(path).context["form"]) | typed
    return client.post(path, {key: value for key, value in sent.items() if value is not None})


def errors(answer: Any) -> str:
    return str(answer.context["form"].errors)


def test_a_result_shows_before_and_after_and_an_opinion_shows_the_site(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    without = send(sign_in("企"), hazard, "submit_result", note="已清空", after=None)
    whole = send(sign_in("企"), hazard, "submit_result", note="已清空")
    from_the_desk = send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=None)
    on_site = send(sign_in("消一"), hazard, "pass_verification", note="合格")

    assert (without.status_code, from_the_desk.status_code) == (422, 422)
    assert "请拍一张或选一张" in errors(without)
    assert "请拍一张或选一张" in errors(from_the_desk)
    assert (whole.status_code, on_site.status_code) == (302, 302)
    assert [photo.role for photo in hazard.photos.order_by("pk")] == ["BEFORE", "AFTER", "ON_SITE"]


def test_the_law_asks_whatever_a_form_forgets(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    after, before = cast.photos(PhotoRole.AFTER, PhotoRole.BEFORE)

    def refused(name: str, by: str, *photos: dict[str, Any]) -> str:
        return str(cast.act(name, hazard, by, note="已清空", data={"photos": list(photos)}))

    assert "缺少整改前、后照片" in refused("submit_result", "企")
    assert "缺少整改前照片" in refused("submit_result", "企", after)
    assert "缺少整改后照片" in refused("submit_result", "企", before, after | {"taken_at": None})
    assert "照片在本案已经用过" in refused("submit_result", "企", before, after | {"original": before["original"]})
    cast.act("submit_result", hazard, "企", note="已清空", data={"photos": [before, after]})
    nowhere = {"role": "ON_SITE", "place": ""}
    assert "缺少现场照片、时间或位置" in refused("fail_verification", "消一", *cast.photos(PhotoRole.AFTER))
    assert "缺少现场照片、时间或位置" in refused(
        "pass_verification", "消一", cast.photos(PhotoRole.ON_SITE)[0] | nowhere
    )
    assert "照片在本案已经用过" in refused("pass_verification", "消一", after | {"role": "ON_SITE"})


def test_the_camera_knows_when_and_where_and_what_is_kept_says_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    at = (now() - timedelta(minutes=5)).replace(microsecond=0)
    picture = shoot(at=at, north=30.25, east=120.125, owner="张某某的手机")

    send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=picture)

    photo = hazard.photos.get(role=PhotoRole.ON_SITE)
    assert (photo.taken_at, photo.time_from_camera) == (at, True)
    assert (photo.latitude_e7, photo.longitude_e7) == (302_500_000, 1_201_250_000)
    kept = store.path_of(photo.sha256).read_bytes()
    assert not Image.open(BytesIO(kept)).getexif()
    assert "张某某".encode() not in kept


def test_a_camera_whose_clock_is_ahead_is_not_believed(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    in_three_days = now() + timedelta(days=3)
    tomorrow = f"{now() + timedelta(days=1):%Y-%m-%dT%H:%M}"

    late = send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=shoot(), taken_at=tomorrow)
    told = send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=shoot(at=in_three_days))

    assert "拍摄时间晚于现在" in errors(late)
    assert told.status_code == 302
    assert not hazard.photos.get(role=PhotoRole.ON_SITE).time_from_camera


def test_a_report_brings_photographs_without_the_place_where_its_reporter_stood(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    opened = client.get("/report/").context["form"].initial
    picture = shoot(north=30.25, east=120.125)
    given = {
        "key": opened["key"],
        "description": "楼道堆物",
        "street": cast.street.pk,
        "place_text": "3 栋",
        "before": picture,
    }

    answer = client.post("/report/", given)

    photo = Hazard.objects.get(description="楼道堆物").photos.get()
    assert answer.status_code == 302
    assert (photo.role, photo.place, photo.latitude_e7) == ("BEFORE", "3 栋", None)
    assert "1202512" not in str(photo.hazard.records.get().body)


def test_a_result_needs_no_second_picture_of_before_until_the_hazard_is_reopened(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report(photos=cast.photos(PhotoRole.BEFORE))
    after = {"note": "已清空", "data": {"photos": cast.photos(PhotoRole.AFTER)}}
    cast.propose(hazard)
    cast.act("approve_assignment", hazard, "赵")
    cast.act("accept", hazard, "消一", handler=cast["消一"].person_id)

    asked = sign_in("企").get(f"/hazards/{hazard.pk}/submit_result/").context["form"].fields
    first = cast.act("submit_result", hazard, "企", **after)
    cast.act("fail_verification", hazard, "消一", note="还有", demand_on=cast.in_days(5))
    by_proxy = cast.act("submit_result", hazard, "消二", note="代办", data={"photos": cast.photos(PhotoRole.AFTER)})
    cast.act("pass_verification", hazard, "消一", note="合格")
    cast.act("write_off", hazard, "消长")
    cast.act("ask_review", hazard, "民", note="又堆上了")
    cast.act("reopen", hazard, "应长", note="又堆上了", demand_on=cast.in_days(5))
    page = sign_in("赵").get(f"/hazards/{hazard.pk}/").content.decode()
    again = cast.act("submit_result", hazard, "企", note="已清空", data={"photos": cast.photos(PhotoRole.AFTER)})

    assert not asked["before"].required
    assert asked["after"].required
    assert isinstance(first, Fired)
    assert isinstance(by_proxy, Fired)
    assert "还没有整改后照片" in page
    assert "缺少整改前照片" in str(again)


def test_pressing_twice_with_a_photograph_acts_once(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    client, path = sign_in("消一"), f"/hazards/{hazard.pk}/pass_verification/"
    sent = filled_in(client.get(path).context["form"]) | {"note": "合格"}
    picture = sent.pop("on_site").read()

    answers = [
        client.post(path, sent | {"on_site": SimpleUploadedFile("x.jpg", picture, "image/jpeg")}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert hazard.photos.filter(role=PhotoRole.ON_SITE).count() == 1


NOT_PHOTOS = {
    "a web page": (b"<html><script>alert(1)</script></html>", "这不是照片"),
    "half a JPEG": (None, "照片已损坏或没有传完"),
    "a picture that unpacks to gigabytes": ("bomb", "照片像素过多"),
}


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_what_is_no_photograph_is_named_and_the_good_ones_stay(cast: Cast, sign_in: SignIn, name: str) -> None:
    content, words = NOT_PHOTOS[name]
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    client = sign_in("消一")
    good = shoot()
    bad = SimpleUploadedFile("坏.jpg", _bytes_of(content), "image/jpeg")

    answer = send(client, hazard, "pass_verification", note="合格", on_site=[good, bad])
    again = client.post(f"/hazards/{hazard.pk}/pass_verification/", answer.context["form"].data.dict())

    assert answer.status_code == 422
    assert "坏.jpg" in errors(answer)
    assert words in errors(answer)
    assert "已收到 1 张" in answer.content.decode()
    assert again.status_code == 302
    assert hazard.photos.filter(role=PhotoRole.ON_SITE).count() == 1


def test_a_picture_is_turned_upright_whatever_else_its_camera_wrote(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    turned, wrongly_typed = (274, 3, 1, b"\6\0\0\0"), (282, 2, 4, b"abc\0")
    entries = b"".join(struct.pack("<HHI", *head) + value for *head, value in (turned, wrongly_typed))
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)
    out = BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG", exif=exif)
    picture = SimpleUploadedFile("x.jpg", out.getvalue(), "image/jpeg")

    answer = send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=picture)

    assert answer.status_code == 302
    kept = hazard.photos.get(role=PhotoRole.ON_SITE).sha256
    assert Image.open(BytesIO(store.path_of(kept).read_bytes())).size == (48, 64)


def _bytes_of(content: bytes | str | None) -> bytes:
    if content == "bomb":
        out = BytesIO()
        Image.new("1", (20_000, 20_000)).save(out, "PNG")
        return out.getvalue()
    return shoot(side=800).read()[:2000] if content is None else bytes(content)  # type: ignore[arg-type]


def test_a_photograph_is_for_those_who_may_look_at_the_hazard(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    path = f"/hazards/{hazard.pk}/photos/{hazard.photos.get(role=PhotoRole.AFTER).sha256}.jpg"
    other = cast.hazard_in(State.REPORTED)

    shown = sign_in("赵").get(path)

    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]
    assert sign_in("城一").get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert sign_in("赵").get(path.replace(f"/{hazard.pk}/", f"/{other.pk}/")).status_code == 404
    assert path in sign_in("赵").get(f"/hazards/{hazard.pk}/").content.decode()


def test_what_was_kept_for_one_person_and_act_counts_for_no_other(cast: Cast, sign_in: SignIn) -> None:
    hazard, other = (cast.hazard_in(State.AWAITING_VERIFICATION) for _ in range(2))
    kept = send(sign_in("消一"), other, "pass_verification").context["form"].data["kept"]
    without = {"note": "合格", "on_site": None}

    answers = [
        send(sign_in("消一"), hazard, "pass_verification", **without, kept=kept),
        send(sign_in("消二"), other, "pass_verification", **without, kept=kept),
        send(sign_in("消一"), other, "sign_opinion", **without, kept=kept),
        send(sign_in("消一"), other, "pass_verification", **without, kept="eyJPTl9TSVRFIjpbXX0:x:y"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422]
    assert send(sign_in("消一"), other, "pass_verification", **without, kept=kept).status_code == 302


def test_one_picture_proves_one_thing_also_as_another_file(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    content = shoot().read()
    before, after = (SimpleUploadedFile("x.jpg", content + tail, "image/jpeg") for tail in (b"", b"\0"))

    answer = send(sign_in("企"), hazard, "submit_result", note="已清空", before=before, after=after)

    assert answer.status_code == 422
    assert "照片在本案已经用过" in answer.content.decode()


def test_photographs_that_were_received_can_be_taken_back(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    client = sign_in("消一")
    first = send(client, hazard, "pass_verification", note="", on_site=shoot())
    kept = first.context["form"].data.dict()

    client.post(
        f"/hazards/{hazard.pk}/pass_verification/", {**kept, "note": "合格", "forget": "on", "on_site": shoot()}
    )

    assert "都不要" in first.content.decode()
    assert "都不要" not in client.get(f"/hazards/{hazard.pk}/sign_opinion/").content.decode()
    assert hazard.photos.filter(role=PhotoRole.ON_SITE).count() == 1


def test_what_was_received_and_is_gone_meanwhile_is_asked_for_again(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    client = sign_in("消一")
    kept = send(client, hazard, "pass_verification", note="", on_site=shoot()).context["form"]
    store.path_of(kept.taken["ON_SITE"][0].sha256).unlink()

    answer = client.post(f"/hazards/{hazard.pk}/pass_verification/", {**kept.data.dict(), "note": "合格"})

    assert "请拍一张或选一张" in errors(answer)
    photo = cast.photos(PhotoRole.ON_SITE)[0]
    store.path_of(photo["sha256"]).unlink()
    refused = cast.act("pass_verification", hazard, "消一", note="合格", data={"photos": [photo]})
    assert "照片文件已经不在" in str(refused)


def test_files_of_who_may_not_act_are_not_even_looked_at(cast: Cast, sign_in: SignIn, files: Any) -> None:
    hazard = cast.report("民")
    before = len(list(files.rglob("*.jpg")))

    answer = sign_in("民").post(f"/hazards/{hazard.pk}/submit_result/", {"note": "好了", "after": shoot()})

    assert answer.status_code == 409
    assert len(list(files.rglob("*.jpg"))) == before


@pytest.mark.proof
def test_a_picture_that_takes_for_ever_is_given_up(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    slow = [SimpleUploadedFile(f"{n}.jpg", _endless() + bytes([n]), "image/jpeg") for n in range(4)]

    answer = send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=[*slow, shoot()])

    # The good one too: the time of a sending is used up.
    assert errors(answer).count("照片处理过久") == 5


def _endless() -> bytes:
    """A progressive JPEG of 119 million pixels with four hundred scans more than it needs."""
    out = BytesIO()
    Image.new("RGB", (10_900, 10_900)).save(out, "JPEG", progressive=True, subsampling=0)
    content = out.getvalue()
    last_scan = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last_scan * 400 + b"\xff\xd9"


ODD_TIMES = [
    datetime(1, 1, 1),
    datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12))),
    datetime(1980, 1, 1),
]


@pytest.mark.parametrize("at", ODD_TIMES)
def test_a_clock_that_was_never_set_says_nothing(cast: Cast, sign_in: SignIn, at: datetime) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)

    stated = send(sign_in("消一"), hazard, "pass_verification", note="合格", taken_at="0001-01-01T00:00")
    by_camera = send(sign_in("消一"), hazard, "pass_verification", note="合格", on_site=shoot(at=at))

    assert "拍摄时间过早" in errors(stated)
    assert by_camera.status_code == 302
    assert not hazard.photos.get(role=PhotoRole.ON_SITE).time_from_camera


def test_ten_photographs_are_one_too_many_also_in_two_sendings(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    client = sign_in("消一")

    first = send(client, hazard, "pass_verification", note="", on_site=[shoot() for _ in range(6)])
    kept = first.context["form"].data.dict()
    more = {**kept, "note": "合格", "on_site": [shoot() for _ in range(4)]}
    second = client.post(f"/hazards/{hazard.pk}/pass_verification/", more)

    assert "一次最多 9 张" in errors(second)
    assert "已收到 9 张" in second.content.decode()


def test_a_report_sent_again_with_another_photograph_is_not_called_done(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")
    key = client.get("/report/").context["form"].initial["key"]
    given = {"key": key, "description": "楼道堆物", "street": cast.street.pk, "place_text": "3 栋"}

    answers = [
        client.post("/report/", given),
        client.post("/report/", given),
        client.post("/report/", given | {"before": shoot()}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "该请求标识已用于另一次办理" in answers[-1].content.decode()


def test_a_name_that_is_no_name_finds_nothing(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)

    assert sign_in("赵").get(f"/hazards/{hazard.pk}/photos/a%00.jpg").status_code == 404


def test_files_that_no_act_has_bound_go_after_a_day(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    bound = hazard.photos.get(role=PhotoRole.AFTER).sha256
    orphan, fresh = store.keep(shoot().read()), store.keep(shoot().read())
    for name in (bound, orphan):
        os.utime(store.path_of(name), (0, (now() - ORPHAN).timestamp() - 60))

    removed = remove_orphans()

    assert removed == 1
    assert [store.path_of(name).exists() for name in (bound, orphan, fresh)] == [True, False, True]
