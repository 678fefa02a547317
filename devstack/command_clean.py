"""`make clean`: remove what was made here, data included."""

import shutil
from pathlib import Path

from devstack import environment, lock
from devstack.paths import ROOT, VAR, VENV
from devstack.talk import Refusal, say

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis")


def clean(arguments: list[str]) -> int:
    """Refuse while anything runs over the data."""
    for path in (*VAR.glob("*/lock"), environment.LOCK):
        if lock.is_held(path):
            raise Refusal(f"{path.parent.name} is in use (pid {lock.holder(path)}); stop it first. 请先停止。")
    for data in VAR.glob("*/pg"):
        remove_data(data)
    for directory in (VAR, VENV, *(ROOT / name for name in CACHES)):
        shutil.rmtree(directory, ignore_errors=True)
    for result in _results():
        result.unlink()
    say("clean")
    return 0


def remove_data(data: Path) -> None:
    """Remove the data of a PostgreSQL that doesn't run, wherever they lie."""
    if data.is_symlink():  # where an account without rights can reach them
        shutil.rmtree(data.resolve().parent, ignore_errors=True)
        data.unlink()
    shutil.rmtree(data, ignore_errors=True)


def _results() -> list[Path]:
    return list(ROOT.glob("locale/*/LC_MESSAGES/*.mo"))
