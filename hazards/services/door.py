"""Come in by a notice's link: recognise it, open it on one device, act through it as the person whom it names."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from hazards.access import CHAIN, Standing, standing_of_person
from hazards.door import MOST_DEVICES, MOST_WRONG, DoorState, count_of, last_opening, seat_of, state_of
from hazards.enums import DoorEventKind
from hazards.models import DoorEvent, DoorLink, Hazard
from hazards.services.door_secrets import hash_of, is_same, stream_of
from records import acts
from records.actor import Actor
from records.clock import now
from responsibility import services as responsibility
from responsibility.models import User
from responsibility.positions import Position, positions_of


class DoorClosed(Exception):
    """The link opens nothing; `state` says why."""

    def __init__(self, state: DoorState) -> None:
        super().__init__(str(state.label))
        self.state = state


class NumberRefused(Exception):
    """The check number doesn't fit; `left` says how often another may be tried."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class NoDeviceLeft(Exception):
    """The link has been opened on as many devices as it may."""


@dataclass(frozen=True, slots=True)
class Door:
    """An open door: the link, its hazard, the person as he stands now, the seat that the link names."""

    link: DoorLink
    hazard: Hazard
    standing: Standing
    seat: Position

    @property
    def actor(self) -> Actor:
        """Who acts through it."""
        return self.standing.actor

    @property
    def said(self) -> dict[str, int | str]:
        """What a record of an act says of the way by which it came, and who had the link in his hands first."""
        return {"door": self.link.pk, "notice_by": self.link.issuer_name}


def recognise(token: str) -> DoorLink | None:
    """Return the link of which this is the token. Writes nothing: messengers look at links before people do."""
    return DoorLink.objects.filter(token_hash=hash_of(token)).first()


def standing_state(link: DoorLink) -> DoorState:
    """Return whether the link opens now, for whoever has just come with it."""
    at = now()
    hazard = Hazard.objects.get(pk=link.hazard_id)
    return state_of(link, hazard, positions_of([link.person_id], at), at)


def tries_left(link: DoorLink) -> int:
    """Return how many wrong check numbers are left."""
    return max(0, MOST_WRONG - count_of(link, DoorEventKind.WRONG))


def devices_left(link: DoorLink) -> int:
    """Return on how many more devices it may be opened."""
    return max(0, MOST_DEVICES - count_of(link, DoorEventKind.OPENED))


def open_on_device(link: DoorLink, *, key: str, number: str) -> str:
    """Bind the link to the device that is about to get the secret returned; the one before it is let go.

    `key` is what coming with the token left behind. Raises DoorClosed, NoDeviceLeft, and NumberRefused, which is
    written down.
    """
    answer = _opened(link, key, number)
    if isinstance(answer, int):
        raise NumberRefused(answer)
    return answer


@transaction.atomic
def _opened(link: DoorLink, key: str, number: str) -> str | int:
    """The device's secret; or how many tries are left after this one, committed."""
    acts.lock(stream_of(link.hazard_id))
    state = standing_state(link)
    if state is not DoorState.OPEN:
        raise DoorClosed(state)
    if not devices_left(link):
        raise NoDeviceLeft
    left = tries_left(link)
    if not left:
        return 0
    actor, at = Actor(link.person_id, link.person.name), now()
    if not is_same(hash_of(key, number), link.number_hash):
        _happened(link, DoorEventKind.WRONG, actor)
        acts.append(stream_of(link.hazard_id), "mistake_number", actor=actor, at=at, data={"link": link.pk})
        return left - 1
    secret = secrets.token_urlsafe(32)
    device = hash_of(secret)
    _happened(link, DoorEventKind.OPENED, actor, device)
    data = {"link": link.pk, "device": device}
    acts.append(stream_of(link.hazard_id), "open_door", actor=actor, at=at, data=data)
    return secret


def _happened(link: DoorLink, kind: DoorEventKind, actor: Actor, device: str = "") -> None:
    DoorEvent.objects.create(
        link=link, kind=kind, at=now(), device_hash=device, person_id=actor.person_id, person_name=actor.name
    )


def look_in(link_id: int, secret: str) -> Door:
    """Return the open door of the device that holds this secret.

    Raises DoorLink.DoesNotExist for a secret that holds no link, or not this one any more; DoorClosed.
    """
    link = DoorLink.objects.get(pk=link_id)
    held = last_opening(link)
    if held is None or not is_same(hash_of(secret), held.device_hash):
        raise DoorLink.DoesNotExist
    hazard = Hazard.objects.select_related(*CHAIN).get(pk=link.hazard_id)
    standing = standing_of_person(link.person_id, link.person.name)
    state = state_of(link, hazard, standing.positions, standing.at)
    if state is not DoorState.OPEN:
        raise DoorClosed(state)
    seat = seat_of(link, hazard, standing.positions)
    assert seat is not None, "an open link has its seat"
    return Door(link, hazard, standing, seat)


@contextmanager
def held_open(door: Door, secret: str) -> Iterator[None]:
    """Keep the link from being revoked, replaced or taken to another device while an act goes through it.

    Raises DoorLink.DoesNotExist or DoorClosed, as `look_in` does.
    """
    with transaction.atomic():
        acts.lock(stream_of(door.hazard.pk))
        look_in(door.link.pk, secret)
        yield


def has_account(person_id: int) -> bool:
    """Tell whether the person can sign in."""
    return User.objects.filter(person=person_id, is_active=True).exists()


def make_account(door: Door, secret: str, *, username: str, password: str) -> User:
    """Give the person of an open door an account of his own. Raises ActRefused when he has one."""
    with held_open(door, secret):
        return responsibility.open_own_account(
            actor=door.actor, person=door.link.person, username=username, password=password
        )
