"""Districts, streets and communities out of the statistics bureau's tables: read, check, found what is new."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from records import acts
from records.actor import Actor
from records.clock import now
from responsibility.enums import Rank, Tree
from responsibility.models import Affiliation, Unit
from responsibility.services.units import lock_trees, sort_key
from responsibility.spans import living_places_in_the_tree

# How long a code is at each rank (6 + 3 + 3 digits), and the column that repeats the parent's code.
LENGTHS = {Rank.DISTRICT: 6, Rank.STREET: 9, Rank.COMMUNITY: 12}
PARENT_COLUMNS = {Rank.DISTRICT: "", Rank.STREET: "areaCode", Rank.COMMUNITY: "streetCode"}
PARENT_LENGTHS = {Rank.DISTRICT: 0, Rank.STREET: 6, Rank.COMMUNITY: 9}
LONGEST_NAME = 200
BATCH = 2000


class RegionsRefused(Exception):
    """The files can't be read at all; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Region:
    """One good row: a unit to be, with the file and line it comes from."""

    rank: Rank
    code: str
    name: str
    where: str

    @property
    def parent_code(self) -> str:
        """The code of the unit it belongs to; empty for a district."""
        return self.code[: PARENT_LENGTHS[self.rank]]


@dataclass(slots=True)
class Regions:
    """The good rows by code, parents before children; and what is wrong with the others, by file and line."""

    rows: dict[str, Region] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


# --- Read -----------------------------------------------------------------------------------------------------------
def read(files: Iterable[tuple[Rank, Path]], prefix: str) -> Regions:
    """Read the files, districts first, and keep the rows whose code begins with `prefix`; tell the bad ones.

    Raises RegionsRefused for a file that isn't there, isn't UTF-8 or lacks a column.
    """
    regions = Regions()
    for rank, path in files:
        for line, row in _rows(path, rank):
            if _concerns(row, rank, prefix):
                _take(regions, rank, row, f"{path.name}:{line}")
    return regions


def _rows(path: Path, rank: Rank) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"code", "name", PARENT_COLUMNS[rank]} - {"", *(reader.fieldnames or ())}
            if missing:
                raise RegionsRefused(
                    _("%(file)s 缺少列：%(columns)s") % {"file": path.name, "columns": "、".join(sorted(missing))}
                )
            for row in reader:
                yield reader.line_num, {name: (value or "").strip() for name, value in row.items() if name}
    except OSError as error:
        raise RegionsRefused(_("无法读取 %(file)s：%(why)s") % {"file": path, "why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise RegionsRefused(_("%(file)s 不是 UTF-8 编码") % {"file": path.name}) from error


def _concerns(row: dict[str, str], rank: Rank, prefix: str) -> bool:
    # A row whose code is wrong still names its parent; a row that says neither concerns everybody.
    said = [code for code in (row["code"], row.get(PARENT_COLUMNS[rank], "")) if code]
    return not said or any(code.startswith(prefix) for code in said)


def _take(regions: Regions, rank: Rank, row: dict[str, str], where: str) -> None:
    region = Region(rank, row["code"], row["name"], where)
    problem = _problem(regions, region, row.get(PARENT_COLUMNS[rank], ""))
    if problem:
        regions.problems.append(f"{where} {problem}")
    else:
        regions.rows[region.code] = region


def _problem(regions: Regions, region: Region, said_parent: str) -> str:
    known = regions.rows.get(region.code)
    values = {
        "code": region.code,
        "parent": said_parent,
        "length": LENGTHS[region.rank],
        "where": known.where if known else "",
    }
    if len(region.code) != LENGTHS[region.rank] or not (region.code.isascii() and region.code.isdigit()):
        return _("代码“%(code)s”应为 %(length)d 位数字") % values
    if not region.name:
        return _("名称为空（代码 %(code)s）") % values
    if len(region.name) > LONGEST_NAME:
        return _("名称过长（代码 %(code)s）") % values
    if PARENT_COLUMNS[region.rank] and said_parent != region.parent_code:
        return _("代码 %(code)s 与上级代码“%(parent)s”不符：前几位应等于上级代码") % values
    if known:
        return _("代码 %(code)s 与 %(where)s 重复") % values
    if region.parent_code and region.parent_code not in regions.rows:
        return _("代码 %(code)s 的上级 %(parent)s 不在文件中或已被拒绝") % values
    return ""


# --- Load -----------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Loaded:
    """How many units of each rank were founded, how many stood already, and what was left as it stands."""

    founded: dict[Rank, int] = field(default_factory=lambda: dict.fromkeys(LENGTHS, 0))
    standing: dict[Rank, int] = field(default_factory=lambda: dict.fromkeys(LENGTHS, 0))
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def load(regions: Regions, *, actor: Actor) -> Loaded:
    """Found every unit that doesn't exist, with its place in the tree and its act; leave what stands alone.

    One transaction: all of it or nothing. A unit under another name or parent than the file's, or ended, is noted
    and left: renaming, moving and founding anew are acts of their own, with a reason.
    """
    lock_trees()
    loaded, at = Loaded(), now()
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=regions.rows)}
    paths = dict(living_places_in_the_tree(at).filter(unit__code__in=units).values_list("unit__code", "path"))
    for code, unit in units.items():
        loaded.standing[regions.rows[code].rank] += 1
        loaded.notes += _differences(regions.rows[code], unit, units, paths)
    for rank in LENGTHS:
        fresh = [row for row in regions.rows.values() if row.rank == rank and row.code not in units]
        able = [row for row in fresh if not row.parent_code or row.parent_code in paths]
        orphans = [row for row in fresh if row.parent_code and row.parent_code not in paths]
        loaded.notes += [_("%(where)s 上级单位已撤销，未设立") % {"where": row.where} for row in orphans]
        _found(able, units, paths, actor, at)
        loaded.founded[rank] += len(able)
    return loaded


