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
# Living departments that a rule of competence names for the matter.
competent_units = Fact(
    "competent_units",
    """(SELECT json_agg(q.lead_id) FROM responsibility_competencerule q
       JOIN responsibility_unit u ON u.id = q.lead_id AND u.tree = 'DEPARTMENT'
            AND u.from_at <= i.now AND (u.until_at IS NULL OR u.until_at > i.now)
       WHERE q.matter_id = (c.draft ->> 'matter_id')::bigint
       AND q.from_at <= i.now AND (q.until_at IS NULL OR q.until_at > i.now))""",
)
clauses_in_force = Fact(
    "clauses_in_force",
    """(SELECT json_agg(q.id) FROM hazards_clause q
       CROSS JOIN LATERAL (SELECT (i.now AT TIME ZONE 'Asia/Shanghai')::date AS day) d
       WHERE q.from_on <= d.day AND (q.until_on IS NULL OR q.until_on >= d.day))""",
)
ruling_number_used = Fact(
    "ruling_number_used",
    "EXISTS (SELECT FROM hazards_ruling q WHERE q.number = c.draft ->> 'ruling_number')",
)


def _hazard(column: str) -> str:
    """The hazard that a column names, as far as guards ask about it."""
    return f"""(SELECT json_build_object('id', h.id, 'state', h.state, 'level', h.level, 'place_id', h.place_id,
           'place_text', h.place_text, 'street_id', h.street_id, 'is_open', h.due_at IS NOT NULL)
       FROM hazards_hazard h WHERE h.id = ({column}))"""


survivor = Fact("survivor", _hazard("(c.draft ->> 'survivor_id')::bigint"))
# Where it is merged into now; a transition that ends a merger has emptied its draft's column.
survivor_now = Fact("survivor_now", _hazard("SELECT m.survivor_id FROM hazards_hazard m WHERE m.id = c.id"))
parent = Fact("parent", _hazard("(c.draft ->> 'parent_id')::bigint"))
same_place_open = Fact(
    "same_place_open",
    """(SELECT json_agg(json_build_object('id', o.id, 'number', o.number)) FROM hazards_hazard h JOIN hazards_hazard o
       ON o.id <> h.id AND o.due_at IS NOT NULL AND o.street_id = h.street_id AND (o.place_id = h.place_id
          OR (o.place_id IS NULL AND h.place_id IS NULL AND o.place_text = h.place_text AND h.place_text <> ''))
       WHERE h.id = c.id)""",
)
# When it came to stand set aside, and when it left, each with its day.
shelf_turns = Fact(
    "shelf_turns",
    """(SELECT json_agg(json_build_array(q.source, q.target, (q.at AT TIME ZONE 'Asia/Shanghai')::date)
                        ORDER BY q.sequence)
       FROM hazards_hazardrecord q WHERE q.hazard_id = c.id AND 'SHELVED' IN (q.source, q.target))""",
)
# Licensed persons in the verifying unit, as it stands, whom no exclusion strikes.
fit_verifiers = Fact(
    "fit_verifiers",
    """(SELECT count(DISTINCT a.person_id) FROM hazards_hazard h
       JOIN responsibility_affiliation f ON h.verifying_unit_id = ANY (f.path)
            AND f.from_at <= i.now AND (f.until_at IS NULL OR f.until_at > i.now)
       JOIN responsibility_post p ON p.unit_id = f.unit_id AND p.kind IN ('OFFICER', 'HEAD', 'DEPUTY')
       JOIN responsibility_appointment a ON a.post_id = p.id
            AND a.from_at <= i.now AND (a.until_at IS NULL OR a.until_at > i.now)
       JOIN responsibility_licence l ON l.person_id = a.person_id
            AND (i.now AT TIME ZONE 'Asia/Shanghai')::date BETWEEN l.from_on AND l.until_on
       WHERE h.id = c.id AND NOT a.person_id = ANY (h.filed_ids || h.recused_ids)
       AND NOT EXISTS (SELECT FROM responsibility_appointment b JOIN responsibility_post r ON r.id = b.post_id
            JOIN responsibility_affiliation g ON g.unit_id = r.unit_id
                 AND g.from_at <= i.now AND (g.until_at IS NULL OR g.until_at > i.now)
            WHERE b.person_id = a.person_id AND b.from_at <= i.now AND (b.until_at IS NULL OR b.until_at > i.now)
            AND g.path && (h.rectifier_id || h.co_rectifier_ids)))""",
)


def _rows(name: str, table: str, more: str = "") -> Fact:
    """All rows beside the case, oldest first."""
    row = f"to_jsonb(q) || jsonb_build_object({more})" if more else "q"
    every = f"COALESCE(json_agg({row} ORDER BY q.serial, q.id), '[]')"
    return Fact(name, f"(SELECT {every} FROM {table} q WHERE q.hazard_id = c.id)")


requests = _rows("requests", "hazards_request")
standpoints = _rows(
    "standpoints",
    "hazards_standpoint",
    "'unit_name', (SELECT u.name FROM responsibility_unit u WHERE u.id = q.unit_id)",
)
plans = _rows("plans", "hazards_plan")
rounds = _rows("rounds", "hazards_round")
measures = _rows("measures", "hazards_measure")
listings = _rows("listings", "hazards_listing")
# Of a part also those of its whole: what was found major stays so in each part.
gradings = Fact(
    "gradings",
    """(SELECT COALESCE(json_agg(q ORDER BY q.id), '[]') FROM hazards_grading q
       WHERE q.hazard_id IN (c.id, (SELECT h.parent_id FROM hazards_hazard h WHERE h.id = c.id)))""",
)
reviews = _rows("reviews", "hazards_review")
samples = _rows("samples", "hazards_sample")
recusals = _rows("recusals", "hazards_recusal")
follow_ups = _rows("follow_ups", "hazards_followup")
