"""Units that a ledger names and the demo district doesn't know become plainly fictional ones."""

from hashlib import sha256

from hazards.ledger.match import unit_name
from hazards.ledger.rows import LedgerRow
from records.actor import Actor
from records.clock import now
from responsibility.charter import ChartUnit, Seat, establish
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Unit


class FictionalUnits:
    """Makes one fictional enterprise a name; the true name stays in the hazard's facts only."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def make(self, row: LedgerRow) -> Unit:
        """Return the fictional unit that stands for the one the row names; the same name gives the same unit."""
        code = "YT-D" + sha256(unit_name(row).encode()).hexdigest()[:10].upper()
        known = Unit.objects.filter(code=code).first()
        if known is not None:
            return known
        number = Unit.objects.filter(code__startswith="YT-D").count() + 1
        seats = (Seat(PostKind.PRINCIPAL, "主要负责人", f"演示负责人{number}"),)
        chart = ChartUnit(Tree.ENTERPRISE, Rank.ENTERPRISE, code, f"演示单位{number}（虚构）", seats=seats)
        return establish([chart], actor=self.actor, from_at=now())[code]
