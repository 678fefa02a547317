"""A QR code as the path of an SVG: no picture file, no foreign markup."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True, slots=True)
class Code:
    """The path's drawing, and how many modules the square has a side, its quiet border included."""

    path: str
    side: int


def code_of(text: str) -> Code:
    """Return the code that a telephone reads as this text."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Code(path, len(rows))
