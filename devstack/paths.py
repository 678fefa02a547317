"""Where things lie. Everything the supervisor writes is under VAR, beside `.venv`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("BIHUAN_VAR") or ROOT / "var").absolute()


def shown(path: Path) -> str:
    """The path as a message names it: relative to the project, so that no machine's layout is told."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else f"…/{path.name}"


def make_private(directory: Path) -> Path:
    """The directory, made if missing, closed to other users: secrets and data lie in it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; readers see the old text or the new, never half of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
