"""The work: its plan, the rounds of verification, what follows a second failure."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import FollowUpKind, FollowUpState, Level, PlanState, RoundState
from hazards.models.matters.base import Matter, of_hazard
from workflow.beside import Said

FILED = (PlanState.FILED,)
OPEN = (RoundState.OPEN,)


class Plan(Matter):
    """A plan of rectification (治理方案): filed, not approved; five in place, and the goal."""

    hazard = of_hazard("plans")
    parts = models.JSONField(_("五落实和目标"))
    stages = models.JSONField(_("阶段"), default=list, blank=True)
    done = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    finish_on = models.DateField(_("完成日期"))

    OPENS = {"file_plan": PlanState.FILED}
    MOVES = {
        "return_plan": (FILED, PlanState.RETURNED),
        "pass_verification": (FILED, PlanState.COMPLETED),
        **dict.fromkeys(
            ("downgrade", "change_rectifier", "void", "hand_over", "upgrade"), (FILED, PlanState.LAID_ASIDE)
        ),
    }

    class Meta:
        verbose_name = _("治理方案")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=models.Q(state="FILED"), name="hazards_plan_one_filed"
            ),
        ]

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """Only a major hazard has a plan."""
        major = Level.MAJOR in (after.level, before.level if before else "")
        return major and (super().concerns(name, before, after) or name in ("report_stage", "refuse_write_off"))

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let the plan follow one record."""
        if said.name == "refuse_write_off" and rows and rows[-1].state == PlanState.COMPLETED:
            rows[-1].to(PlanState.FILED, said)
        if said.name == "report_stage":
            for row in cls.meant(rows, said, FILED):
                row.done = sorted({*row.done, said.data["stage"]})
        super().step(rows, said)

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return the parts, the stages and the date as filed."""
        return {
            "parts": said.data["plan"],
            "stages": said.data.get("stages", []),
            "finish_on": said.after.demand_on,
        }


class Round(Matter):
    """A round of verification (复查轮次): opinions signed one by one; one failure suffices."""

    hazard = of_hazard("rounds")
    episode = models.PositiveSmallIntegerField(_("第几次办理"))
    signed_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    OPENS = {"submit_result": RoundState.OPEN, "refuse_write_off": RoundState.OPEN}
    MOVES = {
        "pass_verification": (OPEN, RoundState.PASSED),
        "fail_verification": (OPEN, RoundState.FAILED),
        "recall_result": (OPEN, RoundState.ANNULLED),
        "upgrade": (OPEN, RoundState.ANNULLED),
    }
    # A round that goes on with other verifiers: what was signed counts no more.
    RENEWS = ("rerule", "designate_verifier")
    SIGNS = ("sign_opinion", "pass_verification", "fail_verification")

    class Meta:
        verbose_name = _("复查轮次")
        constraints = [
            models.UniqueConstraint(fields=["hazard"], condition=models.Q(state="OPEN"), name="hazards_round_one_open"),
        ]

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """A round opens, is signed, ends."""
        return super().concerns(name, before, after) or name in (*cls.SIGNS, *cls.RENEWS)

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let the rounds follow one record."""
        standing = cls.meant(rows, said, OPEN)
        if said.name in cls.SIGNS:
            for row in standing:
                row.signed_ids = sorted({*row.signed_ids, said.actor_id})
        if said.name in cls.RENEWS and standing:
            standing[0].to(RoundState.ANNULLED, said)
            rows.append(cls.opened(said, RoundState.OPEN, **cls.filled(said)))
        super().step(rows, said)

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return the episode of the round."""
        return {"episode": said.after.episode}


class FollowUp(Matter):
    """What a second failed verification leads to (rule 19): a talk is proposed, a case for enforcement is opened."""

    FAILURES = 2

    hazard = of_hazard("follow_ups")
    kind = models.CharField(_("种类"), max_length=12, choices=FollowUpKind)

    class Meta:
        verbose_name = _("约谈建议和执法线索")

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """The second failure, and every later one; or one is settled."""
        return name == "settle_follow_up" or (name == "fail_verification" and after.failed_rounds >= cls.FAILURES)

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Open what isn't open yet; settle the one that is named."""
        waiting = {row.kind: row for row in rows if row.state == FollowUpState.OPEN}
        if said.name == "settle_follow_up":
            waiting[said.data["follow_up"]].to(FollowUpState.DONE, said)
            return
        rows += [cls.opened(said, FollowUpState.OPEN, kind=kind) for kind in FollowUpKind.values if kind not in waiting]
