"""Photographs: the files, and how the hazard's page shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hazards.access import get_hazard_for
from hazards.enums import PhotoRole
from hazards.models import Hazard, Photo
from hazards.photos import store
from hazards.web.context import standing, user_of
from hazards.web.due import say_instant


@require_safe
def picture(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """One photograph's file, for those who may look at its hazard."""
    hazard = get_hazard_for(user_of(request), pk, standing=standing(request))
    return file_answer(hazard, get_object_or_404(hazard.photos, sha256=name))


@require_safe
def small_picture(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """The same, as small as a page shows it."""
    hazard = get_hazard_for(user_of(request), pk, standing=standing(request))
    return file_answer(hazard, get_object_or_404(hazard.photos, sha256=name), small=True)


def file_answer(hazard: Hazard, photo: Photo, *, small: bool = False) -> FileResponse:
    """Return the photograph's file; it is the caller who asks whether it may be looked at.

    Where there is no small one, as of photographs taken in before there were any, the whole one stands for it.
    """
    path = store.small_of(photo.sha256)
    if not small or not path.exists():
        path = store.path_of(photo.sha256)
    if not path.exists():
        raise Http404
    file_name = f"{hazard.number}-{photo.sequence}-{photo.role.lower()}.jpg"
    answer = FileResponse(path.open("rb"), filename=file_name, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@dataclass(frozen=True, slots=True)
class Shown:
    """A photograph as the page shows it."""

    name: str
    label: str
    when: str
    time_says: str
    place: str
    coordinates: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Pair:
    """What a visitor wants to compare first, and all the others."""

    before: Shown | None
    after: Shown | None
    others: list[Shown]


def pair(hazard: Hazard, at: datetime) -> Pair | None:
    """Return this episode's newest of before and after, and all others, newest first; None without any."""
    photos = list(hazard.photos.order_by("-sequence", "-pk"))
    if not photos:
        return None
    present = [one for one in photos if one.episode == hazard.episode]
    first = {role: next((one for one in present if one.role == role), None) for role in PhotoRole}
    before, after = first[PhotoRole.BEFORE], first[PhotoRole.AFTER]
    others = [_shown(one, at) for one in photos if one not in (before, after)]
    return Pair(_shown(before, at) if before else None, _shown(after, at) if after else None, others)


def _shown(photo: Photo, at: datetime) -> Shown:
    return Shown(
        name=photo.sha256,
        label=str(PhotoRole(photo.role).label),
        when=say_instant(photo.taken_at, at) if photo.taken_at else "",
        time_says=_time_says(photo),
        place=photo.place,
        coordinates=_degrees(photo),
        sequence=photo.sequence,
    )


def _time_says(photo: Photo) -> str:
    if photo.time_from_camera:
        return _("照片自带时间")
    return _("上报时间") if photo.sequence == 1 else _("自报时间")


def _degrees(photo: Photo) -> str:
    if photo.latitude_e7 is None or photo.longitude_e7 is None:
        return ""
    return f"{photo.latitude_e7 / 1e7:.5f}, {photo.longitude_e7 / 1e7:.5f}"
