"""Requests beside a hazard: asked by one, decided by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import RequestKind, RequestState


class Request(models.Model):
    """A request (申请) with a life of its own; it never takes the hazard's turn away."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="requests")
    kind = models.CharField(_("种类"), max_length=12, choices=RequestKind)
    state = models.CharField(_("状态"), max_length=10, choices=RequestState, default=RequestState.PENDING)
    reason = models.TextField(_("理由"))
    twin = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", null=True, blank=True)
    asked_by_id = models.BigIntegerField(_("申请人编号"))
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by_id = models.BigIntegerField(_("审批人编号"), null=True, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("申请")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=models.Q(state="PENDING"), name="hazards_request_one_open"
            ),
            models.CheckConstraint(
                name="hazards_request_four_eyes",
                condition=~models.Q(state="GRANTED") | ~models.Q(decided_by_id=models.F("asked_by_id")),
            ),
        ]
