"""The clocks that run across stages. How long each runs, and whom it presses, is policy: data of the district."""

from hazards.enums import TimerKind
from hazards.stages import OPEN
from workflow.lifecycle import Timer

TIMERS = (
    # 全程时限: catches a hazard that goes round although each of its stages is fresh. It is counted from the birth (of
    # a part: its whole's) or the reopening; from the date that was promised, once there is one. A failed verification,
    # a recall or a resumption name a new demand, and promise nothing.
    Timer(
        TimerKind.CASE,
        lambda hazard: hazard.state in OPEN,
        since="begun_at",
        dated="promised_on",
        reads=("promised_on", "level", "urgent"),
    ),
    # A request is decided by another than its asker; silence grants nothing, so somebody must press him.
    Timer(TimerKind.REQUEST, lambda hazard: hazard.request_person_id is not None),
    # 对认领的异议: the work goes on, and nothing is written off before it is ruled.
    Timer(TimerKind.CONTEST, lambda hazard: hazard.contested and hazard.state in OPEN),
)
