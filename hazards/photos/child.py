"""The limited child: decodes one photograph from standard input and writes it anew, without what the camera added.

`python -m hazards.photos.child SECONDS`; started by intake.py only. Standard output: one line of JSON with what the
file said of its time and place and how many bytes the small JPEG has, then the small one, then the JPEG. A refusal is
the exit code.
"""

import json
import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

from hazards.photos.limits import FILE_MB, LONGEST_SIDE, MEMORY_MB, PIXELS, SMALL_SIDE, Reason
from sandbox.rlimits import limit_this_process

# Exif 2.32 (JEITA CP-3451X) 4.6.3, 4.6.5 and 4.6.6: the directories and the tags in them.
EXIF_DIRECTORY, GPS_DIRECTORY = 0x8769, 0x8825
ORIENTATION, TAKEN, TAKEN_OFFSET = 274, 36867, 36881
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4


def main() -> None:
    """Limit this process, decode, write. Ends with 0 or with a Reason as the exit code."""
    limit_this_process(memory_mb=MEMORY_MB, output_mb=FILE_MB, seconds=int(sys.argv[1]))
    try:
        _write_anew()
    except MemoryError:
        sys.exit(Reason.OUT_OF_MEMORY)


def _write_anew() -> None:
    from PIL import Image, UnidentifiedImageError

    warnings.simplefilter("ignore")  # Pillow's own bound is a warning; ours is below
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(sys.stdin.buffer, formats=("JPEG", "PNG", "WEBP"))
    except UnidentifiedImageError:
        sys.exit(Reason.NOT_A_PHOTO)
    except (OSError, ValueError, SyntaxError):
        sys.exit(Reason.CORRUPT)
    if picture.width * picture.height > PIXELS:
        sys.exit(Reason.TOO_MANY_PIXELS)
    # A telephone's JPEG may hold a second picture (MPO): the first is the photograph. Other files that move are none.
    if picture.format in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
        sys.exit(Reason.MOVING)
    try:
        said = _said(picture)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
        upright = _upright(picture).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (OSError, ValueError, SyntaxError, EOFError):
        sys.exit(Reason.CORRUPT)
    # Pixels only: a fresh picture bears nothing of the old one's metadata.
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())
    small, as_jpeg = plain.copy(), BytesIO()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    small.save(as_jpeg, "JPEG", quality=75)
    said["small"] = as_jpeg.tell()
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + as_jpeg.getvalue())
    plain.save(sys.stdout.buffer, "JPEG", quality=82)


def _upright(picture: Any) -> Any:
    """Turn it as its orientation says. (Pillow's exif_transpose writes the EXIF anew, and fails on any odd tag.)"""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = None
    with suppress(Exception):
        turn = turns.get(picture.getexif().get(ORIENTATION))
    return picture if turn is None else picture.transpose(turn)


def _said(picture: Any) -> dict[str, Any]:
    """What the camera wrote of time and place; what can't be read is not there."""
    said: dict[str, Any] = {}
    with suppress(Exception):
        tags = picture.getexif()
        inner, place = tags.get_ifd(EXIF_DIRECTORY), tags.get_ifd(GPS_DIRECTORY)
        said["taken"], said["offset"] = str(inner.get(TAKEN, "")), str(inner.get(TAKEN_OFFSET, ""))
        with suppress(Exception):
            said["latitude_e7"] = _e7(place, LATITUDE, LATITUDE_REF, "S", 90)
            said["longitude_e7"] = _e7(place, LONGITUDE, LONGITUDE_REF, "W", 180)
    if said.get("longitude_e7") is None or said.get("latitude_e7") == said.get("longitude_e7") == 0:
        said["latitude_e7"] = said["longitude_e7"] = None  # half a place is none; 0, 0 is a phone without a fix
    return said


def _e7(place: Mapping[int, Any], value: int, reference: int, negative: str, most: int) -> int:
    """Degrees, minutes and seconds as ten-millionths of a degree."""
    degrees, minutes, seconds = (float(part) for part in place[value])
    found = round((degrees + minutes / 60 + seconds / 3600) * 10_000_000)
    if not 0 <= found <= most * 10_000_000:
        raise ValueError(found)
    return -found if str(place[reference]).startswith(negative) else found


if __name__ == "__main__":
    main()
