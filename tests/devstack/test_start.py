"""What a start finds: an occupied place, old data, a strange path, another user's rights."""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import environ
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from devstack import postgres, product, services, sockets
from devstack.paths import ROOT
from devstack.postgres import DatabaseUrls
from devstack.services import Services
from devstack.supervisor import Supervisor
from devstack.talk import Refusal
from devstack.website import Address
from tests.devstack.conftest import Stack, devstack

Hold = Callable[..., Stack]


def test_second_supervisor_is_refused_and_the_first_unharmed(hold: Hold, tmp_path: Path) -> None:
    first = hold()
    with pytest.raises(pytest.fail.Exception, match=rf"refused: .*in use \(pid {first.process.pid}\)"):
        hold()
    with first.connect("app") as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        refused = devstack(tmp_path, "run", PORT=port)
    assert refused.returncode == 1
    assert f"port {port}" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "dev" / "pg").exists()


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_nonsense_as_a_port_is_refused(tmp_path: Path, port: str) -> None:
    assert f"PORT={port}" in devstack(tmp_path, "run", PORT=port).stderr


@pytest.mark.parametrize("given", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_one_role_without_the_other_is_refused(tmp_path: Path, given: str) -> None:
    refused = devstack(tmp_path, "manage", "check", **{given: "postgres://somebody@nowhere.invalid/x"})
    assert refused.returncode == 1
    assert f"{given} is set without" in refused.stderr
    assert not (tmp_path / "dev" / "pg").exists()


def test_given_databases_are_used_when_they_answer(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = hold()
    monkeypatch.setenv("DATABASE_URL", stack.told["app"])
    monkeypatch.setenv("DATABASE_OWNER_URL", stack.told["owner"])
    assert services.given_databases() == DatabaseUrls(owner=stack.told["owner"], app=stack.told["app"])
    stack.end()
    with pytest.raises(Refusal, match="named in DATABASE_URL can't be reached"):
        services.given_databases()


def test_only_migrations_learn_the_owners_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner@db.example/x")
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setattr("devstack.supervisor.VAR", tmp_path)
    servers = Services(DatabaseUrls(owner="postgres://owner@db.example/x", app="postgres://app@db.example/x"), "redis:")
    env = product.environment(Supervisor("unstarted", durable=False), servers)
    assert [name for name, value in env.items() if "owner@" in value] == []
    assert product.as_owner(env, servers)["DATABASE_URL"] == servers.databases.owner


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("postgres://a:p%40ss@db.example:5433/district", "db.example", "district"),
        ("postgres://a@//run/postgresql/district", "/run/postgresql", "district"),
    ],
)
def test_addresses_are_read_as_the_settings_read_them(url: str, host: str, name: str) -> None:
    ours, theirs = conninfo_to_dict(postgres.conninfo(url)), environ.Env.db_url_config(url)
    assert (ours["host"], ours["dbname"]) == (theirs["HOST"], theirs["NAME"]) == (host, name)
    assert (ours["user"], ours.get("password", "")) == (theirs["USER"], theirs["PASSWORD"])


def test_roles_can_do_what_they_must_and_no_more(hold: Hold) -> None:
    stack = hold()
    with stack.connect("owner") as owner:
        owner.execute("CREATE TABLE records (id int)")
        owner.execute("CREATE EXTENSION pg_trgm")
        owner.execute("CREATE DATABASE for_tests")
        assert owner.execute("SELECT show_trgm('闭环测试') <> '{}'").fetchone() == (True,)
        assert owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    with stack.connect("app") as app:
        for forbidden in ("CREATE TABLE own (id int)", "SELECT * FROM records", "CREATE DATABASE own"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_pid_file_of_a_dead_server_does_not_stand_in_the_way(hold: Hold) -> None:
    first = hold()
    first.end()
    mark = first.directory / "pg" / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{mark.parent}\n")  # a pid that lives, but is no server
    with hold().connect("app") as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_databases_that_killed_tests_left_are_dropped(hold: Hold) -> None:
    first = hold()
    with first.connect("owner") as link:
        link.execute("CREATE DATABASE left_by_a_killed_test")
    first.end()
    with hold().connect("app") as link:
        assert link.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'left%'").fetchone() is None


def test_data_of_another_version_is_kept_aside(hold: Hold) -> None:
    first = hold()
    first.end()
    data = first.directory / "pg"
    (data / "PG_VERSION").write_text("12\n")
    with hold().connect("app") as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
    (aside,) = first.directory.glob("pg-12-*")
    assert (aside / "base").exists()


def test_unreadable_messages_of_valkey_do_not_prevent_a_start(hold: Hold) -> None:
    first = hold(HOLD_DURABLE="1")
    first.end()
    for file in (first.directory / "valkey").rglob("*.rdb"):
        file.write_bytes(b"not a dump")
    hold(HOLD_DURABLE="1")


def test_long_chinese_path_with_spaces(hold: Hold, tmp_path: Path) -> None:
    var = tmp_path / "项目 目录" / ("很长的路径" * 12)
    assert len(os.fsencode(var)) > 107
    with hold(var=var).connect("app") as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_namespaces_runs_it_as_nobody(hold: Hold) -> None:
    first = hold()
    with first.connect("owner") as link:
        link.execute("CREATE TABLE kept (word text)")
    first.end()
    second = hold(BIHUAN_NO_USERNS="1")
    home = (second.directory / "pg").resolve().parent
    try:
        assert Path(f"/proc/{second.pid('postgres')}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        with second.connect("app") as link:  # the data moved with it
            assert link.execute("SELECT to_regclass('kept') IS NOT NULL").fetchone() == (True,)
    finally:
        second.end()
        shutil.rmtree(home)


def test_somebody_elses_socket_directory_is_refused(hold: Hold, tmp_path: Path) -> None:
    place = sockets.directory_for(tmp_path / "held")
    place.symlink_to(tmp_path)
    try:
        with pytest.raises(pytest.fail.Exception, match="belongs to somebody else"):
            hold()
    finally:
        place.unlink()


def test_arguments_reach_the_command_as_they_were_written() -> None:
    written = """import "隐患 台账.xlsx" --note='费用 $5 $(HOME)' a\\ b"""
    printer = """env python3 -c 'import os; print(os.environ["BIHUAN_ARGS"])'"""
    made = subprocess.run(
        ["make", "-s", "manage", f"PYTHON={printer}", f"ARGS={written}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == written
    assert shlex.split(made.stdout) == ["import", "隐患 台账.xlsx", "--note=费用 $5 $(HOME)", "a b"]


def test_public_address_allows_its_own_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "demo.example")
    everywhere = Address("0.0.0.0", 8000)
    assert {"demo.example", "127.0.0.1", socket.gethostname()} <= set(everywhere.allowed_hosts().split(","))
    assert "*" not in everywhere.allowed_hosts()
    assert everywhere.url == "http://127.0.0.1:8000/"
    assert Address("::1", 8000).bind == "[::1]:8000"
    assert "192.0.2.7" in Address("192.0.2.7", 8000).allowed_hosts()
