"""After the end, and who stands aside: review, look-back, recusal."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import RecusalState, ReviewState, SampleState
from hazards.models.matters.base import Matter, of_hazard
from workflow.beside import Said


class Review(Matter):
    """复核申请: the reporter says that the end was wrong; upheld by whatever reopens it, or undoes the merger."""

    hazard = of_hazard("reviews")
    episode = models.PositiveSmallIntegerField(_("第几次办理"))
    reason = models.TextField(_("理由"))

    OPENS = {"ask_review": ReviewState.OPEN}
    MOVES = {
        "dismiss_review": ((ReviewState.OPEN,), ReviewState.DISMISSED),
        "reopen": ((ReviewState.OPEN,), ReviewState.UPHELD),
        "separate": ((ReviewState.OPEN,), ReviewState.UPHELD),
    }

    class Meta:
        verbose_name = _("复核申请")

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return the episode and the reason."""
        return {"episode": said.after.episode, "reason": said.note}


class Sample(Matter):
    """回头看: drawn by a published seed, looked at by persons outside the chain."""

    hazard = of_hazard("samples")
    seed = models.CharField(_("抽取种子"), max_length=100)
    person_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    OPENS = {"draw_sample": SampleState.DRAWN}
    MOVES = {
        "pass_sample": ((SampleState.DRAWN,), SampleState.PASSED),
        "miss_sample": ((SampleState.DRAWN,), SampleState.NOT_FOUND),
        "reopen": ((SampleState.DRAWN,), SampleState.FAILED),
    }

    def to(self, state: str, said: Said) -> None:
        """Move it; reopened by somebody else, for a review, it has found nothing."""
        looked = said.name != "reopen" or said.actor_id in self.person_ids
        super().to(state if looked else SampleState.LAPSED, said)

    class Meta:
        verbose_name = _("回头看")

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return the seed and who was drawn."""
        return {"seed": said.data["seed"], "person_ids": list(said.after.look_back_ids)}


class Recusal(Matter):
    """回避: it strikes from the asking on, until it is refused."""

    word = "recusal"
    hazard = of_hazard("recusals")
    person_id = models.BigIntegerField(_("回避人编号"))
    reason = models.TextField(_("理由"))

    MOVES = {
        "grant_recusal": ((RecusalState.ASKED,), RecusalState.GRANTED),
        "refuse_recusal": ((RecusalState.ASKED,), RecusalState.REFUSED),
    }

    class Meta:
        verbose_name = _("回避")

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """Asked, granted, refused."""
        return name == "ask_recusal" or name in cls.MOVES

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let recusals follow one record."""
        if said.name == "ask_recusal":
            named = sorted(set(said.after.recused_ids) - set(said.before.recused_ids))
            rows += [cls.opened(said, RecusalState.ASKED, person_id=pk, reason=said.note) for pk in named]
        super().step(rows, said)
