"""Dated exceptions: who may give one, what it lets somebody see, and that it ends by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from hazards import by_exception
from hazards.access import get_hazard_for, standing_of, visible_to
from hazards.enums import ExceptionKind, State
from hazards.models import ExceptionLook, Hazard, HazardException, UnitException
from hazards.services.exceptions import end_exception, give_exception
from records.clock import now
from records.models import Act
from responsibility.models import Person, Unit, User
from tests.cast import Cast
from workflow.refusals import RefusedError

EXPERT, AUDITOR, TEAM, CONTRACTOR = ExceptionKind


def outsider(cast: Cast, name: str = "外") -> User:
    """Somebody with an account and no seat."""
    cast.people[name] = Person.objects.create(name=name, sort_key=name)
    return User.objects.create_user(f"account-{name}", "a long password", person=cast.people[name])


def give(
    cast: Cast, on: Hazard | Unit, user: User, by: str = "应长", kind: ExceptionKind = EXPERT, **given: Any
) -> Any:
    values = {"reason": "参加现场论证", "until_at": now() + timedelta(days=3)} | given
    return give_exception(on, actor=cast[by], user=user, kind=kind, **values)


def sees(user: User) -> set[int]:
    return set(visible_to(user).values_list("pk", flat=True))


def test_an_expert_sees_the_one_hazard_until_the_very_instant_it_ends(clock, committed_cast):
    cast = committed_cast
    one, other = cast.hazard_in(State.RECTIFYING), cast.hazard_in(State.RECTIFYING)
    user = outsider(cast)
    until = now() + timedelta(hours=2)
    give(cast, one, user, by="消长", until_at=until)

    assert sees(user) == {one.pk}
    assert other.pk not in sees(user)
    clock.set(until - timedelta(microseconds=1))
    assert sees(user) == {one.pk}
    clock.set(until)
    assert sees(user) == set()
    with pytest.raises(Http404):
        get_hazard_for(user, one.pk)


def test_whoever_ends_it_takes_the_sight_at_once_and_both_acts_are_recorded(cast):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    given = give(cast, hazard, user, by="消长")

    end_exception(given, actor=cast["应长"], reason="论证结束")

    assert sees(user) == set()
    acts = Act.objects.filter(stream__name=f"exceptions/hazard/{hazard.pk}").order_by("sequence")
    assert [(act.name, act.actor_name) for act in acts] == [("give_exception", "消长"), ("end_exception", "应长")]
    with pytest.raises(RefusedError, match="该例外查看已经结束"):
        end_exception(given, actor=cast["应长"], reason="再来")


@pytest.mark.parametrize(
    ("by", "kind", "words"),
    [
        ("消长", AUDITOR, "只有统筹协调办公室负责人可以给予"),
        ("消长", TEAM, "只有统筹协调办公室负责人可以给予"),
        ("消一", EXPERT, "只有统筹协调办公室和牵头单位的负责人可以给予"),
        ("城长", EXPERT, "只有统筹协调办公室和牵头单位的负责人可以给予"),
        ("企", CONTRACTOR, "只有统筹协调办公室和牵头单位的负责人可以给予"),
    ],
)
def test_only_the_coordinators_and_the_leads_head_give_and_the_audited_choose_no_auditor(cast, by, kind, words):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)

    with pytest.raises(RefusedError, match=words) as refused:
        give(cast, hazard, user, by=by, kind=kind)

    assert refused.value.refused.status == 403
    assert not HazardException.objects.exists()


def test_a_lead_that_is_only_proposed_gives_nothing(cast):
    hazard, user = cast.hazard_in(State.AWAITING_APPROVAL), outsider(cast)

    with pytest.raises(RefusedError, match="只有统筹协调办公室和牵头单位"):
        give(cast, hazard, user, by="消长")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " "}, "请写明理由"),
        ({"until_at": timedelta(0)}, "截止时间须晚于现在"),
        ({"until_at": timedelta(days=400)}, "不超过一年"),
    ],
)
def test_an_exception_has_a_reason_and_an_end_within_a_year(cast, given, words):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    values = {name: now() + value if isinstance(value, timedelta) else value for name, value in given.items()}

    with pytest.raises(RefusedError, match=words):
        give(cast, hazard, user, **values)


def test_nobody_gives_it_to_himself_twice_or_to_whom_his_seat_shows_it_anyhow(cast):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    head = User.objects.create_user("yingzhang", "a long password", person=cast.people["应长"])
    officer = User.objects.create_user("xiaoyi", "a long password", person=cast.people["消一"])
    give(cast, hazard, user)

    with pytest.raises(RefusedError, match="不能给予本人"):
        give(cast, hazard, head)
    with pytest.raises(RefusedError, match="已有同一种例外查看"):
        give(cast, hazard, user)
    with pytest.raises(RefusedError, match="已经可以查看"):
        give(cast, hazard, officer)


@pytest.mark.parametrize("code", ["990101", "990101001", "XFJ", "FIRM"])
def test_on_a_unit_it_covers_every_hazard_whose_chain_names_the_unit_and_query_and_person_agree(cast, code):
    hazards = [cast.hazard_in(state) for state in (State.REPORTED, State.AWAITING_APPROVAL, State.DISPATCHED)]
    user, unit = outsider(cast), cast.units[code]
    give(cast, unit, user, kind=AUDITOR)

    (living,) = standing_of(user).exceptions

    assert sees(user) == {hazard.pk for hazard in hazards if living.covers(hazard)}
    named_from_birth = unit.rank in ("DISTRICT", "STREET")
    assert [living.covers(hazard) for hazard in hazards] == [named_from_birth, named_from_birth, True]


def test_each_look_of_an_auditor_leaves_a_row_and_an_experts_none(cast):
    hazard = cast.hazard_in(State.RECTIFYING)
    auditor, expert = outsider(cast, "审"), outsider(cast, "专")
    by = give(cast, cast.units["990101"], auditor, kind=AUDITOR)
    give(cast, hazard, expert)

    for user in (auditor, expert, auditor):
        get_hazard_for(user, hazard.pk)

    looks = ExceptionLook.objects.values_list("hazard", "person_id", "unit_exception")
    assert list(looks) == [(hazard.pk, auditor.person_id, by.pk)] * 2


def test_an_auditor_does_nothing_at_the_gate(cast):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast, "审")
    give(cast, hazard, user, kind=AUDITOR)

    answer = cast.act("submit_result", hazard, "审", note="已改")

    assert answer.status == 403


def test_for_whoever_has_no_exception_the_list_is_asked_as_before(cast):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    account = User.objects.create_user("xiaoyi", "a long password", person=cast.people["消一"])
    before = str(visible_to(account).query)
    give(cast, hazard, user)

    assert str(visible_to(account).query).split("WHERE")[1] == before.split("WHERE")[1]
    assert standing_of(account).exceptions == ()
    assert len(standing_of(user).exceptions) == 1


def test_guardian_answers_by_the_same_row_and_the_same_instant(clock, committed_cast):
    cast = committed_cast
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    assert not user.has_perm("hazards.view_hazard", hazard)
    given = give(cast, hazard, user)

    assert user.has_perm("hazards.view_hazard", hazard)
    assert not user.has_perm("hazards.change_hazard", hazard)
    assert user.get_all_permissions(hazard) == {"view_hazard"}
    clock.set(given.until_at)
    assert not user.has_perm("hazards.view_hazard", hazard)
    assert user.get_all_permissions(hazard) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hazards_hazardexception SET reason = '另一个理由'",
        "UPDATE hazards_hazardexception SET until_at = until_at + interval '1 day'",
        "DELETE FROM hazards_hazardexception",
        "UPDATE hazards_exceptionlook SET person_id = 1",
        "DELETE FROM hazards_exceptionlook",
    ],
)
def test_what_was_given_and_looked_at_stays_as_written(cast, statement):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    give(cast, hazard, user, kind=AUDITOR)
    get_hazard_for(user, hazard.pk)

    with pytest.raises(DatabaseError, match=r"never rewritten|permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_command_gives_lists_and_ends(cast, capsys):
    hazard, user = cast.hazard_in(State.RECTIFYING), outsider(cast)
    User.objects.create_user("yingzhang", "a long password", person=cast.people["应长"])
    give_it = ("exceptions", "give", "--unit", "990101", "--to", user.username, "--kind", "AUDITOR")
    day = cast.in_days(30).isoformat()

    call_command(*give_it, "--until", day, "--by", "yingzhang", "--reason", "年度审计")
    (given,) = UnitException.objects.all()
    call_command("exceptions", "list")

    assert capsys.readouterr().out.count(f"unit/{given.pk}  云汀区  外  审计、监察  应长  {day} 23:59  年度审计") == 2
    assert by_exception.on(hazard, now()) == [given]
    with pytest.raises(CommandError, match="只有统筹协调办公室负责人"):
        call_command("exceptions", "end", f"unit/{given.pk}", "--by", user.username, "--reason", "完")
    call_command("exceptions", "end", f"unit/{given.pk}", "--by", "yingzhang", "--reason", "审计结束")
    assert sees(user) == set()
