"""Seats: one holder at a time, standing in within its bounds, the past only by two persons."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from records import approvals
from records.approvals import ApprovalRefused
from records.clock import now
from records.models import Act, Decision, Proposal
from responsibility import services
from responsibility.charter import seat_of
from responsibility.enums import PostKind
from responsibility.models import Appointment
from responsibility.positions import holders_of_post, positions_of
from responsibility.services import ActRefused
from tests.cast import REGISTRAR, Cast

DAY = timedelta(days=1)


def names_in(post_id: int, at) -> list[str]:
    return [seat.person_name for seat in holders_of_post(post_id, at)]


# --- One holder of a single seat ------------------------------------------------------------------------------------
def test_a_single_seat_has_no_second_holder(cast: Cast):
    with pytest.raises(ActRefused, match="该岗位在此期间已有人任职"):
        services.appoint(actor=REGISTRAR, person=cast.people["李"], post=cast.held["赵"].post, basis="任命")


def test_of_two_who_are_appointed_at_the_same_instant_one_wins_and_the_other_is_told_why(committed_cast: Cast):
    services.relieve(committed_cast.held["赵"], actor=REGISTRAR, reason="调离")
    post, together, outcomes = committed_cast.held["赵"].post, threading.Barrier(2), []

    def appoint(name: str) -> None:
        try:
            together.wait()
            services.appoint(actor=REGISTRAR, person=committed_cast.people[name], post=post, basis="任命")
            outcomes.append("任职")
        except ActRefused as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    racers = [threading.Thread(target=appoint, args=[name]) for name in ("李", "周")]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(outcomes) == ["任职", "该岗位在此期间已有人任职"]
    assert len(names_in(post.pk, now())) == 1


def test_a_seat_goes_from_one_to_the_next_without_gap_or_overlap(cast: Cast):
    post, before = cast.held["赵"].post, now()
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    vacant = now()
    made = services.appoint(actor=REGISTRAR, person=cast.people["李"], post=post, basis="任命")

    assert names_in(post.pk, before) == ["赵", "钱"]
    assert names_in(post.pk, vacant) == []
    assert names_in(post.pk, made.from_at) == ["李"]
    # The end is the first instant at which it no longer holds.
    ended = Appointment.objects.get(pk=cast.held["赵"].pk).until_at
    assert ended is not None
    assert "赵" not in names_in(post.pk, ended)
    assert "赵" in names_in(post.pk, ended - timedelta(microseconds=1))


def test_who_held_the_seat_a_hundred_days_ago_and_on_a_day_of_a_delegation_that_has_run_out(cast: Cast):
    post = cast.held["赵"].post_id

    assert names_in(post, now() - 100 * DAY) == ["赵"]
    assert names_in(post, now() - 45 * DAY) == ["赵", "孙"]
    assert names_in(post, now()) == ["赵", "钱"]
    assert names_in(post, now() + 31 * DAY) == ["赵"]


def test_a_later_appointment_waits_for_its_day(cast: Cast):
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    services.appoint(
        actor=REGISTRAR, person=cast.people["李"], post=cast.held["赵"].post, basis="任命", from_at=now() + DAY
    )

    assert names_in(cast.held["赵"].post_id, now()) == []
    assert names_in(cast.held["赵"].post_id, now() + 2 * DAY) == ["李"]


def test_an_appointment_ends_once(cast: Cast):
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    with pytest.raises(ActRefused, match="该任职已结束"):
        services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")


@pytest.mark.parametrize("change", [{"basis": "另一文件"}, {"from_at": None}, {"until_at": None}, {"person_id": None}])
def test_an_appointment_is_never_rewritten_even_by_sql(cast: Cast, change: dict):
    held = services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    values = {"from_at": held.from_at - DAY, "person_id": cast.people["李"].pk, "until_at": None, "basis": "另一文件"}

    with pytest.raises(IntegrityError, match="ended, never rewritten"), transaction.atomic():
        Appointment.objects.filter(pk=held.pk).update(**{name: values[name] for name in change})


# --- Standing in ----------------------------------------------------------------------------------------------------
def stand_in(cast: Cast, name: str, for_: str = "赵", **given) -> Appointment:
    return services.stand_in(
        actor=REGISTRAR,
        person=cast.people[name],
        for_=cast.held[for_],
        basis="授权",
        **({"until_at": now() + 9 * DAY} | given),
    )


def test_a_standing_in_has_a_term(cast: Cast):
    with pytest.raises(ActRefused, match="起止时间不成立"):
        stand_in(cast, "李", until_at=None)


def test_a_standing_in_is_not_passed_on(cast: Cast):
    with pytest.raises(ActRefused, match="代理不能再转授"):
        stand_in(cast, "李", for_="钱代赵")


def test_nobody_stands_in_for_himself(cast: Cast):
    with pytest.raises(ActRefused, match="不能代理本人"):
        stand_in(cast, "赵")


def test_a_standing_in_lies_within_the_term_stood_in_for(cast: Cast):
    post = services.add_post(actor=REGISTRAR, unit=cast.street, kind=PostKind.DEPUTY, title="挂职副主任")
    cast.held["李"] = services.appoint(
        actor=REGISTRAR, person=cast.people["李"], post=post, basis="挂职", until_at=now() + 5 * DAY
    )

    with pytest.raises(ActRefused, match="代理期限须在被代理人的任职期限之内"):
        stand_in(cast, "周", for_="李", until_at=now() + 6 * DAY)
    assert stand_in(cast, "周", for_="李", until_at=now() + 5 * DAY - timedelta(hours=1)).pk


def test_the_database_too_refuses_a_standing_in_passed_on_for_oneself_or_in_another_seat(cast: Cast):
    def insert(**fields) -> None:
        base = {"single_seat": True, "basis": "授权", "from_at": now(), "until_at": now() + DAY}
        with transaction.atomic():
            Appointment.objects.create(**(base | fields))

    zhao, acting, other = cast.held["赵"], cast.held["钱代赵"], seat_of("钱", cast.street)
    for fields in (
        {"post": zhao.post, "person": cast.people["李"], "stands_in_for": acting},
        {"post": zhao.post, "person": cast.people["赵"], "stands_in_for": zhao},
        {"post": other.post, "person": cast.people["李"], "stands_in_for": zhao},
    ):
        with pytest.raises(IntegrityError, match="standing in"):
            insert(**fields)


def test_a_standing_in_ends_when_the_principal_is_relieved(cast: Cast):
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    assert names_in(cast.held["赵"].post_id, now()) == []
    # 钱 keeps his own seat, and nothing else.
    assert [seat.title for seat in positions_of([cast.people["钱"].pk], now())] == ["分管副主任"]


def test_a_standing_in_says_for_whom(cast: Cast):
    held = {seat.title: seat.stands_in_for for seat in positions_of([cast.people["钱"].pk], now())}

    assert held == {"分管副主任": "", "街道办主任": "赵"}


def deputy_seat(cast: Cast, name: str) -> None:
    cast.held[name] = seat_of(name, cast.street)


def test_two_do_not_stand_in_for_each_other_at_the_same_time(cast: Cast):
    deputy_seat(cast, "钱")  # who stands in for 赵

    with pytest.raises(ActRefused, match="代理不能成环"):
        stand_in(cast, "赵", for_="钱")
    # 孙's standing in for 赵 has run out: nothing of it is left.
    deputy_seat(cast, "孙")
    assert stand_in(cast, "赵", for_="孙").pk


def test_a_circle_of_three_is_refused_too_and_one_that_never_meets_is_not(cast: Cast):
    deputy_seat(cast, "钱")
    deputy_seat(cast, "孙")
    stand_in(cast, "孙", for_="钱", until_at=now() + 5 * DAY)

    with pytest.raises(ActRefused, match="代理不能成环"):
        stand_in(cast, "赵", for_="孙", until_at=now() + 5 * DAY)
    later = {"from_at": now() + 6 * DAY, "until_at": now() + 7 * DAY}
    assert stand_in(cast, "赵", for_="孙", **later).pk


def test_the_database_too_refuses_a_circle(cast: Cast):
    deputy = seat_of("钱", cast.street)

    with pytest.raises(IntegrityError, match="in a circle"), transaction.atomic():
        Appointment.objects.create(
            post=deputy.post,
            person=cast.people["赵"],
            stands_in_for=deputy,
            basis="授权",
            from_at=now(),
            until_at=now() + DAY,
        )


def test_of_two_standing_ins_that_would_close_a_circle_at_the_same_instant_one_is_refused(committed_cast: Cast):
    cast, together, outcomes = committed_cast, threading.Barrier(2), []
    services.relieve(cast.held["钱代赵"], actor=REGISTRAR, reason="收回授权")
    deputy_seat(cast, "钱")

    def try_it(name: str, for_: str) -> None:
        try:
            together.wait()
            stand_in(cast, name, for_=for_)
            outcomes.append("代理")
        except ActRefused as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    racers = [threading.Thread(target=try_it, args=pair) for pair in (("钱", "赵"), ("赵", "钱"))]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(one[:6] for one in outcomes) == ["代理", "代理不能成环"]


def test_the_act_of_relief_names_the_standing_ins_that_end_with_it(cast: Cast):
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    act = Act.objects.filter(stream__name=f"post/{cast.held['赵'].post_id}").latest("sequence")
    assert act.name == "relieve"
    assert f'"stand_ins":[{cast.held["钱代赵"].pk}]' in act.body


def test_an_end_may_be_set_ahead_and_shortens_the_standing_in_with_it(cast: Cast):
    end = now() + 3 * DAY
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="退休", until_at=end)

    assert names_in(cast.held["赵"].post_id, end - DAY) == ["赵", "钱"]
    assert names_in(cast.held["赵"].post_id, end) == []
    assert Appointment.objects.get(pk=cast.held["钱代赵"].pk).until_at == end


def test_an_end_is_never_set_back_nor_put_off(cast: Cast):
    with pytest.raises(ActRefused, match="任期不能倒签结束"):
        services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离", until_at=now() - DAY)
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="退休", until_at=now() + 3 * DAY)
    with pytest.raises(ActRefused, match="任期只能提前结束"):
        services.relieve(cast.held["赵"], actor=REGISTRAR, reason="退休", until_at=now() + 4 * DAY)


def test_nobody_is_relieved_without_a_reason(cast: Cast):
    with pytest.raises(ActRefused, match="请写明理由"):
        services.relieve(cast.held["赵"], actor=REGISTRAR, reason=" ")


def test_nobody_is_appointed_in_a_unit_that_has_ended_or_does_not_stand_yet(cast: Cast):
    seat = services.add_post(
        actor=REGISTRAR, unit=cast.units["990101001001"], kind=PostKind.OFFICER, title="专干", single_seat=False
    )
    before = cast.units["990101001001"].from_at - DAY
    proposal = services.propose_appointment(
        actor=cast["李"],
        person=cast.people["周"],
        post=seat,
        basis="任命",
        from_at=before,
        until_at=None,
        reason="补登",
    )

    with pytest.raises(ActRefused, match="“荷塘社区”在此期间尚未设立或已撤销"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])
    services.end_unit(cast.units["990101001001"], actor=REGISTRAR, reason="撤销")
    with pytest.raises(ActRefused, match="“荷塘社区”在此期间尚未设立或已撤销"):
        services.appoint(actor=REGISTRAR, person=cast.people["周"], post=seat, basis="任命")


# --- The past: a reason and a second person -------------------------------------------------------------------------
def propose(cast: Cast, by: str = "李", reason: str = "任命文件晚到") -> Proposal:
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")
    post = services.add_post(actor=REGISTRAR, unit=cast.street, kind=PostKind.DEPUTY, title="副主任（新设）")
    return services.propose_appointment(
        actor=cast[by],
        person=cast.people["周"],
        post=post,
        basis="任〔2026〕1号",
        from_at=now() - 10 * DAY,
        until_at=None,
        reason=reason,
    )


def test_an_appointment_from_a_past_day_is_not_made_by_one_person(cast: Cast):
    post = services.add_post(actor=REGISTRAR, unit=cast.street, kind=PostKind.DEPUTY, title="副主任（新设）")

    with pytest.raises(ActRefused, match="须写明理由并由第二人审批"):
        services.appoint(
            actor=REGISTRAR, person=cast.people["周"], post=post, basis="任命", from_at=now() - timedelta(seconds=1)
        )


def test_a_past_appointment_needs_a_reason(cast: Cast):
    with pytest.raises(ApprovalRefused, match="请写明理由"):
        propose(cast, reason="  ")


def test_a_past_appointment_counts_from_its_day_once_a_second_person_has_approved_it(cast: Cast):
    proposal = propose(cast)
    post, then = proposal.payload["post"], now() - 5 * DAY
    assert names_in(post, then) == []

    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])

    assert names_in(post, then) == ["周"]
    acts = Act.objects.filter(stream__name=f"proposal/{proposal.pk}").order_by("sequence")
    assert [(act.name, act.actor_name) for act in acts] == [("propose", "李"), ("approved", "区长")]


def test_nobody_decides_his_own_proposal_and_nobody_withdraws_anothers(cast: Cast):
    proposal = propose(cast)

    for decision in (Decision.APPROVED, Decision.REFUSED):
        with pytest.raises(ApprovalRefused, match="提出人不能审批自己提出的变更"):
            approvals.decide(proposal.pk, decision, actor=cast["李"])
    with pytest.raises(ApprovalRefused, match="只有提出人可以撤回"):
        approvals.decide(proposal.pk, Decision.WITHDRAWN, actor=cast["区长"])
    assert Proposal.objects.get(pk=proposal.pk).decision == Decision.PENDING


def test_the_database_too_refuses_a_proposal_approved_by_its_proposer(cast: Cast):
    proposal = propose(cast)

    with pytest.raises(IntegrityError, match="records_proposal_four_eyes"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            decision="APPROVED", decided_by_id=proposal.proposed_by_id, decided_at=now()
        )


def test_a_decided_proposal_is_neither_decided_again_nor_rewritten(cast: Cast):
    proposal = propose(cast)
    approvals.decide(proposal.pk, Decision.REFUSED, actor=cast["区长"], note="依据不足")

    with pytest.raises(ApprovalRefused, match="该变更已办结：不同意"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(reason="另一个理由")


def test_a_past_standing_in_counts_once_a_second_person_has_approved_it(cast: Cast):
    then = now() - 5 * DAY
    proposal = services.propose_stand_in(
        actor=cast["李"],
        person=cast.people["周"],
        for_=cast.held["赵"],
        basis="书面授权",
        from_at=now() - 9 * DAY,
        until_at=now() - 2 * DAY,
        reason="授权书晚到",
    )
    assert "周" not in names_in(cast.held["赵"].post_id, then)

    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])

    assert "周" in names_in(cast.held["赵"].post_id, then)
    assert "周" not in names_in(cast.held["赵"].post_id, now())