def _differences(row: Region, unit: Unit, units: dict[str, Unit], paths: dict[str, list[int]]) -> Iterator[str]:
    if row.code not in paths:
        yield _("%(where)s 单位已撤销，保持不变") % {"where": row.where}
        return
    if unit.name != row.name:
        values = {"where": row.where, "old": unit.name, "new": row.name}
        yield _("%(where)s 已有单位名为“%(old)s”，文件为“%(new)s”，保持不变") % values
    parent = units.get(row.parent_code)
    if row.parent_code and (parent is None or parent.pk not in paths[row.code][:-1]):
        yield _("%(where)s 已有单位的隶属关系与文件不同，保持不变") % {"where": row.where}


def _found(rows: list[Region], units: dict[str, Unit], paths: dict[str, list[int]], actor: Actor, at: datetime) -> None:
    """Found units of one rank, whose parents stand: three bulk inserts and their acts."""
    made = Unit.objects.bulk_create(
        [
            Unit(
                tree=Tree.TERRITORY,
                rank=row.rank,
                code=row.code,
                name=row.name,
                sort_key=sort_key(row.name),
                from_at=at,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    units |= {unit.code: unit for unit in made}
    paths |= {row.code: [*paths.get(row.parent_code, []), units[row.code].pk] for row in rows}
    places = (
        Affiliation(unit=units[row.code], parent=units.get(row.parent_code), path=paths[row.code], from_at=at)
        for row in rows
    )
    Affiliation.objects.bulk_create(places, batch_size=BATCH)
    new = [acts.NewAct(f"unit/{units[row.code].pk}", "found", _facts(row, at)) for row in rows]
    for start in range(0, len(new), BATCH):
        acts.append_each(new[start : start + BATCH], actor=actor, at=at)


def _facts(row: Region, at: datetime) -> dict[str, str]:
    return {
        "code": row.code,
        "name": row.name,
        "tree": Tree.TERRITORY.value,
        "rank": row.rank.value,
        "parent": row.parent_code,
        "from": at.isoformat(),
        "source": row.where,
    }
