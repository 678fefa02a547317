"""Dated exceptions: who may look without a seat in the chain, given by whom, why, until when.

Each row is django-guardian's own permission row, with direct foreign keys; the dates stand in it, so there is no
second truth beside it. A row is ended, never rewritten, and counts no longer from the very instant `until_at`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from hazards.enums import ExceptionKind
from responsibility.models import Unit, User


class DatedException(UserObjectPermissionBase):  # type: ignore[misc]  # guardian is untyped
    """Abstract: one account may look at `content_object` from `from_at` until `until_at`; the giver is kept by name."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("账号"))
    kind = models.CharField(_("种类"), max_length=20, choices=ExceptionKind)
    giver_person_id = models.BigIntegerField(_("给予人编号"))
    giver_name = models.CharField(_("给予人"), max_length=100)
    reason = models.TextField(_("理由"))
    from_at = models.DateTimeField(_("起"))
    until_at = models.DateTimeField(_("止"))

    class Meta:
        # Without guardian's "once for ever": what has ended may be given again.
        abstract = True

    @property
    def kind_label(self) -> str:
        """The kind, as the user reads it."""
        return str(ExceptionKind(self.kind).label)


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=models.Q(until_at__gte=models.F("from_at")))


class HazardException(DatedException):
    """An exception on one hazard."""

    content_object = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name=_("隐患"), related_name="exceptions", db_column="hazard_id"
    )

    class Meta:
        verbose_name = _("隐患例外查看")
        constraints = [_in_order("hazards_hazardexception_interval")]


class UnitException(DatedException):
    """An exception on one unit: every hazard whose chain names it."""

    content_object = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("单位"), related_name="exceptions", db_column="unit_id"
    )

    class Meta:
        verbose_name = _("单位例外查看")
        constraints = [_in_order("hazards_unitexception_interval")]


class ExceptionLook(models.Model):
    """An auditor looked at a hazard: who, when, by which exception. Inserted, never touched again."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="exception_looks")
    person_id = models.BigIntegerField(_("查看人编号"))
    at = models.DateTimeField(_("时间"))
    hazard_exception = models.ForeignKey(
        HazardException, models.PROTECT, verbose_name=_("所依例外"), null=True, blank=True, related_name="looks"
    )
    unit_exception = models.ForeignKey(
        UnitException, models.PROTECT, verbose_name=_("所依例外"), null=True, blank=True, related_name="looks"
    )

    class Meta:
        verbose_name = _("例外查看记录")
        constraints = [
            models.CheckConstraint(
                name="hazards_exceptionlook_by_one",
                condition=models.Q(hazard_exception__isnull=True, unit_exception__isnull=False)
                | models.Q(hazard_exception__isnull=False, unit_exception__isnull=True),
            ),
        ]
