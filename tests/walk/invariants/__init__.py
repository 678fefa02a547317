"""What must hold of every hazard after every step, whoever did what: section 7 of docs/law.md, from rows and records.

One small function each, named after what it says; it yields what breaks it, in words for whoever mends the law.
"""

from collections.abc import Callable, Iterator

from tests.walk.invariants import ends, persons, turns
from tests.walk.life import Life

EVERY: tuple[Callable[[Life], Iterator[str]], ...] = (
    turns.one_turn_with_a_living_holder,
    turns.one_running_clock,
    turns.one_holder_at_every_instant,
    turns.somebody_is_asked_while_it_may_be_claimed,
    turns.returns_are_counted,
    turns.a_major_at_work_has_a_whole_plan,
    turns.the_lead_may_lead,
    turns.a_ruling_binds,
    persons.nobody_decides_his_own,
    persons.the_rectifier_decides_nothing,
    persons.the_lead_is_not_the_rectifier,
    persons.nobody_verifies_his_own_work,
    persons.signatures_are_of_their_round,
    persons.what_is_written_off_was_verified_by_others,
    persons.the_judge_is_of_no_party,
    persons.nobody_reopens_what_he_did,
    persons.a_listing_is_lifted_by_its_department,
    ends.a_major_is_voided_as_a_duplicate_only,
    ends.an_end_leaves_nothing_open,
    ends.a_transfer_is_signed_for,
    ends.a_merged_hazard_has_a_survivor,
    ends.the_machine_moves_in_four_ways_only,
    ends.what_is_set_aside_is_looked_after,
    ends.nothing_is_set_aside_for_more_than_a_year,
    ends.the_first_demand_stays,
    ends.what_is_lifted_has_passed,
)


def broken(life: Life) -> list[str]:
    """Return every invariant that doesn't hold of this hazard, with how it came there."""
    road = " → ".join(step.name for step in life.steps)
    return [f"{rule.__name__}: {words} [{road}]" for rule in EVERY for words in rule(life)]
