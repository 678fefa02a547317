"""The two pages that explain: who can do what on a hazard, and what a person can do today."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hazards.enums import ExceptionKind, State
from hazards.models import ExceptionLook, Hazard
from hazards.services.exceptions import end_exception, give_exception
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish
from responsibility.enums import PostKind as P
from responsibility.enums import Rank, Tree
from responsibility.models import Person, Unit, User
from tests.cast import REGISTRAR, Cast

SignIn = Callable[[str], Client]


@pytest.fixture
def registry(cast: Cast) -> Client:
    """A client signed in as one who runs the accounts, without any seat."""
    person = Person.objects.create(name="管", sort_key="guan")
    user = User.objects.create_user("guan", "correct horse battery", person=person, is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str, **asked: Any) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def of(hazard: Hazard) -> str:
    return f"/explain/hazards/{hazard.pk}/"


# --- Who may see it ---------------------------------------------------------------------------------------------------
def test_whoever_has_but_a_seat_may_not_ask(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)

    for name in ("赵", "消长", "应长", "区长", "民"):
        for path in ("/explain/", of(hazard), f"/explain/people/{cast['赵'].person_id}/", "/explain/hazards/999999/"):
            assert sign_in(name).get(path).status_code == 403


def test_who_isnt_signed_in_is_sent_to_the_door(cast: Cast) -> None:
    for path in ("/explain/", of(cast.report()), "/explain/people/1/"):
        assert "/sign-in/" in Client().get(path).headers["Location"]


def test_what_does_not_exist_is_not_found(registry: Client) -> None:
    for path in ("/explain/hazards/999999/", "/explain/people/999999/", "/explain/hazards/x/"):
        assert registry.get(path).status_code == 404


def test_the_pages_are_only_to_be_looked_at(cast: Cast, registry: Client) -> None:
    assert registry.post(of(cast.report())).status_code == 405


def test_the_menu_and_the_hazards_page_lead_there_for_those_who_may(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    shown = page(sign_in("赵"), f"/hazards/{hazard.pk}/")
    User.objects.filter(person=cast.people["赵"]).update(is_staff=True)
    shown_to_staff = page(sign_in("赵"), f"/hazards/{hazard.pk}/")

    assert "/explain/" not in shown
    assert of(hazard) in shown_to_staff
    assert 'href="/explain/"' in shown_to_staff


def test_an_auditor_may_ask_about_the_hazards_he_looks_at_and_each_look_is_recorded(cast: Cast) -> None:
    one, other = cast.hazard_in(State.DISPATCHED), cast.hazard_in(State.DISPATCHED)
    client, given = auditor(cast, one)
    looked = ExceptionLook.objects.filter(hazard_exception_id=given.pk).count

    shown = page(client, of(one), act="accept")

    assert "只有牵头单位可以办理" in shown
    assert looked() == 1
    assert client.get(of(one), {"person": cast["消一"].person_id}).status_code == 200
    assert looked() == 2
    for path in (of(other), "/explain/hazards/999999/", "/explain/", f"/explain/people/{cast['赵'].person_id}/"):
        assert client.get(path).status_code == 403
    assert ExceptionLook.objects.count() == 2


def test_an_auditor_of_a_unit_asks_about_its_hazards_alone(cast: Cast) -> None:
    mine, before, other = cast.hazard_in(State.DISPATCHED), cast.hazard_in(State.AWAITING_APPROVAL), cast.report()
    client, given = auditor(cast, cast.fire)

    assert [client.get(of(hazard)).status_code for hazard in (mine, before, other)] == [200, 403, 403]
    assert ExceptionLook.objects.get().unit_exception_id == given.pk


def test_an_auditor_is_led_there_from_the_hazards_page_and_back_to_it(cast: Cast) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    client, _given = auditor(cast, hazard)

    looked_at = page(client, f"/hazards/{hazard.pk}/")
    explained = page(client, of(hazard), person=str(cast["消一"].person_id))

    assert of(hazard) in looked_at
    assert 'href="/explain/"' not in looked_at + explained
    assert "/explain/people/" not in explained
    assert f'href="/hazards/{hazard.pk}/" aria-label="返回"' in explained


@pytest.mark.parametrize("kind", [kind for kind in ExceptionKind if kind != ExceptionKind.AUDITOR])
def test_who_looks_by_another_exception_does_not_ask(cast: Cast, kind: ExceptionKind) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    client, _given = auditor(cast, hazard, kind=kind)

    assert client.get(of(hazard)).status_code == 403
    assert of(hazard) not in page(client, f"/hazards/{hazard.pk}/")


def test_an_auditors_asking_ends_with_his_exception(cast: Cast) -> None:
    hazard = cast.hazard_in(State.DISPATCHED)
    client, given = auditor(cast, hazard)

    end_exception(given, actor=cast["应长"], reason="审计结束")

    assert client.get(of(hazard)).status_code == 403


def test_of_who_runs_the_accounts_and_audits_too_the_look_is_recorded(cast: Cast) -> None:
    hazard, other = cast.hazard_in(State.DISPATCHED), cast.hazard_in(State.DISPATCHED)
    client, given = auditor(cast, hazard)
    User.objects.filter(pk=given.user_id).update(is_staff=True)

    assert client.get(of(hazard)).status_code == client.get(of(other)).status_code == 200
    assert ExceptionLook.objects.get().hazard_id == hazard.pk


def auditor(cast: Cast, on: Hazard | Unit, kind: ExceptionKind = ExceptionKind.AUDITOR) -> tuple[Client, Any]:
    """A client signed in as somebody without a seat who audits, and the exception by which he looks."""
    person = Person.objects.create(name="审", sort_key="shen")
    user = User.objects.create_user("shen", "correct horse battery", person=person)
    until = now() + timedelta(days=3)
    given = give_exception(on, actor=cast["应长"], user=user, kind=kind, reason="专项审计", until_at=until)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, given


# --- One hazard -------------------------------------------------------------------------------------------------------
def test_the_page_says_who_can_by_which_seat_and_why_the_others_cannot(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    shown = page(registry, of(hazard), act="approve_assignment")

    for who in ("赵", "钱"):
        assert f'href="?person={cast[who].person_id}">{who}</a> 柳荫街道' in shown
    assert "代 赵" in shown
    assert "拟派单人不能审批自己的拟派" in shown
    assert "授权已于" in shown
    assert "只有街道主要负责人或受委托的副职可以审批" in shown


def test_where_nobody_is_left_the_page_says_whence_it_passed_upward(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    for name in ("赵", "钱代赵"):
        if name == "赵":
            services.relieve(cast.held[name], actor=REGISTRAR, reason="调离")

    shown = page(registry, of(hazard), act="approve_assignment")

    assert ">应长</a> 安防救联办 主任" in shown
    assert "街道主要负责人（柳荫街道）无人可办" in shown


def test_what_only_the_machine_does_is_said_as_such(cast: Cast, registry: Client) -> None:
    shown = page(registry, of(cast.hazard_in(State.DISPATCHED)))

    assert "视为签收" in shown
    assert "只由系统办理，谁都没有这个按钮" in shown


def test_the_page_can_be_narrowed_to_a_person_an_act_and_the_possible(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    of_li = registry.get(of(hazard), {"person": cast["李"].person_id}).context["parts"]
    possible = registry.get(of(hazard), {"only": "1"}).context["parts"]
    one = registry.get(of(hazard), {"act": "urge"}).context["parts"]

    assert {way.member.name for part in of_li for shown in part.acts for way in shown.act.can} == {"李"}
    assert {shown.act.row.name for part in possible for shown in part.acts} == {
        "approve_assignment",
        "reject_assignment",
        "determine",
        "propose_measure",
        "amend",
        "urge",
    }
    assert not any(shown.refused for part in possible for shown in part.acts)
    assert [shown.act.row.name for part in one for shown in part.acts] == ["urge"]


def test_a_person_or_an_act_that_the_case_does_not_know_is_said_to_be_unknown(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    for asked in ({"person": "999999"}, {"person": "赵'\0"}, {"act": "nonsense"}, {"act": "report"}):
        assert "此人不在本案的责任链上，或没有这个动作" in page(registry, of(hazard), **asked)


def test_where_nothing_is_possible_the_page_leads_to_the_reasons(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    shown = page(registry, of(hazard), person=cast["企"].person_id, only="1")

    assert "现在没有能办的" in shown
    assert f"?person={cast['企'].person_id}&amp;act=" in shown


def test_the_page_takes_as_many_statements_for_fifty_persons_as_for_ten(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    few = _statements(registry, of(hazard))
    crowd = [Seat(P.OFFICER, "执法人员", f"众{n}", single=False) for n in range(40)]
    inside = ChartUnit(Tree.DEPARTMENT, Rank.DIVISION, "XFJ-1", "消防一科", "XFJ", seats=tuple(crowd))
    establish([inside], actor=REGISTRAR, from_at=hazard.reported_at)

    many = _statements(registry, of(hazard))

    assert len(registry.get(of(hazard)).context["members"]) > 50
    assert many == few
    assert many <= 25


def _statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# --- The reporter is sealed -------------------------------------------------------------------------------------------
def test_the_reporters_name_is_not_on_the_page(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    shown = page(registry, of(hazard))
    as_reporter = page(registry, of(hazard), person="reporter")

    for text in (shown, as_reporter):
        assert "上报人（姓名保密）" in text
        assert ">民<" not in text
        assert f"person={cast['民'].person_id}" not in text


def test_a_seated_reporter_is_not_told_apart_by_his_reasons(cast: Cast, registry: Client) -> None:
    by_an_officer = cast.hazard_in(State.AWAITING_APPROVAL, reporter="消一")

    shown = page(registry, of(by_an_officer), person=cast["消一"].person_id, act="approve_assignment")

    assert "只有街道主要负责人或受委托的副职可以审批" in shown
    assert "本人上报" not in shown


def test_what_only_the_reporter_can_is_not_said_of_his_name(cast: Cast, registry: Client) -> None:
    survivor = cast.hazard_in(State.RECTIFYING, reporter="消一", place="五号楼")
    merged = cast.report("安", place_text="五号楼")
    cast.do("merge", merged, "李", survivor=survivor.pk)
    for name, by in (("submit_result", "企"), ("pass_verification", "消二"), ("write_off", "消长")):
        cast.do(name, survivor, by)

    parts = registry.get(of(survivor), {"act": "ask_review"}).context["parts"]
    (shown,) = [shown for part in parts for shown in part.acts]

    assert [way.member.key for way in shown.act.can] == ["reporter"]


def test_of_who_is_barred_by_his_own_report_alone_no_more_is_said(cast: Cast, registry: Client) -> None:
    by_the_head = cast.hazard_in(State.REPORTED, reporter="赵")
    cast.propose(by_the_head)

    shown = page(registry, of(by_the_head), act="approve_assignment")
    of_zhao = page(registry, of(by_the_head), act="approve_assignment", person=cast["赵"].person_id)

    assert "依回避规定，须由他人办理" in of_zhao
    assert "本人上报的隐患不能由本人审批" not in of_zhao
    assert "本人上报的隐患不能由本人审批" in shown  # of the reporter, who has no name there


# --- One person -------------------------------------------------------------------------------------------------------
def test_the_search_finds_persons_by_name_and_pinyin_and_hazards_by_number(cast: Cast, registry: Client) -> None:
    hazard = cast.report()
    Person.objects.filter(name="赵").update(sort_key="zhao")

    for words in ("赵", "zha"):
        assert f"/explain/people/{cast['赵'].person_id}/" in page(registry, "/explain/", q=words)
    assert of(hazard) in page(registry, "/explain/", q=hazard.number[-6:])
    assert "没有叫“查无此人”的人" in page(registry, "/explain/", q="查无此人")
    assert "先找一个人，或一件隐患" in page(registry, "/explain/", q="\0 ")


def test_a_persons_page_shows_seats_with_their_end_and_acts_by_seat(cast: Cast, registry: Client) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)

    shown = page(registry, f"/explain/people/{cast['钱'].person_id}/")

    assert "代 赵" in shown
    assert "起，至" in shown
    assert f"{of(hazard)}?person={cast['钱'].person_id}" in shown
    assert "<b>批准派单、退回重拟</b>" in shown
    assert "轮到此人 1 件" in shown


def test_what_he_cannot_although_it_is_his_units_turn_bears_its_reason(cast: Cast, registry: Client) -> None:
    cast.hazard_in(State.AWAITING_APPROVAL)
    cast.hazard_in(State.AWAITING_VERIFICATION)

    of_li = page(registry, f"/explain/people/{cast['李'].person_id}/")
    of_the_third = page(registry, f"/explain/people/{cast['消三'].person_id}/")

    assert "拟派单人不能审批自己的拟派" in of_li
    assert "无有效执法证" in of_the_third


def test_a_person_without_seats_has_an_empty_page(cast: Cast, registry: Client) -> None:
    cast.report("民")

    shown = page(registry, f"/explain/people/{cast['民'].person_id}/")

    assert "没有任职，所以在责任链上没有能办的。" in shown
    assert "此人凭任职看不到任何在办隐患" in shown


def test_a_persons_page_does_not_tell_what_he_reported(cast: Cast, registry: Client) -> None:
    elsewhere = cast.hazard_in(State.DISPATCHED, reporter="城一")
    own = cast.hazard_in(State.REPORTED, reporter="赵")
    cast.propose(own)

    assert elsewhere.number not in page(registry, f"/explain/people/{cast['城一'].person_id}/")
    assert "本人上报" not in page(registry, f"/explain/people/{cast['赵'].person_id}/")


def test_a_persons_page_does_not_tell_what_his_report_was_merged_into(cast: Cast, registry: Client) -> None:
    survivor = cast.report("民", place_text="五号楼")
    cast.do("merge", cast.report("城一", place_text="五号楼"), "李", survivor=survivor.pk)

    assert survivor.number not in page(registry, f"/explain/people/{cast['城一'].person_id}/")


def test_a_long_list_is_turned_page_by_page_in_the_order_in_which_it_is_due(cast: Cast, registry: Client) -> None:
    made = [cast.report().pk for _ in range(23)]
    path = f"/explain/people/{cast['李'].person_id}/"

    first = registry.get(path)
    second = registry.get(path + first.context["next"])
    broken = registry.get(path, {"after": "garbage,1e9\0", "show": "what"})

    listed = [line.hazard.pk for answer in (first, second) for line in answer.context["lines"]]
    assert listed == made
    assert second.context["next"] == ""
    assert [line.hazard.pk for line in broken.context["lines"]] == listed[:20]
    assert len(registry.get(path, {"show": "turn"}).context["lines"]) == 20


def test_a_persons_page_takes_as_many_statements_for_twenty_hazards_as_for_two(cast: Cast, registry: Client) -> None:
    path = f"/explain/people/{cast['赵'].person_id}/"
    for _ in range(2):
        cast.hazard_in(State.AWAITING_APPROVAL)
    few = _statements(registry, path)
    for _ in range(16):
        cast.hazard_in(State.AWAITING_APPROVAL)

    assert _statements(registry, path) == few
    assert few <= 30
