"""Reporting: the same report sent twice at once is one hazard."""

from hazards.models import Hazard
from tests.workflow.test_gate import in_background


def test_a_report_sent_four_times_at_once_is_one_hazard(committed_cast):
    cast = committed_cast

    sent = [in_background(lambda: cast.report("民", key="form-7")) for _ in range(4)]
    for thread, _ in sent:
        thread.join()

    hazard = Hazard.objects.get()
    assert [answers[0] for _, answers in sent] == [hazard] * 4
