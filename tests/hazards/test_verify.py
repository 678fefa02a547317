"""`manage.py verify`: an untouched database gives no finding; whatever is damaged is found by its own id."""

from hazards.enums import State
from hazards.verification import verify


def findings(report):
    return [(f.invariant, f.subject, f.words) for tally in report.tallies for f in tally.findings]


def test_smoke(committed_cast):
    committed_cast.hazard_in(State.WRITTEN_OFF)
    committed_cast.hazard_in(State.RECTIFYING)
    report = verify()
    assert findings(report) == []
