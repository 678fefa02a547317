"""Whose turn it is, and whether each actor was entitled at that very instant: asked of the appointments again."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from records.actor import SYSTEM
from responsibility.positions import Position, unseated
from responsibility.relations import Named, Relation
from workflow.clocks import RAISE_LEVEL
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, invariant


@invariant("TURN", lazy("在办案件恰轮到一方且有在任的人（空缺上移之后），办结案件无人且有办结时间"))
def turn(file: CaseFile, present: Present) -> Iterator[str]:
    """A state is one relation's turn; a relation that nobody holds, all the way up, is a vacancy."""
    held = file.case.lifecycle.turns.get(file.case.state)
    if held is None:
        yield _("规程中没有状态“%(state)s”") % {"state": file.case.state}
        return
    if held.is_open and file.case.ended_at is not None:
        yield _("在办，却有办结时间")
    if not held.is_open and file.case.ended_at is None:
        yield _("已办结，没有办结时间")
    if held.relation is not None and not present.has_holder(held.relation, file.case):
        yield _("轮到“%(relation)s”，直至最上级均无人在任") % {"relation": held.relation.label}


@invariant("ENTITLED", lazy("经办人在该时刻确在所依任职上，该岗位是规程所定岗位"), per_record=True)
def entitled(file: CaseFile, present: Present) -> Iterator[str]:
    """The appointment that the record names: live then, the actor's, and one of the relation's seats then."""
    for number, record, stood in file.steps():
        by, before = _by(file, record), _subject(file, number, stood)
        if record.is_system or (by is None and record.appointment_id is None):
            continue
        seat = _seat(record)
        if seat is None and _is_named(by, record, before):
            continue
        if seat is None:
            words = _("第%(n)s条记录：%(who)s 当时不在所依任职（%(appointment)s）上")
            yield words % {"n": number, "who": record.actor_name, "appointment": record.appointment_id}
        elif not _is_as_said(seat, record):
            yield _("第%(n)s条记录所载岗位不是该任职的岗位") % {"n": number}
        elif by is not None and not _ways(by, seat, record, before):
            words = _("第%(n)s条记录：%(who)s 所依岗位“%(title)s”不能办理 %(name)s")
            yield words % {"n": number, "who": record.actor_name, "title": seat.title, "name": record.name}


@invariant("EXCLUDED", lazy("没有被规程排除的人办理：上报人、拟派人、报请人、复查人、整改单位的人"), per_record=True)
def excluded(file: CaseFile, present: Present) -> Iterator[str]:
    """Exclusions strike the natural person, whatever seat he used; one way without exclusion is enough."""
    for number, record, stood in file.steps():
        by, seat, before = _by(file, record), _seat(record), _subject(file, number, stood)
        if by is None or record.is_system or seat is None:
            continue
        struck = [_struck(way, record, before) for way in _ways(by, seat, record, before)]
        if struck and all(struck):
            yield _("第%(n)s条记录：%(words)s") % {"n": number, "words": struck[0]}


@invariant("SYSTEM", lazy("系统只做规程许可它做的事，人不能代系统升级"), per_record=True)
def system(file: CaseFile, present: Present) -> Iterator[str]:
    """The machine climbs the ladder and takes the rows that name it; it is called SYSTEM and nobody else is."""
    for number, record, _before in file.steps():
        if record.is_system != (record.actor_name == SYSTEM.name):
            yield _("第%(n)s条记录：经办人编号与名称不符") % {"n": number}
        if record.is_system and not _is_systems(file, record):
            yield _("第%(n)s条记录：系统不能办理 %(name)s") % {"n": number, "name": record.name}
        if record.name == RAISE_LEVEL and not record.is_system:
            yield _("第%(n)s条记录：升级不是由系统办理") % {"n": number}


def _by(file: CaseFile, record: Written) -> Relation | None:
    row = file.case.lifecycle.rows.get(record.name)
    return row.by if row else None


def _subject(file: CaseFile, number: int, before: Any) -> Any:
    """What the gate judged the person by: the case as it stood, or as it was born."""
    return file.folds[number - 1] if before is None else before


def _is_systems(file: CaseFile, record: Written) -> bool:
    row = file.case.lifecycle.rows.get(record.name)
    if record.name == RAISE_LEVEL or row is None:
        return record.name == RAISE_LEVEL
    return row.by is None or any(relation.system for relation in row.by.alternatives)


def _seat(record: Written) -> Position | None:
    """The seat that the record says it was acted from, if its actor held it at that instant."""
    return next((seat for seat in record.positions if seat.appointment_id == record.appointment_id), None)


def _is_named(by: Relation | None, record: Written, before: Any) -> bool:
    """Tell whether a person without any seat acted as the one whom the case names."""
    if by is None or record.appointment_id is not None:
        return False
    person = [unseated(record.actor_id, record.actor_name)]
    return any(isinstance(s, Named) and s.match(person[0], before) for way in by.alternatives for s in way.seats)


def _is_as_said(seat: Position, record: Written) -> bool:
    said = (record.said.get("actor") or {}).get("seat") or {}
    return (said.get("post"), said.get("unit")) == (seat.post_id, seat.unit_id)


def _ways(by: Relation, seat: Position, record: Written, before: Any) -> list[Relation]:
    """The alternatives of the relation to which this seat belongs: directly, or because all below it are empty."""
    ways = []
    for way in by.alternatives:
        if not way.exists_for(before):
            continue
        direct = any(s.match(seat, before) and (seat.licensed or not s.licensed) for s in way.seats)
        above = any(level.match(seat, before) for level in way.upward)
        if direct or (above and any(held.person_id == seat.person_id for held in way.holders(before, record.at))):
            ways.append(way)
    return ways


def _struck(way: Relation, record: Written, before: Any) -> str:
    for exclusion in way.exclusions:
        if exclusion.strikes(record.actor_id, record.positions, before):
            return str(exclusion.words)
    return ""


PERSONS = (turn, entitled, excluded, system)
