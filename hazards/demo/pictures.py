"""Drawn pictures that stand for photographs in the demo: a staircase landing with boxes, and without."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from hazards.enums import PhotoRole
from hazards.photos import store
from hazards.photos.intake import Taken
from hazards.services.photos import evidence

SIZE = (640, 480)
WALL, FLOOR, DOOR, BOX, TAPE, INK = "#d9d3c7", "#a8a294", "#5f7c6a", "#b98b56", "#8d6a40", "#4a463f"


def photo(role: PhotoRole, name: str, *, at: datetime, place: str) -> dict[str, Any]:
    """Draw, keep, and say of it what a record says of a photograph; one `name` is one picture."""
    content = _draw(role, name)
    taken = Taken(store.keep(content), sha256(content).hexdigest())
    return evidence(role, taken, stated_at=at, place=place)


def _draw(role: PhotoRole, name: str) -> bytes:
    picture = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 480), (640, 480), (470, 300), (170, 300)], fill=FLOOR)
    pen.rectangle((270, 140, 370, 300), fill=DOOR)
    pen.rectangle((290, 110, 350, 130), fill="#2f8f4e")
    if role == PhotoRole.BEFORE:
        for left, top, side in ((90, 300, 110), (190, 330, 90), (120, 220, 80), (430, 320, 120)):
            pen.rectangle((left, top, left + side, top + side), fill=BOX, outline=INK)
            pen.rectangle((left + side * 0.42, top, left + side * 0.58, top + side), fill=TAPE)
    if role == PhotoRole.ON_SITE:
        for step in range(6):
            pen.line([(190 + step * 50, 440), (205 + step * 43, 320)], fill="#e8c547", width=4)
    pen.rectangle((0, 456, 640, 480), fill=INK)
    pen.text((8, 462), f"DEMO  {role}  {name}", fill="white")
    out = BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()
