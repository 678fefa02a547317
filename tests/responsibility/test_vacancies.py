"""Empty seats: noticed once a span, passed upward meanwhile, and noticed again when they are filled."""

import json
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from records import approvals
from records.clock import now
from records.models import Act, Decision
from responsibility import services
from responsibility.enums import PostKind
from responsibility.models import Appointment, Post, Vacancy
from responsibility.services.vacancies import Noticed, record_vacancies
from responsibility.tasks import record_vacancies as on_the_timetable
from responsibility.vacancies import empty_seats, passes_to
from tests.cast import REGISTRAR, Cast
from tests.conftest import TestClock

DAY = timedelta(days=1)


def relieve(cast: Cast, name: str = "赵") -> Post:
    held = cast.held.get(name) or Appointment.objects.get(person__name=name, post__kind__in=("HEAD", "PRINCIPAL"))
    return services.relieve(held, actor=REGISTRAR, reason="调离").post


def appoint(cast: Cast, name: str, post: Post, **given) -> Appointment:
    return services.appoint(actor=REGISTRAR, person=cast.people[name], post=post, basis="任命", **given)


def acts_of(post: Post) -> list[Act]:
    return list(Act.objects.filter(stream__name=f"post/{post.pk}").order_by("sequence"))


def data_of(act: Act) -> dict:
    return json.loads(act.body)["data"]


def test_where_every_head_sits_nothing_is_vacant(cast: Cast):
    assert empty_seats(now()) == []
    assert record_vacancies() == Noticed(0, 0)


def test_a_heads_seat_is_empty_from_the_end_of_his_tenure_whoever_stood_in_for_him(cast: Cast):
    post = relieve(cast)

    (seat,) = empty_seats(now())
    assert (seat.post_id, seat.title, seat.unit_name) == (post.pk, "街道办主任", "柳荫街道")
    assert seat.from_at == Appointment.objects.get(pk=cast.held["赵"].pk).until_at
    assert empty_seats(seat.from_at - timedelta(microseconds=1)) == []


def test_an_enterprise_without_its_principal_is_vacant_and_an_officers_desk_never_is(cast: Cast):
    post = relieve(cast, "企")
    services.relieve(Appointment.objects.get(person__name="城一"), actor=REGISTRAR, reason="调离")

    assert [seat.post_id for seat in empty_seats(now())] == [post.pk]


def test_a_seat_passes_to_the_nearest_head_above_and_past_one_that_is_empty_itself(cast: Cast):
    community = cast.units["990101001001"]
    assert [head.person_name for head in passes_to(community, now())] == ["赵", "钱"]
    relieve(cast)

    assert [head.person_name for head in passes_to(community, now())] == ["区长"]
    assert passes_to(cast.firm, now()) == ()


def test_a_vacancy_is_recorded_once_however_often_it_is_looked_for(cast: Cast):
    post = relieve(cast)

    assert [record_vacancies() for _look in range(3)] == [Noticed(1, 0), Noticed(0, 0), Noticed(0, 0)]
    act = acts_of(post)[-1]
    assert (act.name, act.actor_name) == ("fall_vacant", "SYSTEM")
    assert [head["name"] for head in data_of(act)["passes_to"]] == ["区长"]
    assert [one.name for one in acts_of(post)].count("fall_vacant") == 1


def test_two_looks_at_the_same_instant_record_it_once(committed_cast: Cast):
    post, together, found = relieve(committed_cast), threading.Barrier(2), []

    def look() -> None:
        try:
            together.wait()
            found.append(record_vacancies().found)
        finally:
            connection.close()

    lookers = [threading.Thread(target=look) for _number in range(2)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()

    assert sorted(found) == [0, 1]
    assert Vacancy.objects.filter(post=post).count() == 1


def test_a_filled_seat_is_recorded_with_who_filled_it_and_since_when(cast: Cast):
    post = relieve(cast)
    record_vacancies()
    made = appoint(cast, "李", post)

    assert record_vacancies() == Noticed(0, 1)
    assert record_vacancies() == Noticed(0, 0)
    vacancy = Vacancy.objects.get(post=post)
    assert vacancy.until_at == made.from_at
    act = acts_of(post)[-1]
    assert (act.name, data_of(act)["name"]) == ("fill", "李")


def test_a_seat_filled_and_emptied_again_between_two_looks_is_two_vacancies(cast: Cast):
    post = relieve(cast)
    record_vacancies()
    made = appoint(cast, "李", post)
    services.relieve(made, actor=REGISTRAR, reason="另有任用")

    assert record_vacancies() == Noticed(1, 1)
    first, second = Vacancy.objects.filter(post=post).order_by("from_at")
    made.refresh_from_db()
    assert (first.until_at, second.from_at, second.until_at) == (made.from_at, made.until_at, None)


def test_a_seat_for_which_somebody_is_appointed_from_a_later_day_is_vacant_until_then(committed_cast: Cast, owner):
    clock, post = TestClock(owner), relieve(committed_cast)
    made = appoint(committed_cast, "李", post, from_at=now() + DAY)
    assert record_vacancies() == Noticed(1, 0)

    clock.forward(2 * DAY)

    assert record_vacancies() == Noticed(0, 1)
    assert Vacancy.objects.get(post=post).until_at == made.from_at


def test_a_tenure_that_was_entered_late_ends_the_vacancy_where_it_began(cast: Cast):
    post = services.add_post(actor=REGISTRAR, unit=cast.fire, kind=PostKind.HEAD, title="政委")
    record_vacancies()
    vacancy = Vacancy.objects.get(post=post)
    proposal = services.propose_appointment(
        actor=cast["李"],
        person=cast.people["周"],
        post=post,
        basis="任命",
        from_at=cast.fire.from_at,
        until_at=None,
        reason="任命文件晚到",
    )
    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])

    assert record_vacancies() == Noticed(0, 1)
    vacancy.refresh_from_db()
    assert vacancy.until_at == vacancy.from_at == cast.fire.from_at


def test_a_vacancy_of_a_unit_that_ends_lapses(cast: Cast):
    post = relieve(cast, "企")
    record_vacancies()
    ended = services.end_unit(cast.firm, actor=REGISTRAR, reason="注销")

    assert record_vacancies() == Noticed(0, 1)
    assert acts_of(post)[-1].name == "lapse"
    assert Vacancy.objects.get(post=post).until_at == ended.until_at


def test_a_vacancy_is_not_rewritten_even_by_sql(cast: Cast):
    post = relieve(cast)
    record_vacancies()

    with pytest.raises(DatabaseError, match="ended, never rewritten"), transaction.atomic():
        Vacancy.objects.filter(post=post).update(from_at=now() - DAY)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Vacancy.objects.filter(post=post).delete()


def test_the_timetable_and_the_command_look_too(cast: Cast, capsys: pytest.CaptureFixture[str]):
    relieve(cast)
    assert on_the_timetable() == 1

    call_command("record_vacancies")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("柳荫街道 街道办主任 自 ")
    assert lines[-1] == "新登记空缺 0 个，已补任或终止 0 个"
