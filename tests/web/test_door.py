"""The enterprise's door: a notice's link, a check number, one hazard; and everybody who tries it otherwise."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hazards.enums import DoorEventKind, Level, State
from hazards.models import DoorEvent, DoorLink, Hazard
from hazards.services import notices
from hazards.services.door import held_open, look_in
from records.models import Act
from responsibility import services as responsibility
from responsibility.models import User
from tests.camera import shoot
from tests.cast import REGISTRAR, Cast
from tests.inputs import PLAN

SignIn = Callable[[str], Client]


def issue(cast: Cast, hazard: Hazard, by: str = "消一", to: str = "企", **given: Any) -> notices.Issued:
    """`by` issues a notice to the named person of the rectifier."""
    seat = next(one for one in notices.addressees(hazard, hazard.reported_at) if one.person_name == to)
    return notices.issue_notice(
        hazard.pk, actor=cast[by], to=seat.appointment_id, contact_phone="0571-88880000", **given
    )


def come(issued: notices.Issued, client: Client | None = None) -> Client:
    """A telephone that has opened the link and stands before the check number."""
    visitor = client or Client()
    visitor.get(f"/d/{issued.token}", follow=True)
    return visitor


def enter(issued: notices.Issued, client: Client | None = None) -> Client:
    """A telephone on which the link is open."""
    visitor = come(issued, client)
    answer = visitor.post(f"/door/{issued.link.pk}/open/", {"number": issued.number})
    assert answer.status_code == 303, answer.content.decode()
    return visitor


def text(answer: Any) -> str:
    return str(answer.content.decode())


def result(**more: Any) -> dict[str, Any]:
    return {"note": "纸箱搬到仓库了", "taken_place": "二楼楼梯口", "after": shoot(), "before": shoot(), **more}


@pytest.fixture
def hazard(cast: Cast) -> Hazard:
    return cast.hazard_in(State.RECTIFYING)


# --- The way in ------------------------------------------------------------------------------------------------
def test_the_link_and_the_number_open_the_hazard_without_an_account(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)

    page = enter(issued).get(f"/door/{issued.link.pk}/")

    assert page.status_code == 200
    assert hazard.description in text(page)
    assert "请改好，拍照交上去" in text(page)
    assert "区消防救援局" in text(page)
    assert "0571-88880000" in text(page)
    assert 'capture="environment"' in text(page)


def test_the_token_leaves_the_address_at_once_and_is_kept_nowhere(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = Client()

    answer = client.get(f"/d/{issued.token}")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/door/{issued.link.pk}/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert issued.token not in str(client.cookies)
    row = DoorLink.objects.filter(pk=issued.link.pk).values().get()
    assert issued.token not in str(row)
    assert issued.number not in (row["number_hash"], row["token_hash"])
    assert len(issued.token) == 43


def test_a_messengers_preview_burns_nothing_and_sees_nothing(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)

    for method in ("get", "head"):
        for _look in range(3):
            seen = getattr(Client(), method)(f"/d/{issued.token}", follow=True)
            assert hazard.description not in text(seen)

    assert not issued.link.events.exists()
    assert enter(issued).get(f"/door/{issued.link.pk}/").status_code == 200


def test_what_a_messenger_adds_to_the_link_does_no_harm(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)

    for added in ("/", "。", "?from=singlemessage", "%20"):
        assert Client().get(f"/d/{issued.token}{added}").headers["Location"] == f"/door/{issued.link.pk}/"


def test_an_unknown_link_is_no_404_in_a_log_and_says_what_to_do(cast: Cast, caplog: Any) -> None:
    wrong = "x" * 43

    page = Client().get(f"/d/{wrong}", follow=True)

    assert page.status_code == 404
    assert "打不开这个链接" in text(page)
    assert wrong not in caplog.text
    assert Client().post(f"/d/{wrong}").status_code == 303


def test_a_wrong_number_is_said_at_the_field_and_counted(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = come(issued)
    wrong = f"{(int(issued.number) + 1) % 1_000_000:06}"

    answer = client.post(f"/door/{issued.link.pk}/open/", {"number": wrong})

    assert answer.status_code == 422
    assert "核对码不对，还可以试 4 次" in text(answer)
    assert issued.link.events.get().kind == DoorEventKind.WRONG


def test_five_wrong_numbers_lock_it_for_the_right_one_too(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    wrong = f"{(int(issued.number) + 1) % 1_000_000:06}"
    for _guess in range(5):
        last = come(issued).post(f"/door/{issued.link.pk}/open/", {"number": wrong})

    right = come(issued).post(f"/door/{issued.link.pk}/open/", {"number": issued.number})

    assert [last.status_code, right.status_code] == [403, 403]
    assert "核对码输错的次数太多" in text(right)
    assert issued.link.events.count() == 5


def test_what_is_no_number_costs_no_try_and_wide_digits_are_digits(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = come(issued)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in issued.number)

    for typed in ("", "12", "abcdef", "1234567"):
        assert client.post(f"/door/{issued.link.pk}/open/", {"number": typed}).status_code == 422

    assert not issued.link.events.exists()
    assert client.post(f"/door/{issued.link.pk}/open/", {"number": f"{wide[:3]} {wide[3:]}"}).status_code == 303


def test_the_number_alone_opens_nothing(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = Client()

    answer = client.post(f"/door/{issued.link.pk}/open/", {"number": issued.number})
    client.cookies[f"bihuan_notice_{issued.link.pk}"] = "forged:1:x"
    forged = client.post(f"/door/{issued.link.pk}/open/", {"number": issued.number})

    assert [answer.status_code, forged.status_code] == [404, 404]
    assert not issued.link.events.exists()


def test_coming_by_one_link_opens_no_other_one(cast: Cast, hazard: Hazard) -> None:
    issued, other = issue(cast, hazard), issue(cast, cast.hazard_in(State.RECTIFYING))
    client = come(issued)
    client.cookies[f"bihuan_notice_{other.link.pk}"] = client.cookies[f"bihuan_notice_{issued.link.pk}"].value

    answer = client.post(f"/door/{other.link.pk}/open/", {"number": other.number})

    assert answer.status_code == 404
    assert not other.link.events.exists()


def test_a_second_telephone_needs_the_number_and_takes_it_from_the_first(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    first = enter(issued)

    asked = come(issued, second := Client()).get(f"/door/{issued.link.pk}/open/")
    before = first.get(f"/door/{issued.link.pk}/").status_code
    enter(issued, second)
    gone = first.get(f"/door/{issued.link.pk}/")

    assert "已在另一台手机上打开过" in text(asked)
    assert before == 200
    assert gone.status_code == 403
    assert "已在另一台手机上打开" in text(gone)
    assert second.get(f"/door/{issued.link.pk}/").status_code == 200


def test_after_three_telephones_it_needs_a_new_notice(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    for _telephone in range(3):
        last = enter(issued)

    answer = come(issued).post(f"/door/{issued.link.pk}/open/", {"number": issued.number})

    assert answer.status_code == 403
    assert "换手机的次数用完了" in text(answer)
    assert last.get(f"/door/{issued.link.pk}/").status_code == 200


def test_a_form_without_its_token_is_refused(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/d/{issued.token}", follow=True)

    refused = strict.post(f"/door/{issued.link.pk}/open/", {"number": issued.number})
    inside = enter(issued)
    inside.handler.enforce_csrf_checks = True

    assert refused.status_code == 403
    assert inside.post(f"/door/{issued.link.pk}/state_objection/", {"note": "不是我"}).status_code == 403
    assert not hazard.records.filter(name="state_objection").exists()


# --- What it opens, and what it doesn't -----------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/ledger/", "/inbox/", "/me/", "/report/", "/explain/", "/hazards/{pk}/"])
def test_the_door_is_no_sign_in(cast: Cast, hazard: Hazard, path: str) -> None:
    client = enter(issue(cast, hazard))

    answer = client.get(path.format(pk=hazard.pk))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


def test_its_cookies_go_to_one_door_alone_and_to_no_script(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    kept = enter(issued).cookies[f"bihuan_door_{issued.link.pk}"]

    assert kept["path"] == f"/door/{issued.link.pk}/"
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    assert not DoorEvent.objects.filter(device_hash=kept.value).exists()


def test_another_hazards_door_or_photograph_is_not_reached_by_its_address(cast: Cast, hazard: Hazard) -> None:
    other = cast.hazard_in(State.AWAITING_VERIFICATION)
    issued, elsewhere = issue(cast, hazard), issue(cast, other)
    client = enter(issued)
    client.cookies[f"bihuan_door_{elsewhere.link.pk}"] = client.cookies[f"bihuan_door_{issued.link.pk}"].value
    shown = other.photos.first()
    assert shown is not None

    assert client.get(f"/door/{elsewhere.link.pk}/").status_code == 403
    assert client.get(f"/door/{issued.link.pk}/photos/{shown.sha256}.jpg").status_code == 404
    assert client.get(f"/door/{issued.link.pk}/open/").status_code in (403, 404)


@pytest.mark.parametrize("name", ["write_off", "pass_verification", "extend", "change_rectifier", "amend", "nonsense"])
def test_other_peoples_acts_are_not_there(cast: Cast, hazard: Hazard, name: str) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)

    assert client.get(f"/door/{issued.link.pk}/{name}/").status_code == 404
    assert client.post(f"/door/{issued.link.pk}/{name}/", {"note": "x"}).status_code == 404


def test_who_reported_is_said_to_nobody_here(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING, reporter="安")
    issued = issue(cast, hazard, to="安")

    page = text(enter(issued).get(f"/door/{issued.link.pk}/"))

    told = page[page.index("<h2>经过</h2>") :]
    assert "上报人（姓名保密）" in told
    assert "<b>安</b>" not in told


# --- What the owner does ----------------------------------------------------------------------------------------
def test_a_photograph_and_a_sentence_are_the_result_and_the_record_says_the_way(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)

    answer = client.post(f"/door/{issued.link.pk}/submit_result/", result(), follow=True)

    hazard.refresh_from_db()
    record = hazard.records.get(name="submit_result")
    assert hazard.state == State.AWAITING_VERIFICATION
    assert record.actor_id == cast["企"].person_id
    assert f'"door":{issued.link.pk}' in record.body
    assert "收到了，谢谢您" in text(answer)
    assert "已经交上，等人来复查" in text(answer)
    assert "您交的照片" in text(answer)


def test_the_officers_page_says_by_which_way_the_result_came(cast: Cast, hazard: Hazard, sign_in: SignIn) -> None:
    issued = issue(cast, hazard)
    enter(issued).post(f"/door/{issued.link.pk}/submit_result/", result())

    page = text(sign_in("消二").get(f"/hazards/{hazard.pk}/"))

    assert "整改通知书的链接，消一 开具" in page
    assert "第 2 台" not in page


def test_a_result_without_a_photograph_keeps_the_words(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)

    answer = client.post(f"/door/{issued.link.pk}/submit_result/", result(after="", before=""))

    assert answer.status_code == 422
    assert "请拍一张或选一张" in text(answer)
    assert "纸箱搬到仓库了" in text(answer)
    assert Hazard.objects.get(pk=hazard.pk).state == State.RECTIFYING


def test_a_photograph_is_not_asked_for_twice(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    path = f"/door/{issued.link.pk}/submit_result/"

    first = client.post(path, result(note=""))
    kept = first.context["sheet"].form.data["kept"]
    second = client.post(path, result(after="", before="", kept=kept))

    assert first.status_code == 422
    assert "已收到 1 张" in text(first)
    assert second.status_code == 303


def test_sending_twice_counts_once(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    path = f"/door/{issued.link.pk}/submit_result/"

    answers = [client.post(path, result(key="k1")).status_code for _press in range(2)]

    assert answers == [303, 303]
    assert hazard.records.filter(name="submit_result").count() == 1


def test_the_plan_of_a_major_is_filed_here(cast: Cast) -> None:
    hazard = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
    issued = issue(cast, hazard)
    client = enter(issued)
    given = PLAN | {"demand_on": cast.in_days(30).isoformat(), "stages": "订货\n安装"}

    page = text(client.get(f"/door/{issued.link.pk}/"))
    answer = client.post(f"/door/{issued.link.pk}/file_plan/", given)

    assert "请先交治理方案" in page
    assert answer.status_code == 303
    assert Hazard.objects.get(pk=hazard.pk).state == State.RECTIFYING
    assert "有一个阶段做完了" in text(client.get(f"/door/{issued.link.pk}/"))


def test_more_time_is_asked_for_and_the_demand_stays(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    given = {"until_on": cast.in_days(20).isoformat(), "protection": "专人看守", "note": "要订货"}

    answer = client.post(f"/door/{issued.link.pk}/ask_extend/", given, follow=True)

    assert "延期申请收到了" in text(answer)
    assert Hazard.objects.get(pk=hazard.pk).demand_on == hazard.demand_on


def test_an_objection_is_stated_and_nothing_stops(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)

    answer = client.post(f"/door/{issued.link.pk}/state_objection/", {"note": "二楼已转租"}, follow=True)

    assert "整改不因此停止" in text(answer)
    assert hazard.records.get(name="state_objection").actor_name == "企"
    assert Hazard.objects.get(pk=hazard.pk).state == State.RECTIFYING


def test_a_failed_verification_is_told_with_its_reason_and_the_camera_again(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    client.post(f"/door/{issued.link.pk}/submit_result/", result())
    cast.do("fail_verification", hazard, "消二", note="还有两箱没有搬")

    page = text(client.get(f"/door/{issued.link.pk}/"))

    assert "复查没有通过，还要改" in page
    assert "还有两箱没有搬" in page
    assert "拍改好后的" in page


def test_a_refusal_of_the_gate_is_said_in_its_words(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    client.post(f"/door/{issued.link.pk}/submit_result/", result())

    answer = client.post(
        f"/door/{issued.link.pk}/ask_extend/", {"note": "x", "protection": "y", "until_on": "2030-01-01"}
    )

    assert answer.status_code == 409
    assert "不能申请延期" in text(answer)


# --- Its ends ---------------------------------------------------------------------------------------------------
def shut(client: Client, issued: notices.Issued) -> tuple[int, str]:
    """What the door answers to a look, when it answers the same to an act."""
    look = client.get(f"/door/{issued.link.pk}/")
    act = client.post(f"/door/{issued.link.pk}/state_objection/", {"note": "还在"})
    assert act.status_code == look.status_code
    return look.status_code, text(look)


def test_it_ends_with_the_hazard_and_says_so(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    client.post(f"/door/{issued.link.pk}/submit_result/", result())
    cast.do("pass_verification", hazard, "消二", note="合格")
    cast.do("write_off", hazard, "消长", note="同意")

    status, page = shut(client, issued)

    assert status == 410
    assert "这件事已经办结" in page
    assert hazard.description in page
    assert hazard.description not in text(come(issued).get(f"/door/{issued.link.pk}/open/"))


def test_a_reopened_hazard_does_not_revive_it(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    issued = issue(cast, hazard)
    client = enter(issued)
    client.post(f"/door/{issued.link.pk}/submit_result/", result())
    cast.do("pass_verification", hazard, "消二", note="合格")
    cast.do("write_off", hazard, "消长", note="同意")
    cast.do("draw_sample", hazard, "应长")
    cast.do("reopen", hazard, "查", note="又堆上了", demand_on=cast.in_days(5))

    assert hazard.state == State.RECTIFYING
    assert shut(client, issued)[0] == 410


def test_it_ends_with_the_seat(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    responsibility.relieve(issued.link.appointment, actor=REGISTRAR, reason="转让")

    status, page = shut(client, issued)

    assert status == 410
    assert "收件人已不在这个岗位上" in page


def test_it_ends_when_another_must_rectify(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    cast.do("change_rectifier", hazard, "消长")

    assert shut(client, issued)[0] == 410


def test_it_ends_when_the_dispatch_is_recalled_even_if_it_comes_again(cast: Cast) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    issued = issue(cast, hazard, by="李")
    client = enter(issued)
    assert client.get(f"/door/{issued.link.pk}/").status_code == 200
    cast.do("recall_dispatch", hazard, "赵", note="写错")

    recalled = shut(client, issued)[0]
    cast.propose(hazard)
    cast.do("approve_assignment", hazard, "赵", note="同意")

    assert [recalled, shut(client, issued)[0]] == [410, 410]


def test_it_ends_when_it_is_revoked_and_the_page_says_by_whom(cast: Cast, hazard: Hazard, sign_in: SignIn) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    officer = sign_in("消二")

    officer.post(f"/hazards/{hazard.pk}/notice/{issued.link.serial}/revoke/", {"reason": "送错人"})

    status, page = shut(client, issued)
    assert (status, "这份通知书已经作废" in page) == (410, True)
    assert "送错人" in text(officer.get(f"/hazards/{hazard.pk}/"))
    assert come(issued).post(f"/door/{issued.link.pk}/open/", {"number": issued.number}).status_code == 410


def test_a_new_notice_ends_the_old_one(cast: Cast, hazard: Hazard) -> None:
    old = issue(cast, hazard)
    client = enter(old)

    new = issue(cast, hazard)

    status, page = shut(client, old)
    assert (status, "已经换了一份新的通知书" in page) == (410, True)
    assert come(old).post(f"/door/{old.link.pk}/open/", {"number": old.number}).status_code == 410
    assert enter(new, client).get(f"/door/{new.link.pk}/").status_code == 200


def test_leaving_forgets_the_telephone(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)

    client.post(f"/door/{issued.link.pk}/leave/")

    assert client.get(f"/door/{issued.link.pk}/").status_code == 404


def test_an_act_goes_through_only_while_it_is_held_open(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    secret = enter(issued).cookies[f"bihuan_door_{issued.link.pk}"].value
    found = look_in(issued.link.pk, secret)
    enter(issued)

    with pytest.raises(DoorLink.DoesNotExist), held_open(found, secret):
        raise AssertionError("another telephone has it")


# --- An account -------------------------------------------------------------------------------------------------
def test_a_principal_makes_an_account_and_signs_in_with_it(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    client = enter(issued)
    given = {"username": "13800000000", "password": "liu-yin-wujin-9", "again": "liu-yin-wujin-9"}

    answer = client.post(f"/door/{issued.link.pk}/account/", given)

    assert "账号开好了" in text(answer)
    assert User.objects.get(username="13800000000").person_id == cast["企"].person_id
    fresh = Client()
    assert fresh.login(username="13800000000", password="liu-yin-wujin-9")
    assert fresh.get(f"/hazards/{hazard.pk}/").status_code == 200
    assert Act.objects.filter(name="open_account", stream__name=f"person/{cast['企'].person_id}").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"username": "wujin", "password": "password12", "again": "password12"}, "password"),
        ({"username": "wujin", "password": "short", "again": "short"}, "password"),
        ({"username": "wujin", "password": "liu-yin-wujin-9", "again": "another-one-9"}, "again"),
        ({"username": "taken", "password": "liu-yin-wujin-9", "again": "liu-yin-wujin-9"}, "username"),
    ],
)
def test_a_weak_password_or_a_taken_name_makes_none(
    cast: Cast, hazard: Hazard, given: dict[str, str], said: str
) -> None:
    User.objects.create_user("taken", "correct horse battery")
    issued = issue(cast, hazard)

    answer = enter(issued).post(f"/door/{issued.link.pk}/account/", given)

    assert answer.status_code == 422
    assert said in answer.context["form"].errors
    assert not User.objects.filter(person=cast["企"].person_id).exists()


def test_who_has_an_account_is_told_to_sign_in(cast: Cast, hazard: Hazard) -> None:
    User.objects.create_user("qi", "correct horse battery", person=cast.people["企"])
    issued = issue(cast, hazard)
    client = enter(issued)
    given = {"username": "second", "password": "liu-yin-wujin-9", "again": "liu-yin-wujin-9"}

    answer = client.post(f"/door/{issued.link.pk}/account/", given)

    assert answer.status_code == 409
    assert "您已有账号" in text(answer)
    assert not User.objects.filter(username="second").exists()


# --- Costs --------------------------------------------------------------------------------------------------------
def test_the_page_costs_the_same_however_many_notices_there_were(cast: Cast, hazard: Hazard, sign_in: SignIn) -> None:
    officer = sign_in("消一")

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            officer.get(f"/hazards/{hazard.pk}/")
        return len(caught)

    issue(cast, hazard)
    one = cost()
    for _more in range(4):
        issue(cast, hazard)

    assert cost() == one


def test_nobody_alters_what_happened_to_a_link(cast: Cast, hazard: Hazard) -> None:
    issued = issue(cast, hazard)
    enter(issued)
    changes: list[Callable[[], Any]] = [
        lambda: DoorLink.objects.update(until_at=issued.link.until_at + timedelta(days=1)),
        lambda: DoorLink.objects.all().delete(),
        lambda: DoorEvent.objects.update(kind=DoorEventKind.WRONG),
        lambda: DoorEvent.objects.all()._raw_delete("default"),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
