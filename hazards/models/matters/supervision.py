"""What is ordered on site, listed, and how grave it was found to be."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import GradingState, Level, ListingState, MeasureKind
from hazards.enums import MeasureState as M
from hazards.models.matters.base import Matter, of_hazard
from responsibility.models import Unit
from workflow.beside import Said

LASTING = (M.IN_FORCE, M.RELEASE_ASKED)


class Measure(Matter):
    """A measure on site (现场措施): ordered by two officers, lifted only after a passed round."""

    word = "measure"
    hazard = of_hazard("measures")
    kind = models.CharField(_("措施"), max_length=12, choices=MeasureKind)
    words = models.TextField(_("内容"))
    until_on = models.DateField(_("期限"), null=True, blank=True)

    OPENS = {"propose_measure": M.PROPOSED, "take_measure": M.IN_FORCE}
    MOVES = {
        "order_measure": ((M.PROPOSED,), M.IN_FORCE),
        "drop_measure": ((M.PROPOSED,), M.DROPPED),
        "ask_release": ((M.IN_FORCE,), M.RELEASE_ASKED),
        "refuse_release": ((M.RELEASE_ASKED,), M.IN_FORCE),
        "lift_measure": ((M.RELEASE_ASKED,), M.LIFTED),
        "expire_measure": (LASTING, M.EXPIRED),
        "rebase_measure": (LASTING, M.REBASED),
    }

    class Meta:
        verbose_name = _("现场措施")

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return what is ordered."""
        words = said.note or said.data.get("words", "")
        return {"kind": said.data["kind"], "words": words, "until_on": said.data.get("until_on") or None}


class Listing(Matter):
    """挂牌督办 of a major hazard: level, government, department, number, finish date (rule 15)."""

    hazard = of_hazard("listings")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("督办部门"), related_name="+")
    level = models.CharField(_("挂牌级别"), max_length=20)
    government = models.CharField(_("挂牌政府"), max_length=100)
    number = models.CharField(_("文号"), max_length=60)
    finish_on = models.DateField(_("完成日期"))
    # Who of the department has re-checked on site in the round that stands.
    rechecks = ArrayField(models.BigIntegerField(), default=list, blank=True)

    OPENS = {"propose_listing": ListingState.PROPOSED}
    MOVES = {
        "put_on_list": ((ListingState.PROPOSED,), ListingState.LISTED),
        "decline_listing": ((ListingState.PROPOSED,), ListingState.DECLINED),
        "revoke_listing": ((ListingState.LISTED,), ListingState.REVOKED),
        "write_off": ((ListingState.LISTED,), ListingState.LIFTED),
    }
    # A hazard that ends otherwise leaves no proposal behind.
    ENDS = ("write_off", "void", "hand_over")

    class Meta:
        verbose_name = _("挂牌督办")

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """Only what bears the name of a department is listed, or proposed to be."""
        named = after.listing_unit_id or (before is not None and before.listing_unit_id)
        acts = (*cls.OPENS, *cls.MOVES, *cls.ENDS, "recheck_listing", "refuse_write_off")
        return bool(named) and name in acts

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let the listing follow one record."""
        for row in cls.meant(rows, said, (ListingState.LISTED,)):
            if said.name == "recheck_listing":
                row.rechecks = sorted({*row.rechecks, said.actor_id})
            elif said.name == "refuse_write_off":
                row.rechecks = []
        super().step(rows, said)
        if said.name in cls.ENDS:
            for row in cls.meant(rows, said, (ListingState.PROPOSED,)):
                row.to(ListingState.DECLINED, said)

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return what the proposal names."""
        words = said.data["listing"]
        named = {name: words[name] for name in ("level", "government", "number", "finish_on")}
        return {"unit_id": said.after.listing_unit_id, **named}


class Grading(Matter):
    """A finding of the level (定级): all values stay."""

    hazard = of_hazard("gradings")
    level = models.CharField(_("隐患等级"), max_length=12, choices=Level)
    clauses = ArrayField(models.BigIntegerField(), default=list, blank=True)
    evidence = models.TextField(_("理由和证据"), blank=True)

    FOUND = {
        "determine": GradingState.CONFIRMED,
        "upgrade": GradingState.CONFIRMED,
        "ask_downgrade": GradingState.PROPOSED,
    }

    class Meta:
        verbose_name = _("定级")

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """Found, proposed to be lowered, decided, or fallen with its request."""
        fell = before is not None and before.request_kind == "LEVEL" != after.request_kind
        return name in cls.FOUND or bool(fell)

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let the findings follow one record."""
        if said.name in cls.FOUND:
            proposed = cls.FOUND[said.name] == GradingState.PROPOSED
            rows.append(
                cls.opened(
                    said,
                    cls.FOUND[said.name],
                    level=Level.GENERAL.value if proposed else said.after.level,
                    clauses=sorted(said.data.get("clauses") or []),
                    evidence=(said.data.get("evidence") or {}).get("proof") or said.note,
                )
            )
            return
        ended = {"downgrade": GradingState.CONFIRMED, "refuse_request": GradingState.REFUSED}
        for row in cls.meant(rows, said, (GradingState.PROPOSED,)):
            row.to(ended.get(said.name, GradingState.LAPSED), said)


class Clause(models.Model):
    """A clause by which a hazard is major (判定标准), while its edition is in force; a district's data."""

    standard = models.CharField(_("标准"), max_length=200)
    number = models.CharField(_("条款"), max_length=20)
    words = models.TextField(_("内容"))
    from_on = models.DateField(_("施行日期"))
    until_on = models.DateField(_("废止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("判定条款")
        constraints = [
            models.UniqueConstraint(fields=["standard", "number", "from_on"], name="hazards_clause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.number}"
