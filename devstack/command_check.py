"""`make check`: every check that needs no test run. All findings are shown, whichever comes first."""

import secrets
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devstack import product, services, slots
from devstack.paths import ROOT, VENV_PYTHON
from devstack.product import Environment
from devstack.supervisor import Supervisor
from devstack.talk import say

IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"
TEMPLATES = "templates"


@dataclass(frozen=True)
class Check:
    """One tool and how it is called."""

    name: str
    argv: Sequence[str | Path]
    extra: Environment = field(default_factory=dict)


def module(*arguments: str) -> list[str | Path]:
    """Tools are called as modules: a script's first line can't hold a long path or one with spaces."""
    return [VENV_PYTHON, "-m", *arguments]


def all_checks() -> list[Check]:
    """What must be in order before anything is tested."""
    strict = {"HTTPS": "true", "SECRET_KEY": secrets.token_urlsafe(64), "DEBUG": "false"}
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    checks = [
        Check("format", module("ruff", "format", "--check", ".")),
        Check("lint", module("ruff", "check", ".")),
        Check("imports", [VENV_PYTHON, "-c", IMPORT_LINTER]),
        Check("migrations", product.manage(["makemigrations", "--check", "--dry-run"])),
        Check("settings", product.manage(deploy), strict),
        Check("catalogue", product.manage(["check_catalogue"])),
        Check("drawings", product.manage(["draw_lifecycle", "--check"])),
        Check("types", module("mypy")),
    ]
    if (ROOT / TEMPLATES).exists():
        checks.append(Check("templates", module("djlint", TEMPLATES, "--lint", "--quiet")))
    return checks


def check(arguments: list[str]) -> int:
    """Run all, or those named; a last line says which ones have findings."""
    wanted = [one for one in all_checks() if not arguments or one.name in arguments]
    with Supervisor(slots.free("check"), durable=False) as supervisor:
        env = product.test_environment(supervisor, services.start(supervisor))
        product.prepare_if_possible(supervisor, env)
        failed = [one.name for one in wanted if not _passes(supervisor, one, env)]
    verdict = f"findings in {', '.join(failed)}" if failed else "all is well"
    print(f"{len(wanted)} checks, {verdict}", flush=True)
    return 1 if failed or not wanted else 0


def _passes(supervisor: Supervisor, check: Check, env: Environment) -> bool:
    """Whether it finds nothing; its words are shown only if it finds something."""
    tool = supervisor.start(check.name, check.argv, env | check.extra, stdout=subprocess.PIPE)
    words, _ = tool.process.communicate()
    passed = tool.process.returncode == 0
    say(f"{check.name}: {'ok' if passed else 'FINDINGS'}")
    if not passed:
        print(words.decode(errors="replace"), flush=True)
    return passed
