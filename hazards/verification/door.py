"""What must hold of notices and their links: each is what the acts in its hazard's chain have said."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import DoorEventKind
from hazards.models import DoorEvent, DoorLink, HazardRecord
from hazards.services.notices import said_of
from records.models import Act
from records.verification import Finding

STREAMS = "door/"
EVENTS = {
    "open_door": DoorEventKind.OPENED,
    "mistake_number": DoorEventKind.WRONG,
    "revoke_notice": DoorEventKind.REVOKED,
    "replace_notice": DoorEventKind.REPLACED,
}
Happened = tuple[int, str, str, str, int]


def door_findings() -> Iterator[Finding]:
    """Each link and each event against its act, both ways; then the records that say they came by a link."""
    issued, happened = _as_said()
    links = {link.pk: link for link in DoorLink.objects.order_by("pk").iterator(chunk_size=1000)}
    for pk, link in links.items():
        if issued.pop(pk, None) != (link.hazard_id, link.issuer_person_id, said_of(link)):
            yield Finding("DOOR_ACTS", _subject(link.hazard_id, pk), _("整改通知书与开具、打开、作废的记录不符"))
    for pk, (hazard_id, _issuer, _said) in issued.items():
        yield Finding("DOOR_ACTS", _subject(hazard_id, pk), _("有开具的记录，没有这份整改通知书"))
    stands = Counter(_as_stands(event) for event in DoorEvent.objects.order_by("pk").iterator(chunk_size=1000))
    for event in (stands - happened) + (happened - stands):
        hazard_id = links[event[0]].hazard_id if event[0] in links else 0
        yield Finding("DOOR_ACTS", _subject(hazard_id, event[0]), _("整改通知书与开具、打开、作废的记录不符"))
    yield from _records(links)


def _records(links: dict[int, DoorLink]) -> Iterator[Finding]:
    """An act that came by a link is its person's, on its hazard, while it could be open."""
    came = HazardRecord.objects.filter(body__contains='"door":').order_by("pk")
    for hazard_id, actor_id, at, body in came.values_list("hazard_id", "actor_id", "at", "body").iterator():
        try:
            pk = json.loads(body)["data"].get("door")
        except (ValueError, KeyError, AttributeError):
            continue  # a body that is no record's is found as such
        link = links.get(pk) if isinstance(pk, int) else None
        fits = link is not None and (link.hazard_id, link.person_id) == (hazard_id, actor_id)
        if pk is not None and not (fits and link is not None and link.issued_at <= at < link.until_at):
            yield Finding("DOOR_ACTS", _subject(hazard_id, pk), _("记录说由通知书的链接办理，与这份通知书不符"))


def _subject(hazard_id: int, link_id: Any) -> str:
    return f"hazard/{hazard_id}/{link_id}"


def _as_stands(event: DoorEvent) -> Happened:
    return event.link_id, str(event.kind), event.device_hash, event.reason, event.person_id


def _as_said() -> tuple[dict[int, tuple[int, int, dict[str, Any]]], Counter[Happened]]:
    """What was issued, by link; what happened to links, as often as it did."""
    issued: dict[int, tuple[int, int, dict[str, Any]]] = {}
    happened: Counter[Happened] = Counter()
    acts = Act.objects.filter(stream__name__startswith=STREAMS).order_by("stream", "sequence")
    for name, body in acts.values_list("name", "body").iterator(chunk_size=1000):
        one = json.loads(body)
        data, by = one["data"], one["actor"]["id"]
        if name == "issue_notice":
            issued[data["link"]] = (int(one["stream"].removeprefix(STREAMS)), by, data)
        elif name in EVENTS:
            event = (data["link"], str(EVENTS[name]), data.get("device", ""), data.get("reason", ""), by)
            happened[event] += 1
    return issued, happened
