"""A camera: real JPEGs, no two alike, with or without what a telephone writes into them."""

from datetime import datetime
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

_shots = count(1)


def shoot(
    *,
    at: datetime | None = None,
    north: float | None = None,
    east: float | None = None,
    owner: str = "",
    side: int = 64,
) -> SimpleUploadedFile:
    """Take a photograph, as a browser would send it."""
    shot = next(_shots)
    exif = Image.Exif()
    exif[270] = f"shot {shot}"
    if at:
        exif[0x8769] = {
            36867: f"{at:%Y:%m:%d %H:%M:%S}",
            36881: f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:] if at.tzinfo else "",
        }
    if north is not None and east is not None:
        exif[0x8825] = {1: "N", 2: (north, 0.0, 0.0), 3: "E", 4: (east, 0.0, 0.0)}
    if owner:
        exif[315] = owner
    out = BytesIO()
    picture = Image.new("RGB", (side, side * 3 // 4), (shot % 256, shot // 256 % 256, 90))
    for bit in range(16):  # what is taken anew differs too, also after decoding and encoding
        if shot >> bit & 1:
            picture.paste((250, 250, 250), (bit % 4 * 16, bit // 4 * 12, bit % 4 * 16 + 12, bit // 4 * 12 + 9))
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(f"IMG_{shot}.jpg", out.getvalue(), "image/jpeg")
