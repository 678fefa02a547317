"""Who reported: sealed at birth, looked at through one function, each look recorded (rule 30 of docs/law.md)."""

import hashlib
import secrets
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.models import Hazard, Reporter
from records.actor import Actor
from records.clock import now
from responsibility.enums import PostKind as P
from responsibility.positions import Position, positions_of, unseated
from responsibility.relations import PeopleOf, Relation, Seats
from workflow.lifecycle import Kind
from workflow.refusals import Reason, Refused, RefusedError

# What a birth record calls who reported; his own name is under the seal.
SEALED_NAME = "上报人"

# Intake: the street's safety office, the district's duty seat. Reward: the coordinator's head. Never anybody of the
# units that rectify, lead or verify, whatever other seat he holds.
intake = (
    Relation(
        "reporter_intake",
        lazy("受理和奖励岗位"),
        (
            Seats("street_id", (P.SAFETY_OFFICE,)),
            Seats("district_id", (P.DUTY,)),
            Seats("coordinator_id", (P.DUTY, P.HEAD)),
        ),
        words=lazy("只有受理和奖励岗位可以查看上报人"),
    )
    - PeopleOf("rectifier_id", lazy("整改单位的人员不能查看上报人"))
    - PeopleOf("lead_id", lazy("牵头单位的人员不能查看上报人"))
    - PeopleOf("interim_lead_id", lazy("首接暂管单位的人员不能查看上报人"))
    - PeopleOf("verifying_unit_id", lazy("复查单位的人员不能查看上报人"))
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a reporter says of himself. Who wishes to stay anonymous leaves no name."""

    name: str = ""
    phone: str = ""
    anonymous: bool = False
    wants_reward: bool = False

    def cleaned(self) -> "Identity":
        """Return it with one line each, without the name that shall not be kept."""
        name = "" if self.anonymous else " ".join(self.name.split())[:100]
        return Identity(name, " ".join(self.phone.split())[:40], self.anonymous, self.wants_reward)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An identity with its salt, before the hazard exists that it belongs to."""

    identity: Identity
    salt: bytes

    @property
    def commitment(self) -> str:
        """What the birth record says instead of the identity; the database computes the same when it is kept."""
        one = self.identity
        lines = (one.name, one.phone, *("true" if given else "false" for given in (one.anonymous, one.wants_reward)))
        return hashlib.sha256(self.salt + "\n".join(lines).encode()).hexdigest()


def seal(identity: Identity) -> Sealed:
    """Return the identity under a salt of its own: whoever guesses the name can't try it on the commitment."""
    return Sealed(identity.cleaned(), secrets.token_bytes(32))


def keep(hazard: Hazard, sealed: Sealed) -> None:
    """Put the identity into the sealed table, in the transaction of the hazard's birth."""
    one = sealed.identity
    Reporter.objects.create(
        hazard=hazard,
        name=one.name,
        phone=one.phone,
        anonymous=one.anonymous,
        wants_reward=one.wants_reward,
        salt=sealed.salt,
    )


def may_look(positions: tuple[Position, ...], hazard: Hazard) -> bool:
    """Tell whether one of these seats looks at who reported this hazard."""
    return intake.seat_of(positions, hazard) is not None


LOOK = "SELECT name, phone, anonymous, wants_reward FROM hazards_look_at_reporter(%s, %s, %s, %s, %s, %s)"


def look_at_reporter(hazard_id: int, *, actor: Actor, reason: str) -> Identity:
    """Return who reported, and leave a row of who looked, from which seat, why; one transaction, committed here.

    Raises RefusedError (403 for who may not, 422 without a reason or where nothing was sealed); then no row is left.
    Raises Hazard.DoesNotExist.
    """
    with transaction.atomic(durable=True):
        hazard = Hazard.objects.get(pk=hazard_id)
        at = now()
        positions = positions_of([actor.person_id], at) or [unseated(actor.person_id, actor.name)]
        seat = intake.seat_of(positions, hazard)
        if seat is None:
            words = intake.reasons_against(actor.person_id, positions, hazard, at)
            raise _refused(hazard_id, *(Reason(Kind.PERSON, text) for text in words))
        if not reason.strip():
            raise _refused(hazard_id, Reason(Kind.MATERIAL, _("请写明查看的理由")))
        with connection.cursor() as cursor:
            sat = f"{seat.unit_name} {seat.title}"
            cursor.execute(LOOK, [hazard_id, actor.person_id, actor.name, seat.appointment_id, sat, reason.strip()])
            found = cursor.fetchone()
    if found is None:
        raise _refused(hazard_id, Reason(Kind.MATERIAL, _("这一件没有封存的上报人信息")))
    return Identity(*found)


def _refused(hazard_id: int, *reasons: Reason) -> RefusedError:
    return RefusedError(Refused(hazard_id, "look_at_reporter", reasons))
