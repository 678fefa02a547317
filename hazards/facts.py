"""What a row of the law may ask for: a sub-select each, over the case `c.id`, its draft `c.draft`, the instant `i.now`.

What a fact reads is changed only under the case's lock.
"""

from workflow.lifecycle import Fact

# A street leads only what is on its list of matters (街道事项清单).
street_list = Fact(
    "street_list",
    """EXISTS (SELECT FROM responsibility_competencerule q
       WHERE q.lead_id = (c.draft ->> 'lead_id')::bigint AND q.matter_id = (c.draft ->> 'matter_id')::bigint
       AND q.from_at <= i.now AND (q.until_at IS NULL OR q.until_at > i.now))""",
)
pending_request = Fact(
    "pending_request",
    """SELECT json_build_object('kind', q.kind, 'reason', q.reason, 'twin', q.twin_id,
           'twin_state', (SELECT t.state FROM hazards_hazard t WHERE t.id = q.twin_id))
       FROM hazards_request q WHERE q.hazard_id = c.id AND q.state = 'PENDING'""",
)
