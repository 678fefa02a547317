"""Reporting: the same report sent twice at once is one hazard."""

import pytest

from hazards.models import Hazard
from hazards.services import splitting
from tests.background import in_background
from workflow.refusals import RefusedError


def test_a_report_sent_four_times_at_once_is_one_hazard(committed_cast):
    cast = committed_cast

    sent = [in_background(lambda: cast.report("民", key="form-7")) for _ in range(4)]
    for thread, _ in sent:
        thread.join()

    hazard = Hazard.objects.get()
    assert [answers[0] for _, answers in sent] == [hazard] * 4


def test_a_key_used_for_another_report_loses_nothing_silently(cast):
    cast.report("民", key="form-8")

    with pytest.raises(RefusedError, match="该请求标识已用于另一次办理"):
        cast.report("民", key="form-8", description="另一处：电线裸露")


def test_a_part_split_off_twice_with_one_key_is_one_and_another_defect_is_not_lost(cast):
    whole = cast.report(description="通道堵塞；灭火器过期")
    part = splitting.split_off(whole, "灭火器过期", actor=cast["李"], key="一")

    assert splitting.split_off(whole, "灭火器过期", actor=cast["李"], key="一") == part
    with pytest.raises(RefusedError, match="该请求标识已用于另一次办理"):
        splitting.split_off(whole, "通道堵塞", actor=cast["李"], key="一")
    assert (part.parent, part.reporter_person_id) == (whole, whole.reporter_person_id)
