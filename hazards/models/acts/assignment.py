"""Who answers for it, the ordinary way: proposed, approved, accepted."""

from datetime import date

from hazards.lifecycle import LIFECYCLE
from hazards.models.acts.columns import Columns


class Assignment(Columns):
    """How a lead comes to answer for it."""

    @LIFECYCLE.transition
    def propose_assignment(
        self,
        *,
        lead: int | None = None,
        rectifier: int | None = None,
        rectifier_note: str = "",
        level: str = "",
        matter: int | None = None,
        demand_on: date | None = None,
        co_units: list[int] | None = None,
        co_rectifiers: list[int] | None = None,
    ) -> None:
        """拟派单: name the three parties, the level, the dated demand."""
        self.lead_id, self.verifying_unit_id = lead, lead
        self.rectifier_id, self.rectifier_note = rectifier, rectifier_note
        self.level, self.matter_id = level, matter if matter is not None else self.matter_id
        self.demand_on = self.first_demand_on = demand_on
        self.co_units, self.co_rectifier_ids = sorted(co_units or []), sorted(co_rectifiers or [])
        self.proposer_person_id = self.acting_person_id

    @LIFECYCLE.transition
    def approve_assignment(self) -> None:
        """批准派单: from now on the lead's clock runs, and the date is promised; a second dispatch keeps the first."""
        self.promised_on = self.promised_on or self.demand_on

    @LIFECYCLE.transition
    def reject_assignment(self) -> None:
        """退回重拟: the proposal falls, the street holds it again."""
        _fall_back(self)

    @LIFECYCLE.transition
    def recall_dispatch(self) -> None:
        """撤回派单: what the dispatcher got wrong; once."""
        _fall_back(self)
        self.recalls += 1

    @LIFECYCLE.transition
    def accept(self, *, handler: int | None = None) -> None:
        """签收: the lead names who handles it."""
        self.handler_person_id = handler

    @LIFECYCLE.transition
    def deem_accepted(self) -> None:
        """视为签收: the lead was silent for its whole limit, and holds it now; nobody is named to handle it."""


def _fall_back(hazard: Columns) -> None:
    """Let the proposal fall; `verify` runs a transition on a sketch of a hazard, so this is no method."""
    hazard.lead_id = hazard.verifying_unit_id = None
    hazard.demand_on = hazard.first_demand_on = None
    hazard.co_units, hazard.co_rectifier_ids = [], []
