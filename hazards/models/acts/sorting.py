"""Born, moved to its street, merged, split: what the report is, before anybody answers for it."""

from hazards.lifecycle import LIFECYCLE
from hazards.models.acts.columns import Columns


class Sorting(Columns):
    """How a report is sorted out."""

    @LIFECYCLE.transition
    def report(self) -> None:
        """上报: the chain's territory was set when the case was made."""

    @LIFECYCLE.transition
    def import_open(self) -> None:
        """导入在办: old chain and limit are facts in `origin`."""

    @LIFECYCLE.transition
    def import_closed(self) -> None:
        """导入历史: closed by its source, outside every rate of verified write-offs."""

    @LIFECYCLE.transition
    def split_off(self) -> None:
        """分拆: it was made with its parent's chain, reporter and report time."""

    @LIFECYCLE.transition
    def move_territory(self, *, street: int | None = None) -> None:
        """更正属地: another street, once; the community was the old one's. To name the unknown one doesn't count."""
        self.territory_moves += 1 if self.street_id else 0
        self.street_id, self.community_id = street or self.street_id, None

    @LIFECYCLE.transition
    def confirm_fixed(self) -> None:
        """立改确认: found and fixed at once; no lead stands, so nothing can be reopened."""

    @LIFECYCLE.transition
    def merge(self, *, survivor: int | None = None) -> None:
        """并案: its reporter becomes one of the survivor's."""
        self.survivor_id = survivor

    @LIFECYCLE.transition
    def separate(self) -> None:
        """撤销并案: it goes its own way again, and nothing is promised of it."""
        self.survivor_id, self.promised_on = None, None

    @LIFECYCLE.transition
    def take_in(self) -> None:
        """并入一件: another report of the same fact was merged into this one."""

    @LIFECYCLE.transition
    def move_along(self, *, survivor: int | None = None) -> None:
        """随案并入: its survivor was merged itself."""
        self.survivor_id = survivor
