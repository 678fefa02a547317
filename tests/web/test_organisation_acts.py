"""Acts about seats by page: what is offered to whom, what it says when it can't be, and what needs two."""

from collections.abc import Callable

import pytest
from django.test import Client

from records.clock import now
from records.models import Decision, Proposal
from responsibility.enums import PostKind
from responsibility.models import Appointment, Person, Post
from responsibility.positions import holders_of_post
from tests.cast import Cast
from tests.web.conftest import account
from tests.web.test_organisation import administrator

SignIn = Callable[[str], Client]


def holders(post: Post) -> list[str]:
    return [held.person_name for held in holders_of_post(post.pk, now())]


def officers(cast: Cast) -> Post:
    return Post.objects.get(unit=cast.units["XFJ"], kind=PostKind.OFFICER)


def test_a_head_names_an_officer_and_reads_it_on_the_units_page(cast: Cast, sign_in: SignIn) -> None:
    post = officers(cast)

    page = sign_in("消长").post(
        f"/organisation/seats/{post.pk}/name/", {"person": "看", "basis": "借调函"}, follow=True
    )

    assert "已任命 看" in page.content.decode()
    assert "看" in holders(post)


def test_a_newcomer_is_registered_with_the_appointment_and_not_without_it(cast: Cast, sign_in: SignIn) -> None:
    post, client = officers(cast), sign_in("消长")
    path = f"/organisation/seats/{post.pk}/name/"

    asked = client.post(path, {"person": "冯新", "basis": "录用"})
    refused = client.post(path, {"person": "冯新", "is_new": "on", "basis": "录用", "until_on": "1990-01-01"})
    assert (asked.status_code, "请勾选" in asked.content.decode()) == (422, True)
    assert refused.status_code == 409
    assert not Person.objects.filter(name="冯新").exists()

    client.post(path, {"person": "冯新", "is_new": "on", "basis": "录用"})
    assert "冯新" in holders(post)


