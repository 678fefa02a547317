"""Asking once: within the block, each seat of an instant is read once, and the answers are the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from records.clock import now
from responsibility import services
from responsibility.positions import asking_once, delegations_ended, positions_of, seats_of
from tests.cast import REGISTRAR, Cast


def test_the_answers_are_the_same_and_read_once(cast: Cast, django_assert_num_queries: Any) -> None:
    at = now()
    people = [cast[name].person_id for name in ("钱", "赵", "消一", "民")]
    units = [cast.street.pk]
    asked: list[Callable[[], Any]] = [
        lambda: positions_of(people, at),
        lambda: positions_of(reversed(people[:2]), at),
        lambda: seats_of(units, at),
        lambda: seats_of(units, at, inside=True),
        lambda: delegations_ended([cast["孙"].person_id, *people], at),
    ]
    plainly = [question() for question in asked]

    with asking_once(at), django_assert_num_queries(4):
        assert [question() for question in asked] == plainly
        assert [question() for question in asked] == plainly


def test_another_instant_is_read_anew(cast: Cast) -> None:
    at = now()
    with asking_once(at):
        assert positions_of([cast["孙"].person_id], at) != positions_of([cast["孙"].person_id], at - timedelta(days=45))


def test_outside_the_block_nothing_is_remembered(cast: Cast) -> None:
    with asking_once(now()):
        positions_of([cast["赵"].person_id], now())
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    assert positions_of([cast["赵"].person_id], now()) == []


def test_what_a_caller_does_to_the_answer_changes_no_other_answer(cast: Cast) -> None:
    at = now()
    with asking_once(at):
        seats_of([cast.street.pk], at).clear()
        assert seats_of([cast.street.pk], at)
