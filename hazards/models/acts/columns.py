"""The columns that transitions set, as the checker of types knows them; Hazard declares them for the database."""

from datetime import date


class Columns:
    """Bare annotations: what the methods of these classes may set on the hazard that inherits them."""

    acting_person_id: int
    state: str
    street_id: int | None
    community_id: int | None
    rectifier_id: int | None
    rectifier_note: str
    lead_id: int | None
    interim_lead_id: int | None
    verifying_unit_id: int | None
    listing_unit_id: int | None
    host_id: int | None
    survivor_id: int | None
    matter_id: int | None
    co_units: list[int]
    co_rectifier_ids: list[int]
    candidate_ids: list[int]
    loser_ids: list[int]
    party_ids: list[int]
    level: str
    listed: bool
    contested: bool
    sampled: bool
    ruling_number: str
    demand_on: date | None
    first_demand_on: date | None
    promised_on: date | None
    review_on: date | None
    failed_rounds: int
    recalls: int
    territory_moves: int
    returns: int
    extensions: int
    episode: int
    proposer_person_id: int | None
    handler_person_id: int | None
    submitter_person_id: int | None
    request_person_id: int | None
    request_kind: str
    filed_ids: list[int]
    opinion_ids: list[int]
    acted_ids: list[int]
    chain_ids: list[int]
    recused_ids: list[int]
    look_back_ids: list[int]
    description: str
    place_text: str
    found_on: date | None


def joined(ids: list[int], *more: int | None) -> list[int]:
    """Return ids with some more, each once, sorted."""
    return sorted({*ids, *(one for one in more if one is not None)})


def without(ids: list[int], *less: int | None) -> list[int]:
    """Return ids without some."""
    return [one for one in ids if one not in less]


def end_request(hazard: Columns, *, unless: tuple[str, ...] = ()) -> None:
    """Nobody waits for a decision any more, unless the request is of one of these kinds."""
    keeps = hazard.request_kind in unless
    hazard.request_person_id, hazard.request_kind = (
        (hazard.request_person_id, hazard.request_kind) if keeps else (None, "")
    )
