"""What must hold of sealed reporters and of dated exceptions: each is what a record or an act has said."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from hazards.models import HazardException, UnitException
from records.models import Act
from records.verification import Finding

MODELS: tuple[Any, ...] = (HazardException, UnitException)
STREAMS = "exceptions/"


def reporter_findings() -> Iterator[Finding]:
    """Sealed rows that their birth records don't bear out, and the other way round; the database compares, unread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hazard_id FROM hazards_broken_reporters()")
        broken = [pk for (pk,) in cursor.fetchall()]
    for pk in broken:
        yield Finding("REPORTER_SEAL", f"hazard/{pk}", _("封存的上报人与登记记录里的承诺值不符，或缺失"))


def exception_findings() -> Iterator[Finding]:
    """Each row against the act that gave it and the act that ended it; acts without their row."""
    said = _as_said()
    for model in MODELS:
        kind = model.content_object.field.related_model._meta.model_name
        for row in model.objects.select_related("user").order_by("pk").iterator(chunk_size=1000):
            subject = f"{kind}/{row.content_object_id}/{row.pk}"
            if said.pop((kind, row.content_object_id, row.pk), None) != _as_stands(row):
                yield Finding("EXCEPTION_ACTS", subject, _("例外查看与给予、结束的记录不符"))
    for kind, target, pk in said:
        yield Finding("EXCEPTION_ACTS", f"{kind}/{target}/{pk}", _("有给予的记录，没有这项例外查看"))


def _as_stands(row: Any) -> tuple[Any, ...]:
    given = (row.user_id, row.user.person_id, row.kind, row.reason, row.from_at.isoformat(), row.giver_person_id)
    return (*given, row.until_at.isoformat())


def _as_said() -> dict[tuple[str, int, int], tuple[Any, ...]]:
    """Fold the acts: what was given, with the end that came earlier than planned."""
    said: dict[tuple[str, int, int], tuple[Any, ...]] = {}
    acts = Act.objects.filter(stream__name__startswith=STREAMS).order_by("stream", "sequence")
    for name, body in acts.values_list("name", "body").iterator(chunk_size=1000):
        one = json.loads(body)
        data = one["data"]
        _room, kind, target = one["stream"].split("/")
        key = (kind, int(target), data["exception"])
        if name == "give_exception":
            given = (data["user"], data["person"], data["kind"], data["reason"], data["from"], one["actor"]["id"])
            said[key] = (*given, data["until"])
        elif key in said:
            said[key] = (*said[key][:-1], data["until"])
    return said
