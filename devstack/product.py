"""The product as the supervisor sees it: its environment and the steps before it can work. Never imported, only run."""

import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from devstack import lock
from devstack.paths import ROOT, VAR, VENV, VENV_PYTHON, write_private
from devstack.services import Services
from devstack.supervisor import Supervisor
from devstack.talk import Refusal, say

Environment = dict[str, str]
MANAGE: tuple[str | Path, ...] = (VENV_PYTHON, "manage.py")
STATIC = VAR / "static"
OWNER = "DATABASE_OWNER_URL"
# What a developer's shell may hold for other purposes and the tests must not see.
UNSEEN_BY_TESTS = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "EMAIL_URL", "BEHIND_PROXY")


def environment(supervisor: Supervisor, services: Services) -> Environment:
    """The variables that config/settings.py reads, for the application's role. Given ones win, but for addresses.

    The owner's address is not among them: only migrations (`as_owner`) and the tests get it.
    """
    defaults = {"HTTPS": "false", "SECRET_KEY": "", "PYTHONUNBUFFERED": "1", "STATIC_ROOT": str(STATIC)}
    defaults["FILES_ROOT"] = str(supervisor.directory / "files")
    # The demo's accounts are for everybody: none of them has a telephone. `make run SECOND_FACTOR_REQUIRED=true` asks.
    defaults["SECOND_FACTOR_REQUIRED"] = "false"
    env = {**defaults, **os.environ, "DATABASE_URL": services.databases.app, "REDIS_URL": services.redis}
    env.pop(OWNER, None)
    env["SECRET_KEY"] = env["SECRET_KEY"] or _secret_key(supervisor)
    return env


def test_environment(supervisor: Supervisor, services: Services) -> Environment:
    """The same, sealed against what the shell happens to hold, with the owner's address."""
    env = environment(supervisor, services) | {"HTTPS": "false", OWNER: services.databases.owner}
    return {name: value for name, value in env.items() if name not in UNSEEN_BY_TESTS}


def as_owner(env: Environment, services: Services) -> Environment:
    """The environment for migrations, the one thing that the owner does."""
    return env | {"DATABASE_URL": services.databases.owner}


def _secret_key(supervisor: Supervisor) -> str:
    """Made once per data directory, so that sessions survive a restart; never in the repository."""
    path = supervisor.directory / "secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


# --- Steps ----------------------------------------------------------------------------------------------------------
def migrate(supervisor: Supervisor, env: Environment, services: Services) -> None:
    """Bring the database to the newest form."""
    supervisor.step("migrate", [*MANAGE, "migrate", "--no-input", "-v0"], as_owner(env, services))


def compile_catalogues(supervisor: Supervisor) -> None:
    """Compile the translations whose source is newer than the result."""
    stale = [po for po in ROOT.glob("locale/*/LC_MESSAGES/django.po") if _is_newer(po, po.with_suffix(".mo"))]
    if stale:
        compiler: list[str | Path] = [
            VENV_PYTHON,
            "-m",
            "babel.messages.frontend",
            "compile",
            "-D",
            "django",
            "-d",
            "locale",
        ]
        supervisor.step("catalogues", compiler)


def _is_newer(source: Path, result: Path) -> bool:
    return not result.exists() or source.stat().st_mtime > result.stat().st_mtime


def collect_static(supervisor: Supervisor, env: Environment) -> None:
    """Collect and compress the static files unless none has changed since the last time."""
    stamp = VAR / "static.stamp"
    held = lock.take_or_wait(VAR / "static.lock", "the static files", seconds=120)
    try:
        fingerprint = _fingerprint(_static_sources())
        if stamp.exists() and STATIC.exists() and stamp.read_text() == fingerprint:
            return
        supervisor.step("collectstatic", [*MANAGE, "collectstatic", "--no-input", "-v0"], env)
        write_private(stamp, fingerprint)
        say("collected the static files")
    finally:
        held.release()


def _static_sources() -> Iterator[Path]:
    """Our own static files, and the stamps that stand for those of the installed packages."""
    yield from (VENV / "stamps").glob("*")
    for directory in (ROOT / "static", *ROOT.glob("*/static")):
        if directory.parent not in (VAR, VENV):
            yield from directory.rglob("*")


def _fingerprint(paths: Iterator[Path]) -> str:
    facts = [f"{path} {state.st_size} {state.st_mtime_ns}" for path in paths if (state := path.stat())]
    return hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()


def prepare(supervisor: Supervisor, env: Environment) -> None:
    """Everything that must be done before pages can be shown."""
    compile_catalogues(supervisor)
    collect_static(supervisor, env)


def prepare_if_possible(supervisor: Supervisor, env: Environment) -> None:
    """The same for tests: code that can't even be loaded is theirs to report, all of it, not ours to stop at."""
    try:
        prepare(supervisor, env)
    except Refusal as refusal:
        say(f"going on although {str(refusal).splitlines()[0].rstrip(':')}")


def manage(arguments: Sequence[str]) -> list[str | Path]:
    """The command line of a management command."""
    return [*MANAGE, *arguments]
