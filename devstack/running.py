"""What a running stack tells to commands beside it: var/dev/stack.json, readable by its owner only."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from devstack import lock
from devstack.paths import VAR, write_private
from devstack.postgres import DatabaseUrls
from devstack.product import Environment
from devstack.services import Services
from devstack.supervisor import Supervisor

# What a command beside it needs in order to be the same product over the same data.
SHARED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HTTPS", "ALLOWED_HOSTS", "STATIC_ROOT")


def directory(name: str) -> Path:
    """Where a stack of this name keeps its data and logs."""
    return VAR / name


def _file(name: str) -> Path:
    return directory(name) / "stack.json"


def publish(supervisor: Supervisor, env: Environment, services: Services, address: str) -> None:
    """Tell where the stack is, once it is complete."""
    told = {
        "address": address,
        "environment": {name: env[name] for name in SHARED if name in env},
        "services": asdict(services),
    }
    write_private(_file(supervisor.name), json.dumps(told, ensure_ascii=False, indent=1))


def withdraw(supervisor: Supervisor) -> None:
    """Tell no more."""
    _file(supervisor.name).unlink(missing_ok=True)


def environment(name: str) -> Environment | None:
    """The running stack's environment, or None: a file that a killed run left does not count."""
    told = _told(name)
    return told["environment"] if told else None


def services(name: str) -> Services | None:
    """The running stack's servers, with the owner's address for `migrate`."""
    told = _told(name)
    if not told:
        return None
    known = told["services"]
    return Services(DatabaseUrls(**known["databases"]), known["redis"])


def address(name: str) -> str | None:
    """Where the running stack's pages are."""
    told = _told(name)
    return told["address"] if told else None


def _told(name: str) -> dict[str, Any] | None:
    lock_path = _file(name).with_name("lock")
    if not _file(name).exists() or not lock.is_held(lock_path) or not lock.holder_lives(lock_path):
        return None
    told: dict[str, Any] = json.loads(_file(name).read_text(encoding="utf-8"))
    return told
