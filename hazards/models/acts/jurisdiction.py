"""Whose it is, when that is in doubt: claimed, disclaimed, objected to, consulted on, ruled."""

from datetime import date

from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models.acts.columns import Columns, end_request, joined, without


class Jurisdiction(Columns):
    """How it is settled whose it is. In dispute the first receiver stays interim lead."""

    @LIFECYCLE.transition
    def open_for_claim(
        self,
        *,
        candidates: list[int] | None = None,
        rectifier: int | None = None,
        rectifier_note: str = "",
        level: str = "",
        matter: int | None = None,
        demand_on: date | None = None,
    ) -> None:
        """挂出认领: several departments might be competent; the street holds it meanwhile."""
        self.candidate_ids = sorted(candidates or [])
        self.party_ids = joined(self.party_ids, *self.candidate_ids)
        self.rectifier_id, self.rectifier_note = rectifier, rectifier_note
        self.level, self.matter_id = level, matter if matter is not None else self.matter_id
        self.demand_on = self.first_demand_on = demand_on
        self.interim_lead_id, self.lead_id = self.street_id, None

    @LIFECYCLE.transition
    def object(self, *, owner: int | None = None) -> None:
        """提出异议: not ours; the objector holds it until another claims it."""
        self.candidate_ids = [] if owner is None else [owner]
        self.party_ids = joined(self.party_ids, self.lead_id, owner)
        self.interim_lead_id, self.lead_id, self.verifying_unit_id = self.lead_id, None, None
        self.returns += 1

    @LIFECYCLE.transition
    def claim(
        self,
        *,
        unit: int | None = None,
        handler: int | None = None,
        demand_on: date | None = None,
        level: str = "",
        matter: int | None = None,
        rectifier: int | None = None,
        rectifier_note: str = "",
    ) -> None:
        """认领: the first that claims has it; level and rectifier are said where nobody has said them yet."""
        self.loser_ids = without(self.candidate_ids, unit)
        self.lead_id, self.verifying_unit_id, self.interim_lead_id = unit, unit, None
        self.candidate_ids = []
        self.handler_person_id = handler
        self.demand_on = demand_on or self.demand_on
        self.first_demand_on = self.first_demand_on or self.demand_on
        self.promised_on = self.promised_on or self.demand_on
        self.level, self.matter_id = self.level or level, self.matter_id or matter
        self.rectifier_id = self.rectifier_id or rectifier
        self.rectifier_note = self.rectifier_note or rectifier_note

    @LIFECYCLE.transition
    def disclaim(self, *, unit: int | None = None, owner: int | None = None) -> None:
        """不予认领: one candidate less; whom it names is heard in a consultation."""
        self.candidate_ids = without(self.candidate_ids, unit)
        self.party_ids = joined(self.party_ids, unit, owner or None)
        self.returns += 1

    @LIFECYCLE.transition
    def convene(self, *, matter: int | None = None) -> None:
        """提请会商: whoever held it last holds it till the ruling."""
        self.matter_id = matter or self.matter_id
        self.party_ids = joined(self.party_ids, self.lead_id)
        self.interim_lead_id = self.interim_lead_id or self.lead_id or self.street_id
        self.lead_id, self.verifying_unit_id, self.candidate_ids = None, None, []
        end_request(self, unless=("VOID", "TRANSFER"))

    @LIFECYCLE.transition
    def rule(
        self,
        *,
        lead: int | None = None,
        co_units: list[int] | None = None,
        verifying_unit: int | None = None,
        demand_on: date | None = None,
        number: str = "",
        street: int | None = None,
        level: str = "",
        rectifier: int | None = None,
        rectifier_note: str = "",
    ) -> None:
        """裁定: binding at once; it names the territory too where that was in doubt."""
        self.interim_lead_id, self.lead_id = None, lead
        self.verifying_unit_id, self.co_units = verifying_unit, sorted(co_units or [])
        if street is not None and street != self.street_id:
            self.street_id, self.community_id = street, None
        self.level = level or self.level
        self.rectifier_id = rectifier or self.rectifier_id
        self.rectifier_note = rectifier_note or self.rectifier_note
        self.demand_on = self.promised_on = demand_on
        self.first_demand_on = self.first_demand_on or demand_on
        self.ruling_number, self.contested, self.loser_ids, self.handler_person_id = number, False, [], None
        end_request(self)

    @LIFECYCLE.transition
    def rerule(
        self,
        *,
        lead: int | None = None,
        co_units: list[int] | None = None,
        verifying_unit: int | None = None,
        number: str = "",
    ) -> None:
        """改定牵头: the work goes on; a round that was open is annulled."""
        self.lead_id, self.verifying_unit_id, self.co_units = lead, verifying_unit, sorted(co_units or [])
        self.ruling_number, self.contested, self.loser_ids, self.handler_person_id = number, False, [], None
        # What has passed stays passed: only who would have gone on signing is another one.
        self.opinion_ids = [] if self.state == State.AWAITING_VERIFICATION else self.opinion_ids

    @LIFECYCLE.transition
    def contest_claim(self) -> None:
        """对认领提出异议: the work goes on with the winner until it is ruled."""
        self.contested = True

    @LIFECYCLE.transition
    def succeed(self, *, old: int = 0, new: int = 0) -> None:
        """承继: the successor of a unit that has ended takes its place, wherever it stood."""
        self.street_id = new if self.street_id == old else self.street_id
        self.community_id = new if self.community_id == old else self.community_id
        self.lead_id = new if self.lead_id == old else self.lead_id
        self.interim_lead_id = new if self.interim_lead_id == old else self.interim_lead_id
        self.rectifier_id = new if self.rectifier_id == old else self.rectifier_id
        self.verifying_unit_id = new if self.verifying_unit_id == old else self.verifying_unit_id
        self.listing_unit_id = new if self.listing_unit_id == old else self.listing_unit_id
        self.candidate_ids = _replaced(self.candidate_ids, old, new)
        self.loser_ids = _replaced(self.loser_ids, old, new)
        self.party_ids = _replaced(self.party_ids, old, new)
        self.co_units = _replaced(self.co_units, old, new)
        self.co_rectifier_ids = _replaced(self.co_rectifier_ids, old, new)


def _replaced(units: list[int], old: int, new: int) -> list[int]:
    return sorted({new if unit == old else unit for unit in units})
