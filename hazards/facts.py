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
handler_seated = Fact(
    "handler_seated",
    """EXISTS (SELECT FROM responsibility_appointment a JOIN responsibility_post p ON p.id = a.post_id
       JOIN responsibility_affiliation f ON f.unit_id = p.unit_id
            AND f.from_at <= i.now AND (f.until_at IS NULL OR f.until_at > i.now)
       WHERE a.person_id = (c.draft ->> 'handler_person_id')::bigint AND (c.draft ->> 'lead_id')::bigint = ANY (f.path)
       AND a.from_at <= i.now AND (a.until_at IS NULL OR a.until_at > i.now))""",
)
# The photographs that the case has, each as a record says it, and the episode that brought it.
photos_known = Fact(
    "photos_known",
    """(SELECT COALESCE(json_agg(json_build_object('role', h.role, 'sha256', h.sha256, 'original', h.original,
           'taken_at', h.taken_at, 'place', h.place, 'latitude_e7', h.latitude_e7, 'episode', h.episode)), '[]')
       FROM hazards_photo h WHERE h.hazard_id = c.id)""",
)
pending_request = Fact(
    "pending_request",
    """SELECT json_build_object('kind', q.kind, 'reason', q.reason, 'twin', q.twin_id,
           'twin_state', (SELECT t.state FROM hazards_hazard t WHERE t.id = q.twin_id))
       FROM hazards_request q WHERE q.hazard_id = c.id AND q.state = 'PENDING'""",
)
