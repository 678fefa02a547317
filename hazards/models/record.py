"""What happened to a hazard, its clocks, and the rungs of the ladder that were climbed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import TimerKind
from workflow.models import CaseClock, CaseRecord, CaseTimer, Rung


class HazardRecord(CaseRecord):
    """One record of a hazard: appended with the change it records, in the same statement."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="records")

    class Meta:
        verbose_name = _("隐患记录")
        constraints = [
            models.UniqueConstraint(fields=["hazard", "sequence"], name="hazards_record_one_chain"),
            models.UniqueConstraint(
                fields=["hazard", "key"], condition=models.Q(key__isnull=False), name="hazards_record_one_effect"
            ),
        ]


def _next_rung(name: str) -> models.Index:
    """What the sweep picks by."""
    return models.Index(fields=["next_rung_at"], condition=models.Q(next_rung_at__isnull=False), name=name)


def _stopped_is_silent(name: str) -> models.CheckConstraint:
    """A clock that has stopped presses nobody."""
    silent = models.Q(next_rung_at__isnull=True, due_at__isnull=True)
    return models.CheckConstraint(name=name, condition=models.Q(stopped_at__isnull=True) | silent)


class HazardClock(CaseClock):
    """The stage clock of one hazard: one row, moved."""

    hazard = models.OneToOneField("hazards.Hazard", models.PROTECT, related_name="clock")

    class Meta:
        verbose_name = _("隐患时钟")
        indexes = [_next_rung("hazards_clock_next_rung")]
        constraints = [_stopped_is_silent("hazards_clock_stopped_is_silent")]


class HazardTimer(CaseTimer):
    """A clock of one hazard that runs across stages: one row a kind, moved."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="timers")

    class Meta:
        verbose_name = _("隐患跨环节时钟")
        indexes = [_next_rung("hazards_timer_next_rung")]
        constraints = [
            models.UniqueConstraint(fields=["hazard", "kind"], name="hazards_timer_one_a_kind"),
            models.CheckConstraint(name="hazards_timer_known", condition=models.Q(kind__in=TimerKind.values)),
            _stopped_is_silent("hazards_timer_stopped_is_silent"),
        ]


class HazardRung(Rung):
    """One rung fired for one run of a clock of a hazard, at most once."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="rungs")

    class Meta:
        verbose_name = _("升级记录")
        constraints = [
            models.UniqueConstraint(fields=["hazard", "kind", "run", "level"], name="hazards_rung_exactly_once")
        ]
