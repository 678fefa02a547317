"""States that the law's rows name together: where the work stands."""

from hazards.enums import State as S

AT_WORK = (S.PLANNING, S.RECTIFYING)
"""It is being put right."""
ACCEPTED = (*AT_WORK, S.SHELVED, S.AWAITING_VERIFICATION, S.AWAITING_WRITE_OFF)
"""Its lead has it, and keeps it."""
UNSETTLED = (S.REPORTED, S.AWAITING_APPROVAL, S.CLAIMABLE, S.DISPATCHED, S.CONSULTING)
"""Nobody works on it yet."""
OPEN = (*UNSETTLED, *ACCEPTED)
LEAVES = (S.REPORTED, S.CONSULTING, *AT_WORK)
"""From here it may be voided, or handed over."""
PLANNED = tuple(state for state in ACCEPTED if state != S.PLANNING)
"""A plan, where one is needed, stands: filed, and the work has begun."""
VERIFIED = (S.RECTIFYING, S.AWAITING_VERIFICATION, S.AWAITING_WRITE_OFF)
"""Somebody may have to stand aside."""
ASKED = (*LEAVES, S.SHELVED)
"""A request may wait for its decision."""
BEFORE_DISPATCH = (S.REPORTED, S.AWAITING_APPROVAL)
"""A lead that is only proposed has no say yet."""
DISPATCHED_ON = tuple(state for state in S if state not in BEFORE_DISPATCH)
