"""Names in an OLE compound file: the container of .xls, and of workbooks that are locked with a password.

After MS-CFB: https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb
"""

import struct
from collections.abc import Iterator

from sandbox.workbook.limits import Reason, Refusal

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_END = 0xFFFFFFFA  # this and above are marks, not sectors
_ENTRY = 128
_HEADER_FAT_SECTORS = 109
# FILEPASS comes right after BOF, or after WRITEPROT (MS-XLS 2.1.7.20.3).
_FIRST_RECORDS = 4


def streams(data: bytes) -> dict[str, int]:
    """Give all streams and storages: name → place of the first byte. Raises Refusal(CORRUPT) without a directory."""
    try:
        shift, first = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
        if shift not in (9, 12):
            raise Refusal(Reason.CORRUPT)
        directory = b"".join(_chain(data, first, 1 << shift))
    except struct.error:
        raise Refusal(Reason.CORRUPT) from None
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    found = {_name(entry): (struct.unpack_from("<I", entry, 116)[0] + 1) << shift for entry in entries}
    if set(found) <= {""}:
        raise Refusal(Reason.CORRUPT)
    return found


def records(data: bytes, start: int) -> Iterator[int]:
    """Give the numbers of the first BIFF records from `start`: where a password announces itself."""
    for _record in range(_FIRST_RECORDS):
        if start + 4 > len(data):
            return
        number, length = struct.unpack_from("<HH", data, start)
        yield number
        start += 4 + length


def _chain(data: bytes, sector: int, size: int) -> list[bytes]:
    """Follow a chain of sectors from `sector`; a loop ends at the number of sectors that the file can hold."""
    table = _allocation_table(data, size)
    sectors: list[bytes] = []
    while sector < _END:
        if sector >= len(table) or len(sectors) > len(table):
            raise Refusal(Reason.CORRUPT)
        start = (sector + 1) * size
        sectors.append(data[start : start + size])
        sector = table[sector]
    return sectors


def _allocation_table(data: bytes, size: int) -> list[int]:
    """Read the table that says which sector follows which."""
    places = list(struct.unpack_from(f"<{_HEADER_FAT_SECTORS}I", data, 76))
    per_sector = size // 4
    more, left = struct.unpack_from("<II", data, 68)
    left = min(left, len(data) // size)
    while more < _END and left > 0:
        *block, more = struct.unpack_from(f"<{per_sector}I", data, (more + 1) * size)
        places.extend(block)
        left -= 1
    table: list[int] = []
    for place in places:
        if place < _END:
            table.extend(struct.unpack_from(f"<{per_sector}I", data, (place + 1) * size))
    return table


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
