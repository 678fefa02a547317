"""`make requirements`: compile the pinned files anew from the five `.in` files."""

import shutil
import subprocess

from devstack import environment
from devstack.paths import ROOT, VENV
from devstack.talk import Refusal, say

# In this order: the later ones are held to the versions of the earlier ones.
NAMES = ("requirements", "requirements-embedded", "requirements-test", "requirements-lint", "requirements-browser")
UV = "uv==0.13.9"
OPTIONS = (
    *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"),
    *("--custom-compile-command", "make requirements", "--python-version", "3.11"),
)


def requirements(arguments: list[str]) -> int:
    """Arguments go to uv, for instance `--upgrade-package Django`."""
    uv = _uv()
    for name in NAMES:
        say(f"compiling {name}.txt")
        argv = [uv, "pip", "compile", *OPTIONS, *arguments, f"{name}.in", "-o", f"{name}.txt"]
        if subprocess.run(argv, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
            raise Refusal(f"{name}.in can't be resolved (uv's words are above)")
    return 0


def _uv() -> str:
    own = VENV / "bin" / "uv"
    if found := shutil.which("uv"):
        return found
    if not own.exists():
        environment.install_tool(UV)
    return str(own)
