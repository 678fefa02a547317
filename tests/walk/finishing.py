"""To the write-off by work alone: no void, no transfer, no merger, nothing closed on the spot.

Whoever may takes the next act of the road; where nobody may any more, the road is blocked, and that is a trap.
"""

from hazards.enums import State as S
from hazards.models import Hazard
from tests.cast import Cast
from tests.walk.moves import variants
from workflow import engine
from workflow.engine import Fired

ROAD = {
    S.REPORTED: ("withdraw_request", "refuse_request", "propose_assignment", "convene"),
    S.AWAITING_APPROVAL: ("approve_assignment", "reject_assignment"),
    S.CLAIMABLE: ("claim", "disclaim"),
    S.DISPATCHED: ("accept",),
    S.CONSULTING: ("rule",),
    S.PLANNING: ("file_plan",),
    S.RECTIFYING: ("report_stage", "submit_result"),
    S.SHELVED: ("resume",),
    S.AWAITING_VERIFICATION: ("pass_verification", "sign_opinion", "refuse_recusal", "designate_verifier"),
    S.AWAITING_WRITE_OFF: (
        *("drop_measure", "ask_release", "lift_measure", "recheck_listing", "rerule", "write_off"),
        *("decline_listing", "refuse_write_off"),
    ),
}
LONGEST = 40


def finish(cast: Cast, pk: int, people: list[str]) -> str:
    """Bring it to the write-off by those named; return "" when they could, else where the road ends and why."""
    for _ in range(LONGEST):
        hazard = Hazard.objects.get(pk=pk)
        if hazard.state == S.WRITTEN_OFF:
            return ""
        why = _step(cast, hazard, people)
        if why:
            return f"{hazard.state}: {why}"
    return f"{hazard.state}: going round"


def _step(cast: Cast, hazard: Hazard, people: list[str]) -> str:
    acts = ROAD[S(hazard.state)]
    verdicts = engine.verdicts(Hazard, [hazard], actors=[cast[name] for name in people], names=acts)
    why: list[str] = []
    for act in acts:
        if act == "rerule" and not hazard.contested:
            continue
        may = [name for name in people if not verdicts[hazard.pk, cast[name].person_id][act].reasons]
        for name in may:
            for given in variants(cast, act, hazard, name)[:2]:
                answer = cast.act(act, hazard, name, **given)
                if isinstance(answer, Fired):
                    return ""
                why.append(f"{act} by {name}: {answer}")
    return "；".join(why) or "nobody may"
