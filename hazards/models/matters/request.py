"""Requests beside a hazard: asked by one, decided by another."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import RequestKind as K
from hazards.enums import RequestState as S
from hazards.models.matters.base import Matter, of_hazard
from hazards.stages import ACCEPTED, LEAVES
from workflow.beside import Said

ASKS = {
    "ask_extend": K.EXTEND,
    "ask_shelve": K.SHELVE,
    "ask_void": K.VOID,
    "ask_transfer": K.TRANSFER,
    "ask_downgrade": K.LEVEL,
}
# Which transition decides a pending request, and how; any other that ends it lets it lapse.
DECIDES = {
    **dict.fromkeys(("extend", "shelve", "void", "grant_transfer", "downgrade"), S.GRANTED),
    "refuse_request": S.REFUSED,
    "withdraw_request": S.WITHDRAWN,
}
# What becomes of a transfer that was granted.
SIGNS = {"sign_transfer": S.SIGNED, "return_transfer": S.RETURNED}


class Request(Matter):
    """A request (申请) with a life of its own; it never takes the hazard's turn away."""

    hazard = of_hazard("requests")
    kind = models.CharField(_("种类"), max_length=12, choices=K)
    reason = models.TextField(_("理由"), blank=True)
    content = models.JSONField(_("申请内容"), default=dict, blank=True)
    twin = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("申请")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=models.Q(state="PENDING"), name="hazards_request_one_open"
            ),
            models.CheckConstraint(
                name="hazards_request_four_eyes",
                condition=~models.Q(state="GRANTED") | ~models.Q(moved_by_id=models.F("opened_by_id")),
            ),
        ]

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """Asked, decided, signed; or it ends since the hazard leaves the states of its kind."""
        lapses = before is not None and before.request_person_id and not after.request_person_id
        return bool(lapses) or name in ASKS or name in SIGNS or _leaves(before, after)

    @classmethod
    def step(cls, rows: list[Self], said: Said) -> None:
        """Let the requests follow one record."""
        if said.name in ASKS:
            rows.append(
                cls.opened(
                    said,
                    S.PENDING,
                    kind=ASKS[said.name].value,
                    reason=said.note,
                    **_twin(said),
                    content=dict(said.data),
                )
            )
            return
        transfers = [row for row in cls.meant(rows, said, (S.GRANTED, S.SIGNED)) if row.kind == K.TRANSFER]
        if said.name in SIGNS:
            cls._sign([row for row in transfers if row.state == S.GRANTED], said)
        elif _leaves(said.before, said.after) and said.name != "hand_over":
            for row in transfers:
                row.to(S.LAPSED, said)
        if said.before is not None and said.before.request_person_id and not said.after.request_person_id:
            for row in cls.meant(rows, said, (S.PENDING,)):
                row.to(DECIDES.get(said.name, S.LAPSED), said)

    @classmethod
    def _sign(cls, granted: list[Self], said: Said) -> None:
        for row in granted:
            row.to(SIGNS[said.name], said)
            if said.name == "sign_transfer":
                row.content = {**row.content, "receipt": said.data["receipt"]}


def _leaves(before: Any, after: Any) -> bool:
    """Tell whether it was given to somebody else, or ended: what was granted falls. Work goes on until one signs."""
    stays = (*LEAVES, *ACCEPTED)
    return before is not None and before.state in stays and after.state not in stays


def _twin(said: Said) -> dict[str, Any]:
    return {"twin_id": said.data["twin_id"]} if said.data.get("twin_id") else {}
