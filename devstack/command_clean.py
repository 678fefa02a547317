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
    for link in VAR.glob("*/pg"):
        if link.is_symlink():  # data kept where an account without rights can reach it
            shutil.rmtree(link.resolve().parent, ignore_errors=True)
    for directory in (VAR, VENV, *(ROOT / name for name in CACHES)):
        shutil.rmtree(directory, ignore_errors=True)
    for result in _results():
        result.unlink()
    say("clean")
    return 0


def _results() -> list[Path]:
    return list(ROOT.glob("locale/*/LC_MESSAGES/*.mo"))
