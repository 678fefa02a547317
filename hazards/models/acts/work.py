"""The work: planned, put right, set aside, given to another rectifier; and how grave it is."""

from datetime import date

from hazards.lifecycle import LIFECYCLE
from hazards.models.acts.columns import Columns, end_request, joined


class Work(Columns):
    """How it is put right."""

    @LIFECYCLE.transition
    def file_plan(self, *, demand_on: date | None = None) -> None:
        """报备方案: filed, not approved; the dated demand becomes the plan's date."""
        self.demand_on = self.promised_on = demand_on
        self.filed_ids = joined(self.filed_ids, self.acting_person_id)

    @LIFECYCLE.transition
    def return_plan(self) -> None:
        """退回方案: filed, but something is missing in it; a request about the date falls with it."""
        end_request(self, unless=("VOID", "TRANSFER", "LEVEL"))

    @LIFECYCLE.transition
    def report_stage(self) -> None:
        """报告方案阶段完成: whoever reports it has filed something, and verifies nothing."""
        self.filed_ids = joined(self.filed_ids, self.acting_person_id)

    @LIFECYCLE.transition
    def submit_result(self) -> None:
        """报请复查: a new round begins; a request still open lapses."""
        end_request(self)
        self.submitter_person_id = self.acting_person_id
        self.filed_ids = joined(self.filed_ids, self.acting_person_id)
        self.opinion_ids = []

    @LIFECYCLE.transition
    def recall_result(self) -> None:
        """撤回报请: to the old demand; whoever filed it stays barred from verifying."""
        self.submitter_person_id = None

    @LIFECYCLE.transition
    def extend(self, *, demand_on: date | None = None) -> None:
        """准予延期: a later demand; the first one stays, and both latenesses are reported."""
        self.demand_on = self.promised_on = demand_on
        self.extensions += 1
        end_request(self)

    @LIFECYCLE.transition
    def shelve(self, *, review_on: date | None = None) -> None:
        """准予挂账: set aside until it is looked at again."""
        self.review_on = self.promised_on = review_on
        end_request(self)

    @LIFECYCLE.transition
    def resume(self, *, demand_on: date | None = None) -> None:
        """恢复整改: with a new demand, which a person says; by the machine, overdue since the date of review."""
        self.demand_on, self.review_on = demand_on if self.acting_person_id else self.review_on, None
        end_request(self)

    @LIFECYCLE.transition
    def change_rectifier(
        self, *, rectifier: int | None = None, rectifier_note: str = "", demand_on: date | None = None
    ) -> None:
        """变更整改主体: plan and requests end; the new one gets a demand of its own."""
        self.rectifier_id, self.rectifier_note = rectifier, rectifier_note
        self.demand_on, self.review_on = demand_on, None
        end_request(self)

    @LIFECYCLE.transition
    def determine(self, *, level: str = "") -> None:
        """定级."""
        self.level = level

    @LIFECYCLE.transition
    def upgrade(self) -> None:
        """升级为重大: a plan first; the round and requests fall, the old demand stays for its lateness."""
        self.level = "MAJOR"
        self.submitter_person_id, self.opinion_ids, self.review_on = None, [], None
        end_request(self)

    @LIFECYCLE.transition
    def downgrade(self) -> None:
        """降为一般: as asked for, by one above."""
        self.level = "GENERAL"
        end_request(self)