def test_a_bare_name_never_means_a_citizen(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("消长").post(f"/organisation/seats/{officers(cast).pk}/name/", {"person": "民", "basis": "借调"})

    assert (page.status_code, "任职的人里没有" in page.content.decode()) == (422, True)


def test_an_enterprise_can_try_no_names_of_the_authorities(cast: Cast, sign_in: SignIn) -> None:
    post = Post.objects.get(unit=cast.units["FIRM"], kind=PostKind.SAFETY_MANAGER)
    client = sign_in("企")

    for words in ("赵", f"#{cast.people['赵'].pk}"):
        page = client.post(f"/organisation/seats/{post.pk}/name/", {"person": words, "basis": "聘书"})
        assert page.status_code == 422


def test_who_does_not_look_after_a_seat_is_told_whose_it_is_before_he_types(cast: Cast, sign_in: SignIn) -> None:
    client, held = sign_in("城长"), Appointment.objects.get(person=cast.people["消二"])

    for path in (
        f"/organisation/seats/{held.post_id}/name/",
        f"/organisation/tenures/{held.pk}/end/",
        f"/organisation/tenures/{held.pk}/stand-in/",
    ):
        for answer in (client.get(path), client.post(path, {"reason": "调离", "person": "看", "basis": "函"})):
            page = answer.content.decode()
            assert (answer.status_code, "这个岗位不由您安排" in page, "<textarea" in page) == (403, True, False)
    assert "消二" in holders(held.post)


def test_a_unit_offers_only_what_the_viewer_may_do(cast: Cast, sign_in: SignIn) -> None:
    path = f"/organisation/units/{cast.street.pk}/"

    assert "结束…" not in sign_in("消一").get(path).content.decode()
    own = {line.post.title: line for line in sign_in("赵").get(path).context["seats"]}
    head = own["街道办主任"]
    assert (head.may_name, [(one.may_end, one.may_lend) for one in head.now]) == (False, [(False, True), (True, False)])
    assert own["应急办经办"].may_name


@pytest.mark.parametrize(("decision", "after"), [("approve", "周"), ("refuse", "孙")])
def test_a_seat_of_power_is_proposed_by_one_and_decided_by_another(
    cast: Cast, sign_in: SignIn, decision: str, after: str
) -> None:
    held = Appointment.objects.get(person=cast.people["孙"], stands_in_for=None)
    sent = {"person": "周", "basis": "任命文件", "reason": "轮岗", "in_place_of": held.pk}

    page = administrator(cast, sign_in).post(f"/organisation/seats/{held.post_id}/name/", sent, follow=True)
    assert "待第二人确认" in page.content.decode()
    assert holders(held.post) == ["孙"]
    proposal = Proposal.objects.get(decision=Decision.PENDING)

    second = sign_in("赵")
    (change,) = second.get("/organisation/proposals/").context["changes"]
    assert (change.before, change.after, change.may_decide) == ("孙", "周", True)
    assert not sign_in("消长").get("/organisation/proposals/").context["changes"]
    assert sign_in("消长").get(f"/organisation/proposals/{proposal.pk}/").status_code == 404
    second.post(f"/organisation/proposals/{proposal.pk}/", {"decision": decision, "note": "已核实"})

    assert holders(held.post) == [after]
    (done,) = second.get("/organisation/proposals/?state=decided").context["changes"][:1]
    assert done.row.pk == proposal.pk


def test_whoever_can_be_the_second_person_is_told_on_his_workbench(cast: Cast, sign_in: SignIn) -> None:
    held = Appointment.objects.get(person=cast.people["孙"], stands_in_for=None)
    sent = {"person": "周", "basis": "任命文件", "reason": "轮岗", "in_place_of": held.pk}
    first = administrator(cast, sign_in)
    assert "等您确认" not in sign_in("赵").get("/").content.decode()

    first.post(f"/organisation/seats/{held.post_id}/name/", sent)

    told = {
        name: "有 1 项任职等您确认" in sign_in(name).get("/").content.decode() for name in ("赵", "区长", "钱", "消长")
    }
    assert told == {"赵": True, "区长": True, "钱": False, "消长": False}
    assert "等您确认" not in first.get("/").content.decode()


def test_a_refusal_without_a_reason_is_not_taken_and_the_proposer_decides_nothing(cast: Cast, sign_in: SignIn) -> None:
    held = Appointment.objects.get(person=cast.people["孙"], stands_in_for=None)
    sent = {"person": "周", "basis": "任命文件", "reason": "轮岗", "in_place_of": held.pk}
    first = administrator(cast, sign_in)
    first.post(f"/organisation/seats/{held.post_id}/name/", sent)
    path = f"/organisation/proposals/{Proposal.objects.get(decision=Decision.PENDING).pk}/"

    silent = sign_in("赵").post(path, {"decision": "refuse", "note": " "})
    own = first.post(path, {"decision": "approve"})

    assert (silent.status_code, "请写明不同意的理由" in silent.content.decode()) == (409, True)
    assert (own.status_code, "提出人不能审批" in own.content.decode()) == (409, True)
    first.post(path, {"decision": "withdraw"})
    assert Proposal.objects.filter(decision=Decision.WITHDRAWN).exists()


def test_a_tenure_is_ended_by_page_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    held = Appointment.objects.get(person=cast.people["消二"])
    client, path = sign_in("消长"), f"/organisation/tenures/{held.pk}/end/"

    assert client.post(path, {"reason": ""}).status_code == 422
    client.post(path, {"reason": "调离"})

    assert "消二" not in holders(held.post)


def test_an_administrator_adds_a_seat_and_nobody_else_does(cast: Cast, sign_in: SignIn) -> None:
    path, sent = f"/organisation/units/{cast.street.pk}/add-seat/", {"kind": "DUTY", "title": "值班席", "shared": "on"}

    assert sign_in("赵").post(path, sent).status_code == 404
    administrator(cast, sign_in).post(path, sent)

    assert not Post.objects.get(unit=cast.street, title="值班席").single_seat


def test_proposals_cost_the_same_however_many_wait(cast: Cast, sign_in: SignIn) -> None:
    from responsibility import services
    from tests.cast import REGISTRAR
    from tests.web.test_organisation import MOST_QUERIES, queries

    client, user = administrator(cast, sign_in), account(cast, "民")
    assert user.is_staff
    client.get("/organisation/proposals/")

    def propose(count: int) -> None:
        for number in range(count):
            kind = PostKind.DEPUTY
            post = services.add_post(actor=REGISTRAR, unit=cast.street, kind=kind, title=f"副主任{number}{count}")
            services.name_to_seat(actor=cast["区长"], person=cast.people["周"], post=post, basis="函", reason="增补")

    propose(2)
    few = queries(client, "/organisation/proposals/")
    propose(25)

    assert (queries(client, "/organisation/proposals/"), few <= MOST_QUERIES) == (few, True)
