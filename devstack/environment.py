"""The virtual environment: made from an empty clone, filled from hash-pinned files, left alone while they don't change.

Runs with the system's Python, before anything is installed: standard library only.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devstack import lock
from devstack.children import start
from devstack.paths import ROOT, VENV, VENV_PYTHON
from devstack.talk import Refusal, say

STAMPS = VENV / "stamps"
# Beside the environment, wherever BIHUAN_VAR points: two commands must not fill one environment at once.
LOCK = ROOT / "var" / "environment.lock"


def ensure(requirements: Sequence[str]) -> None:
    """Make `.venv` hold exactly what these files pin. Takes no network and no time when it does already."""
    if _works() and not _missing(requirements):
        return
    held = lock.take_or_wait(LOCK, ".venv", seconds=900)
    try:
        if not _works():
            _make()
        if missing := _missing(requirements):
            _install(missing)
    finally:
        held.release()


def was_installed(requirements: str) -> bool:
    """Whether the file has been installed before, in this or an older form."""
    return bool(_stamp(requirements))


def install_tool(pin: str) -> None:
    """Install one tool that only maintainers need, outside the pinned files."""
    _pip("install", "--only-binary", ":all:", pin)


def _works() -> bool:
    """Whether the environment's Python starts and is the one it was made with (a system upgrade can change it)."""
    settings = VENV / "pyvenv.cfg"
    if not (settings.exists() and VENV_PYTHON.exists()):
        return False
    asked = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    answer = _asked(VENV_PYTHON, "-c", asked)
    return answer.returncode == 0 and (VENV / "lib" / f"python{answer.stdout.strip()}").exists()


def _make() -> None:
    say("making .venv")
    if _asked(
        sys.executable, "-m", "venv", "--clear", VENV
    ).returncode:  # Debian without python3-venv has no ensurepip; the system's pip can fill the environment
        bare = _asked(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
        if bare.returncode or not _has_pip(sys.executable):
            raise Refusal("python3 can make no .venv: install the package python3-venv. 请安装 python3-venv。")


def _missing(requirements: Sequence[str]) -> list[str]:
    return [name for name in requirements if _stamp(name) != _fingerprint(name)]


def _stamp(name: str) -> str:
    path = STAMPS / name
    return path.read_text() if path.exists() else ""


def _fingerprint(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _install(names: Sequence[str]) -> None:
    say(f"installing {', '.join(names)}")
    files = [part for name in names for part in ("-r", name)]
    _pip("install", "--require-hashes", "--only-binary", ":all:", *files)
    STAMPS.mkdir(exist_ok=True)
    for name in names:
        (STAMPS / name).write_text(_fingerprint(name))


def _pip(*arguments: str) -> None:
    """Run pip for the environment: its own, else the system's from outside. Its talk goes to stderr like ours."""
    own: list[str | Path] = [VENV_PYTHON, "-m", "pip"]
    outer: list[str | Path] = [sys.executable, "-m", "pip", "--python", VENV_PYTHON]
    pip = own if _has_pip(VENV_PYTHON) else outer
    # Errors only: its warnings name directories and hosts of this machine, which are nobody's business in a CI log.
    quiet = ("-qq", "--no-input", "--disable-pip-version-check")
    child = start("pip", [*pip, *arguments, *quiet], env=os.environ, stdout=sys.stderr)
    if child.process.wait():
        raise Refusal(
            "pip could not install the requirements (its words are above). "
            "A mirror is chosen with PIP_INDEX_URL. 依赖安装失败，可用 PIP_INDEX_URL 指定镜像。"
        )


def _has_pip(python: str | Path) -> bool:
    return _asked(python, "-m", "pip", "--version").returncode == 0


def _asked(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)
