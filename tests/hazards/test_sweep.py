"""The sweep: an overdue stage climbs one rung to the superior, exactly once, whoever sweeps."""

from datetime import timedelta

from django.db import connection
from django.utils.timezone import get_default_timezone

from hazards.enums import Level, State
from hazards.models import HazardClock, HazardRung
from hazards.sweeping import sweep_hazards
from notifications.models import Outbox
from tests.background import in_background

DAY = timedelta(days=1)


def test_nothing_climbs_before_it_is_due(clock, committed_cast):
    committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(timedelta(hours=6))

    assert sweep_hazards().fired == 0


def test_an_overdue_stage_is_raised_one_level_to_the_superior_once(clock, committed_cast):
    hazard = committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(4 * DAY)

    assert [sweep_hazards().fired, sweep_hazards().fired] == [1, 0]

    hazard.refresh_from_db()
    record = hazard.records.get(name="raise_level")
    assert (record.actor_name, record.source, record.target) == (
        "SYSTEM",
        State.AWAITING_APPROVAL,
        State.AWAITING_APPROVAL,
    )
    assert hazard.version == record.sequence
    assert hazard.clock.level == 1
    assert Outbox.objects.get(record_id=record.pk).told == ["turn", "coordinator_head"]


def test_two_who_sweep_at_once_raise_each_case_once(clock, committed_cast):
    for _ in range(12):
        committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(4 * DAY)

    first, first_answer = in_background(sweep_hazards)
    second, second_answer = in_background(sweep_hazards)
    first.join()
    second.join()
    leftover = sweep_hazards().fired

    assert first_answer[0].fired + second_answer[0].fired + leftover == 12
    assert HazardRung.objects.count() == 12


def test_a_case_that_somebody_is_acting_on_is_left_for_the_next_sweep(clock, committed_cast, owner):
    busy, free = committed_cast.hazard_in(State.AWAITING_APPROVAL), committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(4 * DAY)
    owner.execute("BEGIN")
    owner.execute("SELECT FROM hazards_hazard WHERE id = %s FOR UPDATE", [busy.pk])

    swept = sweep_hazards()
    owner.execute("COMMIT")

    assert (swept.fired, swept.busy) == (1, 1)
    assert HazardRung.objects.get().hazard_id == free.pk
    assert sweep_hazards().fired == 1


def test_a_case_that_cannot_climb_stops_nobody_elses(clock, committed_cast, owner):
    bad, good = committed_cast.hazard_in(State.AWAITING_APPROVAL), committed_cast.hazard_in(State.AWAITING_APPROVAL)
    owner.execute("UPDATE hazards_hazardclock SET policy_id = 99999 WHERE hazard_id = %s", [bad.pk])
    clock.forward(4 * DAY)

    swept = sweep_hazards()

    assert (swept.fired, swept.failed) == (1, 1)
    assert HazardRung.objects.get().hazard_id == good.pk


def test_a_lead_that_is_silent_for_its_whole_limit_holds_the_hazard(clock, committed_cast):
    """Rule 4: silence moves the case towards duty, once, and tells the head and the one above."""
    general, major = (committed_cast.hazard_in(State.DISPATCHED, level=level) for level in (Level.GENERAL, Level.MAJOR))
    clock.forward(timedelta(hours=3))
    early = sweep_hazards()
    clock.forward(4 * DAY)

    assert [early.fired, sweep_hazards().fired, sweep_hazards().fired] == [0, 2, 0]

    general.refresh_from_db()
    major.refresh_from_db()
    record = general.records.latest("sequence")
    assert (general.state, major.state) == (State.RECTIFYING, State.PLANNING)
    assert (record.name, record.actor_name) == ("deem_accepted", "SYSTEM")
    assert Outbox.objects.get(record_id=record.pk).told == ["lead_head", "coordinator_head", "territory"]
    assert HazardRung.objects.count() == 0


def test_what_silence_may_not_move_climbs_its_ladder(clock, committed_cast, owner):
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    # No road of the law leads here: a street that leads a major hazard.
    owner.execute("ALTER TABLE hazards_hazard DISABLE TRIGGER USER")
    owner.execute("UPDATE hazards_hazard SET level = 'MAJOR', lead_id = street_id WHERE id = %s", [hazard.pk])
    owner.execute("ALTER TABLE hazards_hazard ENABLE TRIGGER USER")
    clock.forward(4 * DAY)

    assert sweep_hazards().fired == 1
    assert hazard.records.latest("sequence").name == "raise_level"


def test_whoever_acts_in_time_starts_a_new_clock_and_nothing_climbs(clock, committed_cast):
    hazard = committed_cast.hazard_in(State.DISPATCHED)
    clock.forward(timedelta(hours=3))
    committed_cast.act("accept", hazard, "消一", handler=committed_cast["消一"].person_id)
    clock.forward(3 * DAY)

    assert sweep_hazards().fired == 0
    assert HazardClock.objects.get(hazard=hazard).state == State.RECTIFYING


def test_a_stage_due_in_working_days_is_due_at_closing_time_of_the_last_one(clock, committed_cast):
    """Reported on Friday 9 October 2026: Saturday 10 October is a make-up working day."""
    hazard = committed_cast.report()

    assert hazard.due_at.astimezone(get_default_timezone()).isoformat() == "2026-10-10T17:30:00+08:00"


def test_the_sweep_takes_a_constant_number_of_statements_a_batch(clock, committed_cast, django_assert_num_queries):
    for _ in range(5):
        committed_cast.hazard_in(State.AWAITING_APPROVAL)
    clock.forward(4 * DAY)
    connection.ensure_connection()

    # pick; BEGIN, lock, read, clocks, write, COMMIT; and the pick that finds no more
    with django_assert_num_queries(9):
        sweep_hazards()
