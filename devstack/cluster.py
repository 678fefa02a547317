"""The embedded PostgreSQL's data: made once, never lost, moved aside when its version no longer fits."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from devstack import binaries
from devstack.children import wait_until
from devstack.paths import shown
from devstack.supervisor import Supervisor
from devstack.talk import Refusal, say
from devstack.unprivileged import Unprivileged, without_root

SUPERUSER = "bihuan_cluster"
OLDEST_VERSION = 14


@dataclass(frozen=True)
class Cluster:
    """A data directory, the programs for it, and the way to run them without root's rights."""

    data: Path
    programs: Path
    way: Unprivileged
    version: int


def ready(supervisor: Supervisor) -> Cluster:
    """A cluster that can be started: of the right version, with no server over it."""
    # Data that were once given to another account stay with it: no namespace could open them.
    way = without_root(by_account=_link(supervisor).is_symlink())
    data, programs = _reachable(supervisor, binaries.postgres(), way)
    cluster = Cluster(data, programs, way, _version(programs, way))
    if cluster.version < OLDEST_VERSION:
        raise Refusal(f"PostgreSQL {cluster.version} is too old: {OLDEST_VERSION} or newer. PostgreSQL 版本过旧。")
    _move_aside_if_foreign(cluster)
    if not (data / "PG_VERSION").exists():
        _create(supervisor, cluster)
    _end_orphan(cluster)
    return cluster


def _version(programs: Path, way: Unprivileged) -> int:
    said = subprocess.check_output([programs / "postgres", "--version"], text=True, **way.popen_arguments)
    return int(said.split()[2].split(".")[0])


def _link(supervisor: Supervisor) -> Path:
    return supervisor.directory / "pg"


def _reachable(supervisor: Supervisor, programs: Path, way: Unprivileged) -> tuple[Path, Path]:
    """Data and programs where the account that runs PostgreSQL can enter; a link leads there from our directory,
    which is closed to it."""
    link = _link(supervisor)
    if not way.account:
        return link, programs
    base = Path("/var/lib/bihuan") / supervisor.socket_directory.name
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    way.account.give(base)
    if link.exists() and not link.is_symlink():  # made when namespaces were still allowed
        shutil.move(link, base / "pg")
        for path in (base / "pg", *(base / "pg").rglob("*")):
            way.account.give(path)
    if not link.is_symlink():
        link.symlink_to(base / "pg")
    return base / "pg", programs if way.account.can_reach(programs) else _copied(programs, base)


def _copied(programs: Path, base: Path) -> Path:
    """A copy of the installation, with the libraries that the wheel keeps beside it."""
    package = programs.parent.parent
    target = base / package.name / programs.parent.name
    if not target.exists():
        draft = base / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(programs.parent, draft, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, base / libraries.name, dirs_exist_ok=True)
        target.parent.mkdir(exist_ok=True)
        draft.rename(target)
    return target / programs.name


def _move_aside_if_foreign(cluster: Cluster) -> None:
    """Another major version can't read the data. It is demo data, yet not ours to delete."""
    mark = cluster.data / "PG_VERSION"
    if not mark.exists() or mark.read_text().strip() == str(cluster.version):
        return
    aside = cluster.data.with_name(f"pg-{mark.read_text().strip()}-{time.strftime('%Y%m%d-%H%M%S')}")
    cluster.data.rename(aside)
    say(f"the data is of another PostgreSQL: moved to {shown(aside)}; a new database is made. 旧数据已移开。")


def _create(supervisor: Supervisor, cluster: Cluster) -> None:
    """initdb beside the final place, then one rename: an interrupted initdb leaves nothing that looks like data."""
    draft = cluster.data.with_name("pg-draft")
    shutil.rmtree(draft, ignore_errors=True)
    # The character type must be UTF-8, or trigrams of Chinese words are empty without a word of warning.
    if cluster.version >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"]
    else:
        locale = ["--locale=C.UTF-8"]
    draft.mkdir(mode=0o700)
    if cluster.way.account:
        cluster.way.account.give(draft)
    options = ["-U", SUPERUSER, "-E", "UTF8", "-A", "trust", *locale]
    options += [] if supervisor.durable else ["--no-sync"]
    program: list[str | Path] = [*cluster.way.prefix, cluster.programs / "initdb", "-D", draft]
    supervisor.step("initdb", [*program, *options], account=cluster.way.account)
    draft.rename(cluster.data)
    say(f"made a PostgreSQL {cluster.version} database in {shown(supervisor.directory)}")


def _end_orphan(cluster: Cluster) -> None:
    """A pid file left by a kill or a power cut: remove it if stale; if its server still ends, let it, then insist.

    The lock is ours, so a server over this data has lost its supervisor. That it is one is read from the kernel
    (it works in its data directory), since the pid may long belong to another program.
    """
    mark = cluster.data / "postmaster.pid"
    if not mark.exists():
        return
    pid = int(mark.read_text().split("\n")[0])
    if not wait_until(lambda: not _serves(pid, cluster.data), 15, pause=0.1):
        os.kill(pid, signal.SIGQUIT)
        if not wait_until(lambda: not _serves(pid, cluster.data), 10, pause=0.1):
            raise Refusal(f"a PostgreSQL (pid {pid}) uses the data and does not end. 数据目录被占用。")
    mark.unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    process = Path(f"/proc/{pid}")
    try:
        return Path(os.readlink(process / "cwd")) == data.resolve()
    except OSError:
        return False
