"""Files by their hash, under the setting FILES_ROOT. A file is written once and never changed."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings


def keep(content: bytes, *, small: bytes = b"") -> str:
    """Keep a JPEG and return its SHA-256 in hex; safe on the disk when this returns. Keeping it twice keeps one.

    `small` is the same picture for pages; it proves nothing, and may be missing.
    """
    name = sha256(content).hexdigest()
    if not touch(name):
        _write(path_of(name), content)
    if small and not small_of(name).exists():
        _write(small_of(name), small)
    return name


def _write(path: Path, content: bytes) -> None:
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _sync_directory(path.parent.parent)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as fresh:
        fresh.write(content)
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).rename(path)
    _sync_directory(path.parent)


def touch(name: str) -> bool:
    """Say that the file is wanted, so that it is nobody's orphan for another day; False when it is gone."""
    try:
        os.utime(path_of(name))
    except FileNotFoundError:
        return False
    return True


def path_of(name: str) -> Path:
    """Return where the file of this hash lies, whether it does or not."""
    return Path(settings.FILES_ROOT) / "photos" / name[:2] / f"{name}.jpg"


def small_of(name: str) -> Path:
    """Return where the small one of this photograph lies, whether it does or not. Nothing else lies there."""
    return Path(settings.FILES_ROOT) / "small" / name[:2] / f"{name}.jpg"


def remove(name: str) -> None:
    """Remove a photograph's files, as far as they are there."""
    for path in (path_of(name), small_of(name)):
        path.unlink(missing_ok=True)


def is_whole(name: str) -> bool:
    """Tell whether the file is there and still has its hash."""
    with suppress(OSError):
        return sha256(path_of(name).read_bytes()).hexdigest() == name
    return False


def kept_before(instant: datetime) -> Iterator[Path]:
    """Yield the files, half-written ones too, that nobody has wanted since."""
    latest = instant.timestamp()
    root = Path(settings.FILES_ROOT)
    for path in chain(root.glob("photos/??/*"), root.glob("small/??/.new-*")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < latest:
                yield path


def _sync_directory(directory: Path) -> None:
    """A rename is safe on the disk only when its directory is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
