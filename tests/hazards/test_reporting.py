"""Reporting: the same report sent twice at once is one hazard."""

import pytest

from hazards.models import Hazard
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
