"""Who is named to a seat, by whom, and when only by two."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from records import approvals
from records.actor import Actor
from records.approvals import ApprovalRefused
from records.clock import now
from records.models import Act, Decision, Proposal
from responsibility import services
from responsibility.enums import PostKind
from responsibility.models import Appointment, Post, User
from responsibility.positions import holders_of_post
from responsibility.services import ActRefused, name_to_seat
from tests.cast import REGISTRAR, Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def registry(cast: Cast) -> Actor:
    return administrator(cast, "民")


def administrator(cast: Cast, name: str) -> Actor:
    User.objects.create_user(f"admin-{name}", "correct horse battery", person=cast.people[name], is_staff=True)
    return cast[name]


def seat(cast: Cast, unit: str, kind: PostKind, title: str, *, single: bool = True) -> Post:
    return services.add_post(actor=REGISTRAR, unit=cast.units[unit], kind=kind, title=title, single_seat=single)


def holders(post: Post) -> list[str]:
    return [held.person_name for held in holders_of_post(post.pk, now())]


def officers(cast: Cast) -> Post:
    return Post.objects.get(unit=cast.units["XFJ"], kind=PostKind.OFFICER)


# --- Who may -----------------------------------------------------------------------------------------------------
def test_the_head_of_a_bureau_names_its_officers_at_once(cast: Cast):
    post = officers(cast)

    made = name_to_seat(actor=cast["消长"], person=cast.people["看"], post=post, basis="借调函")

    assert isinstance(made, Appointment)
    assert "看" in holders(post)
    assert Act.objects.get(stream__name=f"post/{post.pk}", name="appoint", actor_id=cast["消长"].person_id)


@pytest.mark.parametrize("name", ["消一", "城长", "钱", "企", "民"])
def test_nobody_names_to_a_seat_that_he_does_not_look_after(cast: Cast, name: str):
    with pytest.raises(ActRefused, match="这个岗位不由您安排"):
        name_to_seat(actor=cast[name], person=cast.people["看"], post=officers(cast), basis="借调函")


def test_a_head_does_not_name_his_own_successor_but_the_head_above_does(cast: Cast):
    given = {"person": cast.people["周"], "post": cast.held["赵"].post, "basis": "任命", "reason": "轮岗"}
    given["in_place_of"] = cast.held["赵"]

    with pytest.raises(ActRefused, match="不由您安排"):
        name_to_seat(actor=cast["赵"], **given)

    assert isinstance(name_to_seat(actor=cast["区长"], **given), Proposal)


def test_who_stands_in_for_a_head_does_not_arrange_his_seats(cast: Cast):
    post = seat(cast, "990101001", PostKind.SAFETY_OFFICE, "值班员", single=False)

    with pytest.raises(ActRefused, match="不由您安排"):
        name_to_seat(actor=cast["钱"], person=cast.people["民"], post=post, basis="聘任")


def test_an_enterprise_looks_after_its_own_safety_manager(cast: Cast):
    post = Post.objects.get(unit=cast.units["FIRM"], kind=PostKind.SAFETY_MANAGER)
    held = Appointment.objects.get(post=post)

    made = name_to_seat(actor=cast["企"], person=cast.people["民"], post=post, basis="聘书", in_place_of=held)

    assert isinstance(made, Appointment)
    assert holders(post) == ["民"]


def test_a_tenure_is_ended_by_who_looks_after_the_seat_and_by_nobody_else(cast: Cast):
    held = Appointment.objects.get(person=cast.people["消二"])

    with pytest.raises(ActRefused, match="不由您安排"):
        services.end_tenure(held, actor=cast["城长"], reason="调离")
    services.end_tenure(held, actor=cast["消长"], reason="调离")

    assert "消二" not in holders(held.post)


def test_who_is_stood_in_for_ends_it_himself(cast: Cast):
    services.end_tenure(cast.held["钱代赵"], actor=cast["赵"], reason="已回岗")

    assert holders(cast.held["赵"].post) == ["赵"]


# --- Two ----------------------------------------------------------------------------------------------------------
def test_whoever_names_himself_is_in_the_seat_only_when_a_second_person_has_confirmed(cast: Cast, registry: Actor):
    post = officers(cast)

    proposal = name_to_seat(actor=registry, person=cast.people["民"], post=post, basis="借调函", reason="缺人")

    assert isinstance(proposal, Proposal)
    assert "民" not in holders(post)
    with pytest.raises(ApprovalRefused, match="提出人不能审批"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=registry)
    assert "民" not in holders(post)

    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["消长"])

    assert "民" in holders(post)


def test_a_seat_of_power_is_filled_by_two_and_says_what_changes(cast: Cast, registry: Actor):
    held = cast.held["赵"]

    proposal = name_to_seat(
        actor=registry, person=cast.people["周"], post=held.post, basis="任命", reason="轮岗", in_place_of=held
    )

    assert isinstance(proposal, Proposal)
    assert (proposal.payload["before"], holders(held.post)[0]) == (["赵"], "赵")
    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])
    assert holders(held.post) == ["周"]


def test_who_is_named_is_not_the_second_person(cast: Cast, registry: Actor):
    post = seat(cast, "990101", PostKind.DEPUTY, "副区长")
    proposal = name_to_seat(actor=registry, person=cast.people["区长"], post=post, basis="任命", reason="兼任")

    with pytest.raises(ApprovalRefused, match="本人不能确认"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])


def test_the_second_person_looks_after_the_seat_too(cast: Cast, registry: Actor):
    post = seat(cast, "990101001", PostKind.DEPUTY, "三把手")
    proposal = name_to_seat(actor=registry, person=cast.people["周"], post=post, basis="任命", reason="增补")

    for name in ("消长", "李", "钱", "企"):
        with pytest.raises(ApprovalRefused, match="不由您安排"):
            approvals.decide(proposal.pk, Decision.APPROVED, actor=cast[name])
    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["赵"])

    assert holders(post) == ["周"]


def test_a_head_lets_his_deputy_stand_in_with_a_second_person(cast: Cast):
    proposal = name_to_seat(
        actor=cast["赵"],
        person=cast.people["孙"],
        post=cast.held["赵"].post,
        basis="书面授权",
        reason="外出学习",
        stands_in_for=cast.held["赵"],
        until_at=now() + timedelta(days=3),
    )

    assert isinstance(proposal, Proposal)
    assert "孙" not in holders(cast.held["赵"].post)
    approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])
    assert "孙" in holders(cast.held["赵"].post)


def test_a_refusal_has_a_reason_and_changes_nothing(cast: Cast, registry: Actor):
    post = seat(cast, "990101001", PostKind.DEPUTY, "三把手")
    proposal = name_to_seat(actor=registry, person=cast.people["周"], post=post, basis="任命", reason="增补")

    with pytest.raises(ApprovalRefused, match="不同意的理由"):
        approvals.decide(proposal.pk, Decision.REFUSED, actor=cast["赵"])
    approvals.decide(proposal.pk, Decision.REFUSED, actor=cast["赵"], note="没有编制")

    assert holders(post) == []
    with pytest.raises(ApprovalRefused, match="该变更已办结"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["区长"])


def test_what_could_not_be_written_is_not_proposed_either(cast: Cast, registry: Actor):
    taken = {"actor": registry, "person": cast.people["周"], "post": cast.held["赵"].post, "basis": "任命"}

    with pytest.raises(ActRefused, match="已有人任职"):
        name_to_seat(**taken, reason="轮岗")
    with pytest.raises(ActRefused, match="写明理由"):
        name_to_seat(**taken, in_place_of=cast.held["赵"])

    assert not Proposal.objects.filter(decision=Decision.PENDING).exists()
    assert holders(cast.held["赵"].post)[0] == "赵"


def test_one_naming_is_proposed_once(cast: Cast, registry: Actor):
    post = seat(cast, "990101001", PostKind.DEPUTY, "三把手")
    given = {"actor": registry, "person": cast.people["周"], "post": post, "basis": "任命", "reason": "增补"}
    name_to_seat(**given)

    with pytest.raises(ActRefused, match="已经提出"):
        name_to_seat(**given)


def test_the_database_too_wants_two_and_neither_of_them_named(cast: Cast, registry: Actor):
    post = seat(cast, "990101001", PostKind.DEPUTY, "三把手")
    proposal = name_to_seat(actor=registry, person=cast.people["周"], post=post, basis="任命", reason="增补")
    assert isinstance(proposal, Proposal)

    for decider in (registry.person_id, cast.people["周"].pk):
        for decision in (Decision.APPROVED, Decision.REFUSED):
            with pytest.raises(IntegrityError), transaction.atomic():
                Proposal.objects.filter(pk=proposal.pk).update(
                    decision=decision, decided_by_id=decider, decided_by_name="某", decided_at=now()
                )


def test_of_two_who_confirm_at_the_same_instant_one_does_and_the_seat_is_filled_once(committed_cast: Cast):
    cast, together, outcomes = committed_cast, threading.Barrier(2), []
    registry = administrator(cast, "民")
    post = seat(cast, "990101001", PostKind.DEPUTY, "值班副主任", single=False)
    proposal = name_to_seat(actor=registry, person=cast.people["周"], post=post, basis="任命", reason="增补")

    def confirm(name: str) -> None:
        try:
            together.wait()
            approvals.decide(proposal.pk, Decision.APPROVED, actor=cast[name])
            outcomes.append("确认")
        except ApprovalRefused as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    racers = [threading.Thread(target=confirm, args=[name]) for name in ("赵", "区长")]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(outcomes) == ["确认", "该变更已办结：已同意"]
    assert holders(post) == ["周"]


def test_who_lost_his_seat_meanwhile_confirms_nothing(cast: Cast, registry: Actor):
    post = seat(cast, "990101001", PostKind.DEPUTY, "三把手")
    proposal = name_to_seat(actor=registry, person=cast.people["周"], post=post, basis="任命", reason="增补")
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    with pytest.raises(ApprovalRefused, match="不由您安排"):
        approvals.decide(proposal.pk, Decision.APPROVED, actor=cast["赵"])
