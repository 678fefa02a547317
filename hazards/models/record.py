"""What happened to a hazard, its stage clock, and the rungs of the ladder that were climbed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models import CaseClock, CaseRecord, Rung


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


class HazardClock(CaseClock):
    """The stage clock of one hazard: one row, moved."""

    hazard = models.OneToOneField("hazards.Hazard", models.PROTECT, related_name="clock")

    class Meta:
        verbose_name = _("隐患时钟")
        indexes = [
            models.Index(
                fields=["next_rung_at"],
                condition=models.Q(next_rung_at__isnull=False),
                name="hazards_clock_next_rung",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="hazards_clock_stopped_is_silent",
                condition=models.Q(stopped_at__isnull=True) | models.Q(next_rung_at__isnull=True, due_at__isnull=True),
            ),
        ]


class HazardRung(Rung):
    """One rung fired for one run of a hazard's clock, at most once."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="rungs")

    class Meta:
        verbose_name = _("升级记录")
        constraints = [models.UniqueConstraint(fields=["hazard", "run", "level"], name="hazards_rung_exactly_once")]
