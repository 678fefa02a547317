"""Whose it is: the dispute, what each unit said, the ruling."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from psycopg.errors import UniqueViolation

from hazards.enums import DisputeState, PositionKind, RulingState
from hazards.models.matters.base import Matter, of_hazard
from responsibility.models import Unit
from workflow.beside import Said
from workflow.lifecycle import Kind
from workflow.models import Move
from workflow.refusals import Reason, Refused, RefusedError


class Dispute(Matter):
    """A dispute about jurisdiction (管辖争议), from the first "not mine" to a claim or a ruling."""

    hazard = of_hazard("disputes")
    cause = models.CharField(_("起因"), max_length=20)

    OPENS = dict.fromkeys(("object", "convene", "contest_claim"), DisputeState.OPEN)
    MOVES = {
        "claim": ((DisputeState.OPEN,), DisputeState.SETTLED),
        "rule": ((DisputeState.OPEN,), DisputeState.RULED),
        "rerule": ((DisputeState.OPEN,), DisputeState.RULED),
        **dict.fromkeys(("void", "hand_over"), ((DisputeState.OPEN,), DisputeState.LAPSED)),
    }

    class Meta:
        verbose_name = _("管辖争议")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=models.Q(state="OPEN"), name="hazards_dispute_one_open"
            ),
        ]

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let disputes follow; what goes on in consultation is the same dispute."""
        if said.name in cls.OPENS and any(row.state == DisputeState.OPEN for row in rows):
            return
        super().step(rows, said)

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return what opened it."""
        return {"cause": said.name}


class Standpoint(Matter):
    """What a unit said about whose it is, by words or by silence (各方意见); written once."""

    hazard = of_hazard("standpoints")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="+")
    kind = models.CharField(_("意见"), max_length=12, choices=PositionKind)
    episode = models.PositiveSmallIntegerField(_("第几次办理"))
    basis = models.TextField(_("依据"), blank=True)
    owner = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("建议的单位"), related_name="+", null=True, blank=True
    )

    KINDS = {
        "object": PositionKind.OBJECTION,
        "disclaim": PositionKind.DISCLAIMER,
        "claim": PositionKind.CLAIM,
        "contest_claim": PositionKind.CONTEST,
        "convene": PositionKind.SILENCE,
    }

    class Meta:
        verbose_name = _("各方意见")

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """A unit has spoken, or let its time pass."""
        return name in cls.KINDS

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Append what was said, or who said nothing."""
        silent = cls.KINDS[said.name] is PositionKind.SILENCE
        # What follows an act carries its data: those who were silent said none of it.
        words = {} if silent else said.data
        for unit in cls._units(said):
            rows.append(
                cls.opened(
                    said,
                    "SAID",
                    unit_id=unit,
                    kind=cls.KINDS[said.name].value,
                    episode=said.after.episode,
                    basis=str(words.get("basis", "")),
                    owner_id=words.get("owner") or None,
                )
            )

    @classmethod
    def _units(cls, said: Said) -> list[int]:
        before, after = said.before, said.after
        if said.name == "object":
            return [before.lead_id]
        if said.name == "claim":
            return [after.lead_id]
        if said.name == "contest_claim":
            return [said.data["unit"]]
        return sorted(set(before.candidate_ids) - set(after.candidate_ids))


class Ruling(Matter):
    """A ruling (裁定): binding at once, until another one takes its place."""

    hazard = of_hazard("rulings")
    number = models.CharField(_("文号"), max_length=60, unique=True)
    lead = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("牵头单位"), related_name="+")
    verifying_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("复查单位"), related_name="+")
    co_units = ArrayField(models.BigIntegerField(), default=list, blank=True)
    demand_on = models.DateField(_("期限"))
    basis = models.TextField(_("依据"))
    split = models.TextField(_("分工"))
    in_name = models.CharField(_("以谁的名义"), max_length=100)
    decision = models.TextField(_("区政府决定"), blank=True)

    class Meta:
        verbose_name = _("裁定")

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """It was ruled, or ruled anew."""
        return name in ("rule", "rerule")

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Let rulings follow. Raises RefusedError when another case has just been ruled under the same number."""
        try:
            super().follow(moves)
        except IntegrityError as clash:
            if not isinstance(clash.__cause__, UniqueViolation):
                raise
            case: Any = next(move.after for move in moves if cls.concerns(move.name, move.before, move.after))
            words = _gettext("文号%(number)s已用于另一份裁定") % {"number": case.ruling_number}
            raise RefusedError(Refused(case.pk, "rule", (Reason(Kind.MATERIAL, words),))) from clash

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Issue the ruling; the one before it is superseded."""
        for row in rows:
            if row.state == RulingState.ISSUED:
                row.to(RulingState.SUPERSEDED, said)
        words, after = said.data["ruling"], said.after
        rows.append(
            cls.opened(
                said,
                RulingState.ISSUED,
                number=after.ruling_number,
                lead_id=after.lead_id,
                verifying_unit_id=after.verifying_unit_id,
                co_units=list(after.co_units),
                demand_on=after.demand_on,
                basis=words["basis"],
                split=words["split"],
                in_name=words["in_name"],
                decision=words.get("decision", ""),
            )
        )
