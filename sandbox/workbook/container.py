"""Judge the container of a workbook before anything parses it. By content, never by the file's name.

Standard library only; it runs in the child, under the child's limits.
"""

import zipfile
import zlib
from typing import BinaryIO

from sandbox.workbook import compound
from sandbox.workbook.limits import Limits, Reason, Refusal

_MB = 1024 * 1024
_CHUNK = 1 << 18
# Ledgers with photographs have hundreds of parts; 10,000 sheets are an attack.
_MAX_PARTS = 2_000
# deflate reaches 1,032 : 1 on zeros. Ledgers of 60,000 equal rows, 13 to 33 columns, reach 26 : 1 (measured); a small
# part such as an empty style sheet may be anything.
_MAX_RATIO = 100
_RATIO_COUNTS_FROM = 8 * _MB
# Never opened by the reader, and photographs have their own metadata.
_NOT_PARSED = ("xl/media/", "Pictures/", "Thumbnails/")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_LONGEST_MARK = 16
_FILEPASS = 0x2F


def judge(file: BinaryIO, limits: Limits) -> None:
    """Raise Refusal unless `file` is a sound .xlsx, .xls or .ods of a bearable size, without macros or a password."""
    magic = file.read(8)
    file.seek(0)
    if magic == compound.MAGIC:
        _judge_compound(file.read())
    elif magic.startswith(b"PK\x03\x04"):
        _judge_zip(file, limits)
    else:
        raise Refusal(Reason.NOT_A_WORKBOOK)
    file.seek(0)


def _judge_compound(data: bytes) -> None:
    streams = compound.streams(data)
    if "EncryptedPackage" in streams:
        raise Refusal(Reason.ENCRYPTED)
    if not streams.keys().isdisjoint(("_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA")):
        raise Refusal(Reason.MACROS)
    book = next((streams[name] for name in ("Workbook", "Book") if name in streams), None)
    if book is None:
        raise Refusal(Reason.NOT_A_WORKBOOK)
    # The parser, trying one format after another, would forget that a password was the trouble.
    if _FILEPASS in compound.records(data, book):
        raise Refusal(Reason.ENCRYPTED)


def _judge_zip(file: BinaryIO, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _judge_directory(parts, limits)
            _judge_kind(archive, {part.filename for part in parts})
            _judge_contents(archive, parts)
    # NotImplementedError, RuntimeError: an unknown way of packing, a part locked after all. UnicodeDecodeError: a name.
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError, RuntimeError):
        raise Refusal(Reason.CORRUPT) from None


def _judge_directory(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Weigh the zip's own list of parts; nothing is unpacked yet."""
    if len(parts) > _MAX_PARTS:
        raise Refusal(Reason.TOO_MANY_PARTS)
    if sum(part.file_size for part in parts) > limits.unpacked_mb * _MB:
        raise Refusal(Reason.UNPACKED_TOO_BIG)
    for part in parts:
        if part.flag_bits & 1:
            raise Refusal(Reason.ENCRYPTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal(Reason.CORRUPT)
        if part.file_size > max(_RATIO_COUNTS_FROM, _MAX_RATIO * part.compress_size):
            raise Refusal(Reason.UNPACKED_TOO_BIG)


def _judge_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    """Tell workbooks from other zips, and refuse macros and passwords, which show in the names or in one part."""
    lowered = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in lowered):
        raise Refusal(Reason.MACROS)
    if "[Content_Types].xml" in names:
        if b"macroenabled" in archive.read("[Content_Types].xml").lower():
            raise Refusal(Reason.MACROS)
        if not any(name.endswith("workbook.xml") for name in lowered):
            raise Refusal(Reason.NOT_A_WORKBOOK)
    elif "content.xml" in names and "META-INF/manifest.xml" in names:
        _judge_ods(archive, names)
    else:
        raise Refusal(Reason.NOT_A_WORKBOOK)


def _judge_ods(archive: zipfile.ZipFile, names: set[str]) -> None:
    manifest = archive.read("META-INF/manifest.xml")
    if _ODS_TYPE not in manifest:
        raise Refusal(Reason.NOT_A_WORKBOOK)
    if b"encryption-data" in manifest:
        raise Refusal(Reason.ENCRYPTED)
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refusal(Reason.MACROS)


def _judge_contents(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack every part that may be parsed: true size and checksum (zipfile checks both), no document types.

    Without a document type there are no entities: neither external ones (XXE) nor a billion laughs.
    """
    for part in parts:
        if part.filename.startswith(_NOT_PARSED):
            continue
        with archive.open(part) as content:
            tail = b""
            while chunk := content.read(_CHUNK):
                if not tail and chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
                    raise Refusal(Reason.CORRUPT)  # UTF-16 would hide the mark; no spreadsheet program writes it
                window = tail + chunk
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    raise Refusal(Reason.ENTITIES)
                tail = chunk[-_LONGEST_MARK:]
