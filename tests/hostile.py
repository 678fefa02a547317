"""Files that somebody sends in a photograph's stead, each with what is to become of it: refused in words, or cleaned.

After A17 to A20 of a hostile file's usual list: metadata, bombs, files of two kinds, wrong names, damaged ones.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.camera import shoot

NOT_A_PHOTO, CORRUPT, MOVING = "这不是照片", "照片已损坏或没有传完", "这是动图"
TOO_MANY_PIXELS, TOO_BIG = "照片像素过多", "照片超过 20 MB"
SCRIPT = b"<script>alert('xss')</script>"


@dataclass(frozen=True)
class Hostile:
    """One file: its name, its bytes, and in which words it is refused; without words it is taken in, cleaned."""

    name: str
    content: Callable[[], bytes]
    words: str = ""

    def file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.name, self.content(), "image/jpeg")


def _png(width: int, height: int, *, rows: bytes = b"") -> bytes:
    """A PNG that says it has this size, whatever is in it."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows, 9)) + part(b"IEND", b"")


def _saved(kind: str, frames: int = 1, side: int = 32, **given: object) -> bytes:
    out = BytesIO()
    pictures = [Image.new("RGB", (side, side), (n % 256, 80, 90)) for n in range(frames)]
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    pictures[0].save(out, kind, **more, **given)
    return out.getvalue()


def _zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd", b"0" * 1_000_000)
    return out.getvalue()


def _jpeg() -> bytes:
    return b"".join(shoot(side=400).chunks())


def _speaking_exif() -> bytes:
    exif = Image.Exif()
    exif[270], exif[315] = SCRIPT.decode(), "张某某 13800001111"
    exif[0x8825] = {1: "N", 2: (30.25, 0.0, 0.0), 3: "E", 4: (120.125, 0.0, 0.0)}
    return _saved("JPEG", exif=exif)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
BOMB = (20_000, 20_000)

REFUSED = {
    "a page of the web": Hostile("page.jpg", lambda: b"<html>" + SCRIPT + b"</html>", NOT_A_PHOTO),
    "a drawing that runs a script": Hostile("图.svg", lambda: SVG, NOT_A_PHOTO),
    "an archive called a photograph": Hostile("照片.jpg", _zip, NOT_A_PHOTO),
    "a paper": Hostile("report.pdf", lambda: b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj", NOT_A_PHOTO),
    "a program": Hostile("run.jpg", lambda: b"MZ" + bytes(2000), NOT_A_PHOTO),
    "nothing at all": Hostile("空.jpg", lambda: b"", "空"),
    "a GIF that is a program too": Hostile("a.gif", lambda: _saved("GIF") + b"PK\x03\x04" + SCRIPT, NOT_A_PHOTO),
    "a TIFF": Hostile("scan.tif", lambda: _saved("TIFF"), NOT_A_PHOTO),
    "three hundred pictures in one": Hostile("moving.png", lambda: _saved("PNG", 300), MOVING),
    "a WebP that moves": Hostile("moving.webp", lambda: _saved("WEBP", 40), MOVING),
    "half a photograph": Hostile("半张.jpg", lambda: _jpeg()[:2000], CORRUPT),
    "a PNG of which only the head is there": Hostile("head.png", lambda: _png(800, 600), CORRUPT),
    "a PNG that unpacks to gigabytes": Hostile("bomb.png", lambda: _png(*BOMB, rows=bytes(5_000_000)), TOO_MANY_PIXELS),
    "a size no camera has": Hostile("huge.png", lambda: _png(2**31 - 1, 2**31 - 1), TOO_MANY_PIXELS),
    "one row of a hundred million": Hostile("thin.png", lambda: _png(200_000_000, 1), TOO_MANY_PIXELS),
    "a JPEG with a head and then noise": Hostile("noise.jpg", lambda: _jpeg()[:700] + bytes(range(256)) * 8, CORRUPT),
    "more bytes than a photograph has": Hostile("big.jpg", lambda: _jpeg() + bytes(21 * 1024 * 1024), TOO_BIG),
}
CLEANED = {
    "a photograph with a page behind it": Hostile("both.jpg", lambda: _jpeg() + b"<html>" + SCRIPT + b"</html>"),
    "a photograph with an archive behind it": Hostile("both.jpg", lambda: _jpeg() + _zip()),
    "tags that speak": Hostile("tags.jpg", _speaking_exif),
    "a PNG called something else": Hostile("photo.jpg.exe", lambda: _saved("PNG", side=48)),
    "a name that climbs": Hostile("../../../etc/passwd.jpg", _jpeg),
    "a name without end": Hostile("长" * 4000 + ".jpg", _jpeg),
    "a name that runs a script": Hostile("<img src=x onerror=alert(1)>.jpg", _jpeg),
}
