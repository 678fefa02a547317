"""PostgreSQL refuses to run as root. Two ways around it, tried in this order:

1. a user namespace, in which root looks like user 1000: no account, no change of ownership, nothing left behind;
2. where namespaces are denied (many containers): the account `nobody`, with a copy of whatever it cannot reach.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Account:
    """A user without rights, for a child process."""

    uid: int
    gid: int

    @property
    def popen_arguments(self) -> dict[str, Any]:
        """For subprocess."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether every directory on the way is open to others. Group rights are left out: `nobody` has none."""
        return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))

    def give(self, path: Path) -> None:
        """Make the account the owner."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)


@dataclass(frozen=True)
class Unprivileged:
    """How to start a program without root's rights: a command to put before it, or an account to run it as."""

    prefix: tuple[str, ...] = ()
    account: Account | None = None

    def tied_prefix(self, death_signal: str) -> tuple[str, ...]:
        """The prefix for a long-lived program: entering a namespace unties PR_SET_PDEATHSIG, so tie it anew inside."""
        return (*self.prefix, "setpriv", "--pdeathsig", death_signal, "--") if self.prefix else ()

    @property
    def popen_arguments(self) -> dict[str, Any]:
        """For subprocess, when it is an account."""
        return self.account.popen_arguments if self.account else {}


def without_root(*, by_account: bool = False) -> Unprivileged:
    """The way that works here, or the account if that is asked for. Nothing is to be done for who is not root."""
    if os.geteuid() != 0:
        return Unprivileged()
    if not by_account and _namespaces_work():
        return Unprivileged(prefix=NAMESPACE)
    nobody = pwd.getpwnam("nobody")
    return Unprivileged(account=Account(nobody.pw_uid, nobody.pw_gid))


def _namespaces_work() -> bool:
    if os.environ.get("BIHUAN_NO_USERNS") or not (shutil.which("unshare") and shutil.which("setpriv")):
        return False
    trial = subprocess.run(
        [*NAMESPACE, "setpriv", "--pdeathsig", "INT", "--", "true"], capture_output=True, check=False
    )
    return trial.returncode == 0
