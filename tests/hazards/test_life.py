"""The straight road and its turnings."""

from hazards.enums import State


def test_a_hazard_goes_from_report_to_write_off(cast):
    hazard = cast.hazard_in(State.WRITTEN_OFF)

    assert [record.name for record in hazard.records.order_by("sequence")] == [
        "report",
        "propose_assignment",
        "approve_assignment",
        "accept",
        "submit_result",
        "pass_verification",
        "write_off",
    ]
    assert hazard.ended_at is not None
    assert hazard.clock.stopped_at is not None
