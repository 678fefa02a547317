"""An embedded Valkey (or Redis): loopback only, a free port, a password that nobody can read in the process list."""

import secrets
import shutil
import socket

from devstack import binaries
from devstack.children import Child, last_lines, wait_until
from devstack.paths import make_private, write_private
from devstack.supervisor import Supervisor
from devstack.talk import Refusal, say

TRIES = 3


def start(supervisor: Supervisor) -> str:
    """Start the server and return its address. Messages survive a restart of a durable stack.

    No truth lives here, so data that the server can't read any more is dropped rather than letting the start fail.
    Another program may take the free port before the server does: hence more than one try.
    """
    data = supervisor.directory / "valkey"
    for attempt in range(TRIES):
        if attempt == TRIES - 1:
            shutil.rmtree(data)
        make_private(data)
        port, password = _free_port(), secrets.token_hex(16)
        settings = supervisor.directory / "valkey.conf"
        write_private(settings, _settings(supervisor, port, password))
        server = supervisor.start("valkey", [binaries.valkey(), settings])
        if _comes_up(server, port, password):
            say("Valkey is ready")
            return f"redis://:{password}@127.0.0.1:{port}/0"
        supervisor.give_up(server)
    raise Refusal(f"Valkey did not start:\n{last_lines(supervisor.log('valkey'))}")


def _settings(supervisor: Supervisor, port: int, password: str) -> str:
    keep = ["appendonly yes", "save 300 10"] if supervisor.durable else ["appendonly no", 'save ""']
    place = f'dir "{supervisor.directory / "valkey"}"'
    return "\n".join(["bind 127.0.0.1", f"port {port}", f"requirepass {password}", place, "daemonize no", *keep, ""])


def _comes_up(server: Child, port: int, password: str) -> bool:
    return wait_until(lambda: server.ended or _answers(port, password), 30) and not server.ended


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, password: str) -> bool:
    """Whether our own server answers: another program on that port would not take the password."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while b"+PONG" not in answer and (part := connection.recv(256)):
                answer += part
    except OSError:
        return False
    return b"+PONG" in answer
