"""Verified by somebody else, written off by a third; opened again, voided, handed over."""

from datetime import date

from hazards.lifecycle import LIFECYCLE
from hazards.models.acts.columns import Columns, end_request, joined


class Ending(Columns):
    """How it ends."""

    @LIFECYCLE.transition
    def designate_verifier(self, *, unit: int | None = None) -> None:
        """指定复查单位: where too few are left in the lead; a round that was open is annulled."""
        self.verifying_unit_id, self.opinion_ids = unit, []

    @LIFECYCLE.transition
    def sign_opinion(self) -> None:
        """签署复查意见: one person's signature in this round."""
        self.opinion_ids = joined(self.opinion_ids, self.acting_person_id)

    @LIFECYCLE.transition
    def pass_verification(self) -> None:
        """复查合格: the round's last signature."""
        self.opinion_ids = joined(self.opinion_ids, self.acting_person_id)

    @LIFECYCLE.transition
    def fail_verification(self, *, demand_on: date | None = None) -> None:
        """复查不合格: one signature suffices; a new dated demand, the first one stays."""
        self.demand_on = demand_on
        self.failed_rounds += 1

    @LIFECYCLE.transition
    def write_off(self) -> None:
        """销号: the same act lifts the listing."""
        self.listed = False

    @LIFECYCLE.transition
    def refuse_write_off(self) -> None:
        """不予销号: a new round."""
        self.opinion_ids = []

    @LIFECYCLE.transition
    def reopen(self, *, demand_on: date | None = None) -> None:
        """重开: the same hazard, a new episode; everything of the old one stays in the records."""
        self.episode += 1
        self.demand_on = self.promised_on = demand_on
        self.submitter_person_id, self.listing_unit_id = None, None
        self.look_back_ids, self.sampled = [], False
        self.chain_ids = joined(self.chain_ids, *self.acted_ids)
        self.filed_ids, self.opinion_ids, self.acted_ids = [], [], []

    @LIFECYCLE.transition
    def void(self) -> None:
        """作废: what was asked or in dispute falls."""
        end_request(self)
        self.listing_unit_id, self.contested, self.loser_ids = None, False, []

    @LIFECYCLE.transition
    def hand_over(self) -> None:
        """移送: the receiver has signed; what was asked or in dispute falls."""
        end_request(self)
        self.listing_unit_id, self.contested, self.loser_ids = None, False, []
