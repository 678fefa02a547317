"""Requests beside a hazard: asked by one, decided by another."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import RequestKind, RequestState
from workflow.models import Move

# Which transition decides a request, and how; any other that ends it lets it lapse.
DECIDED_BY = {"void": RequestState.GRANTED, "refuse_void": RequestState.REFUSED}


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

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Write the row of a request that was asked, or its end: granted, refused, or LAPSED by another move."""
        for move in moves:
            asked = move.after.request_person_id  # type: ignore[attr-defined]
            open_before = move.before.request_person_id if move.before else None  # type: ignore[attr-defined]
            if asked == open_before:
                continue
            if open_before is None:
                cls._ask(move)
            else:
                cls._end(move)

    @classmethod
    def _ask(cls, move: Move) -> None:
        twin = move.facts.data.get("twin")
        cls.objects.create(
            hazard_id=move.after.pk,
            kind=RequestKind.VOID,
            reason=move.facts.note,
            twin=move.after._meta.model._default_manager.get(number=twin) if twin else None,
            asked_by_id=move.facts.actor.person_id,
            asked_at=move.facts.now,
        )

    @classmethod
    def _end(cls, move: Move) -> None:
        state = DECIDED_BY.get(move.name, RequestState.LAPSED)
        decider = None if state is RequestState.LAPSED else move.facts.actor.person_id
        cls.objects.filter(hazard_id=move.after.pk, state=RequestState.PENDING).update(
            state=state, decided_by_id=decider, decided_at=move.facts.now
        )

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
