"""Acts about units: found, move, rename, end; and the seats in them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Affiliation, Post, Unit
from responsibility.services.refusals import ActRefused
from responsibility.spans import alive


def sort_key(name: str) -> str:
    """Return the pinyin by which a Chinese name is sorted, the same on every database."""
    return "".join(lazy_pinyin(name)).lower()


def lock_trees() -> None:
    """Let one transaction at a time change where units stand. Such acts are rare, and a path spans many rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('responsibility_affiliation'))")


@transaction.atomic
def found_unit(
    *,
    actor: Actor,
    tree: Tree,
    rank: Rank,
    code: str,
    name: str,
    from_at: datetime,
    parent: Unit | None = None,
    host: Unit | None = None,
) -> Unit:
    """Make a unit and its place in the tree; record it in the unit's chain. Raises ActRefused for a code in use."""
    lock_trees()
    if Unit.objects.filter(code=code).exists():
        raise ActRefused(_("代码 %(code)s 已被使用") % {"code": code})
    unit = Unit.objects.create(
        tree=tree, rank=rank, code=code, name=name, sort_key=sort_key(name), from_at=from_at, host=host
    )
    Affiliation.objects.create(unit=unit, parent=parent, path=[*_path_of(parent, from_at), unit.pk], from_at=from_at)
    data = {"code": code, "name": name, "tree": tree.value, "rank": rank.value, "parent": parent.code if parent else ""}
    acts.append(f"unit/{unit.pk}", "found", actor=actor, at=now(), data=data | {"from": from_at.isoformat()})
    return unit


def _path_of(parent: Unit | None, at: datetime) -> list[int]:
    if parent is None:
        return []
    standing = parent.affiliations.filter(until_at__isnull=True).order_by("-from_at").first()
    if standing is None or standing.from_at > at:
        raise ActRefused(_("上级单位“%(name)s”在该时间尚未设立或已撤销") % {"name": parent.name})
    return list(standing.path)


@transaction.atomic
def move_unit(unit: Unit, *, actor: Actor, parent: Unit, reason: str) -> Affiliation:
    """Let the unit, with everything below it, stand under another parent from now on; record it.

    Closes the affiliations of the unit and of everything below and opens new ones; who stood where before stays
    true for before. Raises ActRefused without a reason, for an ended unit or parent, for the parent it has, and for
    a parent inside the unit.
    """
    lock_trees()
    _check_reason(reason)
    at = now()
    _check_living(unit, at)
    _check_living(parent, at)
    above = _path_of(parent, at)
    moving = list(Affiliation.objects.filter(until_at__isnull=True, path__contains=[unit.pk]).order_by("pk"))
    standing = next(row for row in moving if row.unit_id == unit.pk)
    if unit.pk in above:
        raise ActRefused(_("不能划转到本单位或其下级单位之下"))
    if standing.parent_id == parent.pk:
        raise ActRefused(_("“%(unit)s”已隶属于“%(parent)s”") % {"unit": unit.name, "parent": parent.name})
    if any(row.from_at >= at for row in moving):
        raise ActRefused(_("“%(name)s”或其下级单位尚未设立，不能划转") % {"name": unit.name})
    moved = _reopen(moving, standing, parent=parent, above=above, at=at)
    data = {
        "from": standing.parent.code if standing.parent else "",
        "to": parent.code,
        "reason": reason,
        "at": at.isoformat(),
        "below": sorted(row.unit_id for row in moving if row.unit_id != unit.pk),
    }
    acts.append(f"unit/{unit.pk}", "move", actor=actor, at=at, data=data)
    return moved


def _reopen(
    moving: Sequence[Affiliation], standing: Affiliation, *, parent: Unit, above: list[int], at: datetime
) -> Affiliation:
    """Close the rows and open new ones whose paths begin with `above`; return the new one of the unit that moves."""
    depth = len(standing.path) - 1
    Affiliation.objects.filter(pk__in=[row.pk for row in moving]).update(until_at=at)
    opened = Affiliation.objects.bulk_create(
        Affiliation(
            unit_id=row.unit_id,
            parent_id=parent.pk if row is standing else row.parent_id,
            path=[*above, *row.path[depth:]],
            from_at=at,
        )
        for row in moving
    )
    return next(row for row in opened if row.unit_id == standing.unit_id)


@transaction.atomic
def end_unit(unit: Unit, *, actor: Actor, reason: str, successor: Unit | None = None) -> Unit:
    """End a unit now, and record it. From now on it has no seats; what it held passes upward.

    Raises ActRefused without a reason, for a unit that has ended or still has living units below it, and for a
    successor that is itself, lies inside it, stands in another tree or has ended.
    """
    lock_trees()
    _check_reason(reason)
    at = now()
    held = _check_living(unit, at)
    below = Affiliation.objects.filter(path__contains=[unit.pk], until_at__isnull=True).exclude(unit=unit)
    if below.filter(unit__until_at__isnull=True).exists():
        raise ActRefused(_("“%(name)s”还有下级单位，须先划转或撤销") % {"name": unit.name})
    if successor is not None:
        if successor.pk == unit.pk or successor.tree != unit.tree:
            raise ActRefused(_("承继单位须是同一责任体系的另一单位"))
        _check_living(successor, at)
    held.until_at, held.successor = at, successor
    held.save(update_fields=["until_at", "successor"])
    held.affiliations.filter(until_at__isnull=True).update(until_at=at)
    data = {"successor": successor.code if successor else "", "reason": reason, "at": at.isoformat()}
    acts.append(f"unit/{unit.pk}", "end", actor=actor, at=at, data=data)
    return held


@transaction.atomic
def rename_unit(unit: Unit, *, actor: Actor, name: str, reason: str) -> Unit:
    """Give a unit another name from now on; the act keeps the old one, and so do the records made under it.

    Raises ActRefused without a reason, for an ended unit, and for a name that is empty or the one it has.
    """
    _check_reason(reason)
    at, name = now(), name.strip()
    acts.lock(f"unit/{unit.pk}")
    held = _check_living(unit, at)
    if not name or name == held.name:
        raise ActRefused(_("请填写与现名不同的名称"))
    before, held.name, held.sort_key = held.name, name, sort_key(name)
    held.save(update_fields=["name", "sort_key"])
    data = {"from": before, "to": name, "reason": reason, "at": at.isoformat()}
    acts.append(f"unit/{unit.pk}", "rename", actor=actor, at=at, data=data)
    return held


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActRefused(_("请写明理由"))


def _check_living(unit: Unit, at: datetime) -> Unit:
    """Return the unit as it is stored now. Raises ActRefused when it doesn't live at the instant `at`."""
    held = Unit.objects.filter(alive(at), pk=unit.pk).first()
    if held is None:
        raise ActRefused(_("“%(name)s”尚未设立或已撤销") % {"name": unit.name})
    return held


def add_post(*, actor: Actor, unit: Unit, kind: PostKind, title: str, single_seat: bool = True) -> Post:
    """Make a seat in a unit and record it in the post's chain."""
    with transaction.atomic():
        post = Post.objects.create(unit=unit, kind=kind, title=title, single_seat=single_seat)
        data = {"unit": unit.code, "kind": kind.value, "title": title, "single_seat": single_seat}
        acts.append(f"post/{post.pk}", "add", actor=actor, at=now(), data=data)
    return post
