"""Where PostgreSQL's socket lies: a short private directory, since a socket's path may have 107 bytes at most
and a project's path is often longer, in Chinese three bytes a character."""

import hashlib
import os
import pwd
import shutil
import stat
from pathlib import Path

from devstack import lock
from devstack.talk import Refusal

BASE = Path("/tmp")  # noqa: S108 - a private directory in it, its owner checked
OWNER_FILE = "lock-of-its-run"


def directory_for(run_directory: Path) -> Path:
    """The name is fixed per run directory, so that a restart meets its own leftovers and nobody else's."""
    digest = hashlib.sha256(str(run_directory.resolve()).encode()).hexdigest()[:8]
    return BASE / f"bh-{os.getuid()}-{digest}"


def prepare(directory: Path, lock_path: Path) -> None:
    """Make the directory anew. Anybody may write in /tmp: refuse one that was laid there by another user."""
    if directory.exists() or directory.is_symlink():
        if not _is_ours(directory):
            raise Refusal(f"{directory} belongs to somebody else; remove it. 该目录属于其他用户，请先删除。")
        shutil.rmtree(directory)
    directory.mkdir(mode=0o700)
    (directory / OWNER_FILE).write_text(str(lock_path.resolve()), encoding="utf-8")


def remove_stale() -> None:
    """Remove what killed runs of ours left in /tmp: directories whose run's lock is free or gone."""
    for directory in BASE.glob(f"bh-{os.getuid()}-*"):
        note = directory / OWNER_FILE
        if not _is_ours(directory) or not note.exists():
            continue
        lock_path = Path(note.read_text(encoding="utf-8"))
        held = lock.take(lock_path) if lock_path.exists() else None
        if held or not lock_path.exists():
            shutil.rmtree(directory, ignore_errors=True)
        if held:
            held.release()


def _is_ours(directory: Path) -> bool:
    state = directory.lstat()
    allowed = {os.getuid()} | ({pwd.getpwnam("nobody").pw_uid} if os.getuid() == 0 else set())
    return stat.S_ISDIR(state.st_mode) and state.st_uid in allowed
