"""The notice: who issues one, to whom, what is printed, and what is remembered of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hazards.enums import State
from hazards.models import DoorLink, Hazard
from hazards.services import notices
from records.models import Act
from responsibility import services as responsibility
from responsibility.charter import ChartUnit, Seat, establish, seat_of
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Person, Unit
from tests.cast import REGISTRAR, Cast
from tests.web.test_door import enter, issue, text
from workflow.refusals import RefusedError

SignIn = Callable[[str], Client]


def form_of(hazard: Hazard, **more: Any) -> dict[str, Any]:
    seats = notices.addressees(hazard, hazard.reported_at)
    return {
        "to": seats[0].appointment_id if seats else "",
        "contact_phone": "0571-88880000",
        "until_on": notices.latest_end(hazard, hazard.reported_at).isoformat(),
        **more,
    }


def post(client: Client, hazard: Hazard, **more: Any) -> Any:
    return client.post(f"/hazards/{hazard.pk}/notice/", form_of(hazard, **more))


def test_the_notice_is_printed_once_with_code_number_date_and_names(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    answer = post(sign_in("消一"), hazard)
    page = text(answer)

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    for said in ("隐患限期整改通知书", "云汀五金厂", "区消防救援局", "0571-88880000", hazard.description, "个工作日"):
        assert said in page
    token = re.search(r"http://testserver/d/([\w-]{43})", page)
    assert token
    assert notices.hash_of(token.group(1)) == DoorLink.objects.get().token_hash
    assert re.search(r'class="bh-papernumber">\d{3} \d{3}<', page)
    assert page.count("<path d=") == 1


def test_the_hazards_page_tells_of_the_notice_and_never_its_secrets(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    issued = issue(cast, hazard)

    page = text(sign_in("消二").get(f"/hazards/{hazard.pk}/"))

    assert "通知书和二维码…" in page
    assert "还没有打开过" in page
    assert issued.token not in page
    assert issued.number not in page


@pytest.mark.parametrize(
    ("state", "by", "may"),
    [
        (State.DISPATCHED, "李", True),
        (State.DISPATCHED, "消一", True),
        (State.RECTIFYING, "消二", True),
        (State.RECTIFYING, "李", False),
        (State.RECTIFYING, "赵", False),
        (State.RECTIFYING, "应长", False),
        (State.RECTIFYING, "企", False),
    ],
)
def test_who_handles_it_issues_it(cast: Cast, sign_in: SignIn, state: State, by: str, may: bool) -> None:
    hazard = cast.hazard_in(state)
    client = sign_in(by)

    page, answer = client.get(f"/hazards/{hazard.pk}/notice/"), post(client, hazard)

    assert [page.status_code, answer.status_code] == ([200, 200] if may else [403, 403])
    assert DoorLink.objects.filter(hazard=hazard).exists() is may
    assert ("通知书和二维码…" in text(client.get(f"/hazards/{hazard.pk}/"))) is may


@pytest.mark.parametrize("state", [State.REPORTED, State.AWAITING_APPROVAL, State.WRITTEN_OFF])
def test_before_the_dispatch_and_after_the_end_there_is_none(cast: Cast, state: State) -> None:
    hazard = cast.hazard_in(state)

    with pytest.raises(RefusedError) as refused:
        notices.issue_notice(hazard.pk, actor=cast["消一"], to=1, contact_phone="110")

    assert refused.value.refused.status == 409
    assert not DoorLink.objects.exists()


def test_who_may_not_look_learns_nothing(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    assert post(sign_in("城一"), hazard).status_code == 404


def test_an_officer_who_also_sits_in_the_rectifier_issues_none(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    held = seat_of("安", cast.firm)
    responsibility.relieve(held, actor=REGISTRAR, reason="离职")
    responsibility.appoint(actor=REGISTRAR, person=cast.people["消一"], post=held.post, basis="兼任")

    with pytest.raises(RefusedError, match="不能给本单位开通知书"):
        issue(cast, hazard)


def test_a_seat_of_another_unit_is_no_addressee(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    with pytest.raises(RefusedError, match="不在整改单位的岗位上"):
        notices.issue_notice(hazard.pk, actor=cast["消一"], to=cast.held["赵"].pk, contact_phone="110000")


def test_it_ends_thirty_days_after_the_demand_at_most(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    assert hazard.demand_on
    latest = hazard.demand_on + timedelta(days=30)
    client = sign_in("消一")

    late = post(client, hazard, until_on=(latest + timedelta(days=1)).isoformat())
    past = post(client, hazard, until_on=cast.in_days(-1).isoformat())

    assert [late.status_code, past.status_code] == [422, 422]
    assert "最迟到" in text(late)
    assert not DoorLink.objects.exists()
    assert post(client, hazard, until_on=latest.isoformat()).status_code == 200


def test_a_wrong_telephone_is_said_at_its_field(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    answer = post(sign_in("消一"), hazard, contact_phone="打我")

    assert answer.status_code == 422
    assert "请填电话号码" in text(answer)
    assert "打我" in text(answer)


def shop(cast: Cast, *seats: Seat, tree: Tree = Tree.ENTERPRISE, rank: Rank = Rank.ENTERPRISE) -> Unit:
    """A small shop that nobody has registered a principal for."""
    return establish([ChartUnit(tree, rank, "SHOP", "晚风小面馆（虚构）", seats=seats)], actor=REGISTRAR)["SHOP"]


def test_an_enterprise_without_anybody_gets_its_principal_by_the_notice(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING, rectifier=shop(cast).pk)
    client = sign_in("消一")

    asked = text(client.get(f"/hazards/{hazard.pk}/notice/"))
    answer = post(client, hazard, name="丰小满", phone="13800000000")

    person = Person.objects.get(name="丰小满")
    assert "还没有登记负责人" in asked
    assert answer.status_code == 200
    assert DoorLink.objects.get().person_id == person.pk
    (held,) = person.appointments.all()
    assert held.post.kind == PostKind.PRINCIPAL
    assert Act.objects.filter(stream__name=f"post/{held.post_id}", name="appoint", actor_name="消一").exists()


def test_nobody_is_named_past_the_people_who_sit_there(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    with pytest.raises(RefusedError, match="请从名单中选择"):
        notices.issue_notice(
            hazard.pk, actor=cast["消一"], to=notices.Newcomer("冒名", "13800000000"), contact_phone="110000"
        )

    assert not Person.objects.filter(name="冒名").exists()


def test_issuing_opening_and_revoking_are_a_chain_of_acts(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    first = issue(cast, hazard)
    enter(first)
    second = issue(cast, hazard, by="消二")
    notices.revoke_notice(second.link, actor=cast["消长"], reason="送错")

    acts = Act.objects.filter(stream__name=f"door/{hazard.pk}").order_by("sequence")

    assert [(act.name, act.actor_name) for act in acts] == [
        ("issue_notice", "消一"),
        ("open_door", "企"),
        ("replace_notice", "消二"),
        ("issue_notice", "消二"),
        ("revoke_notice", "消长"),
    ]
    assert first.token not in "".join(act.body for act in acts)


def test_a_revoked_notice_is_not_revoked_again_and_not_without_a_reason(cast: Cast) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    issued = issue(cast, hazard)

    with pytest.raises(RefusedError, match="请写明理由"):
        notices.revoke_notice(issued.link, actor=cast["消一"], reason=" ")
    notices.revoke_notice(issued.link, actor=cast["消一"], reason="送错")
    with pytest.raises(RefusedError, match="已经打不开"):
        notices.revoke_notice(issued.link, actor=cast["消一"], reason="再来")
