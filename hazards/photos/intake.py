"""Take a photograph in: judged and written anew by the limited child, then kept by its hash."""

import json
import re
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from hazards.photos import store
from hazards.photos.limits import FILE_MB, MOST, SECONDS, Reason
from sandbox import limited

FIRST_YEAR = 2000
_EXIF_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


class PhotoRefused(Exception):
    """The file can't be taken as a photograph; `reason` is for programs, `words` (also str()) are for the user."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        self.words = _words(reason)
        super().__init__(self.words)


@dataclass(frozen=True, slots=True)
class Taken:
    """A photograph that is kept: its own hash, that of the file as it was sent, and what that file said of itself."""

    sha256: str
    original: str
    taken_at: datetime | None = None
    latitude_e7: int | None = None
    longitude_e7: int | None = None


def take_in(file: BinaryIO, *, seconds: int = SECONDS) -> Taken:
    """Judge, write anew, keep. `file` is read from where it stands. Raises PhotoRefused; then nothing is kept.

    `seconds` are what it may take: of the clock, and of a processor.
    """
    with TemporaryFile() as copy, TemporaryFile() as output, TemporaryFile() as complaints:
        original = limited.copy(file, copy, most_mb=FILE_MB)
        if original is None:
            raise PhotoRefused(Reason.FILE_TOO_BIG)
        copy.seek(0)
        code = limited.run("hazards.photos.child", [str(seconds)], (copy, output, complaints), seconds)
        if code != 0:
            raise PhotoRefused(limited.reason(code, complaints, Reason))
        output.seek(0)
        said = json.loads(output.readline())
        small, content = output.read(said["small"]), output.read()
        return Taken(
            sha256=store.keep(content, small=small),
            original=original,
            taken_at=_instant(said.get("taken", ""), said.get("offset", "")),
            latitude_e7=said["latitude_e7"],
            longitude_e7=said["longitude_e7"],
        )


def _instant(taken: str, offset: str) -> datetime | None:
    """Read a camera's time; without an offset it is the district's wall clock."""
    match = _EXIF_TIME.match(taken)
    if not match:
        return None
    year, month, day, clock = match.groups()
    zone = offset if _OFFSET.fullmatch(offset) else ""
    try:
        found = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{zone}")
    except ValueError:
        return None
    if found.year < FIRST_YEAR or found.year == MAXYEAR:
        return None  # a clock that was never set
    return found if found.tzinfo else make_aware(found)


def _words(reason: Reason) -> str:
    words: dict[Reason, Any] = {
        Reason.NOT_A_PHOTO: _("这不是照片：请用 JPEG、PNG 或 WebP 格式"),
        Reason.MOVING: _("这是动图，不是照片：请拍一张或选一张照片"),
        Reason.CORRUPT: _("照片已损坏或没有传完，请重新选取"),
        Reason.FILE_TOO_BIG: _("照片超过 %(limit)s MB，请用手机的“标准”画质") % {"limit": FILE_MB},
        Reason.TOO_MANY_PIXELS: _("照片像素过多，请用手机的“标准”画质"),
        Reason.TOO_MANY: _("一次最多 %(n)s 张，这一张没有收下") % {"n": MOST},
        Reason.TOO_SLOW: _("照片处理过久，这一张没有收下，请另选或分次提交"),
        Reason.OUT_OF_MEMORY: _("照片过大，无法处理，请用手机的“标准”画质"),
    }
    return str(words[reason])
