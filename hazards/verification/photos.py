"""Photographs: each is what its record says, its file is whole, and none is missing where the law asks for one."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import PhotoRole
from hazards.guards import after_photos, is_whole_photo, on_site
from hazards.lifecycle import LIFECYCLE
from hazards.models import Photo
from hazards.photos import store
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, invariant

RESULTS = {row.name for row in LIFECYCLE.rows.values() if after_photos in row.guards}
SIGNED = {row.name for row in LIFECYCLE.rows.values() if on_site in row.guards}
KEPT = tuple(field.attname for field in Photo._meta.concrete_fields if field.attname != "id")


@invariant("PHOTO_RECORDS", lazy("每张照片与带来它的记录相符，记录里的照片一张不少"))
def records(file: CaseFile, present: Present) -> Iterator[str]:
    """Row ⇔ record: role, hashes, time and place."""
    case_id = file.case.pk
    said = [
        Photo.as_said(case_id, record.sequence, file.folds[number - 1].episode, one)
        for number, record, _fold in file.steps()
        for one in _photos(record)
    ]
    wanted, stand = {_kept(photo) for photo in said}, {_kept(photo) for photo in file.beside["photos"]}
    if wanted - stand:
        yield _("记录里有%(n)s张照片没有相符的行") % {"n": len(wanted - stand)}
    if stand - wanted:
        yield _("有%(n)s张照片与记录不符") % {"n": len(stand - wanted)}


@invariant("PHOTO_FILES", lazy("每张照片的文件都在，哈希未变"))
def files(file: CaseFile, present: Present) -> Iterator[str]:
    """The file lies under its hash."""
    for photo in file.beside["photos"]:
        if not store.is_whole(photo.sha256):
            yield _("第%(n)s条记录的照片 %(hash)s 缺失或已被改动") % {"n": photo.sequence, "hash": photo.sha256[:8]}


@invariant("PHOTO_SHOWN", lazy("报请复查有整改前、后照片，每个复查意见有现场照片，均有时间和位置"), per_record=True)
def shown(file: CaseFile, present: Present) -> Iterator[str]:
    """As the guards after_photos and on_site ask (rule 17)."""
    before: set[int] = set()
    for number, record, _fold in file.steps():
        roles = {photo["role"] for photo in _photos(record) if is_whole_photo(photo)}
        episode = file.folds[number - 1].episode
        if PhotoRole.BEFORE in roles:
            before.add(episode)
        if record.name in RESULTS and not (episode in before and PhotoRole.AFTER in roles):
            yield _("第%(n)s条记录报请复查，缺少整改前或整改后的照片") % {"n": number}
        if record.name in SIGNED and PhotoRole.ON_SITE not in roles:
            yield _("第%(n)s条记录的复查意见没有现场照片、时间或位置") % {"n": number}


def _photos(record: Written) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = record.said["data"].get("photos", [])
    return found


def _kept(photo: Photo) -> tuple[Any, ...]:
    return tuple(getattr(photo, name) for name in KEPT)


PHOTOS = (records, files, shown)
