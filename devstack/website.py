"""The web server's address, and the proof that whoever answers there is the server of this run."""

import fcntl
import http.client
import json
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from devstack.children import Child, wait_until
from devstack.talk import Refusal

SIOCGIFADDR = 0x8915
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a browser visits them by these


@dataclass(frozen=True)
class Address:
    """Where the pages are."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        """HOST and PORT, or this machine alone."""
        text = os.environ.get("PORT") or "8000"
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise Refusal(f"PORT={text} is no port: a number from 1 to 65535. PORT 应为 1–65535 的数字。")
        return cls((os.environ.get("HOST") or "127.0.0.1").strip("[]"), int(text))

    @property
    def bind(self) -> str:
        """As gunicorn wants it."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        """For a browser on this machine: an address that means "all of them" can't be visited."""
        return f"http://{_bracketed(self._visited)}:{self.port}/"

    @property
    def _visited(self) -> str:
        return ANY.get(self.host, self.host)

    @property
    def is_public(self) -> bool:
        """Whether other machines may reach it."""
        return self.host not in LOOPBACK

    def require_free(self) -> None:
        """Refuse before anything is started when somebody else has the port."""
        try:
            family, kind, _, _, place = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except OSError as error:
            raise Refusal(
                f"port {self.port} on {self.host} can't be had ({error.strerror}): stop what uses it, or choose "
                f"another with PORT=…  {self.host} 的 {self.port} 端口不可用，可用 PORT=… 另选。"
            ) from error

    def allowed_hosts(self) -> str:
        """ALLOWED_HOSTS for this address, added to what the person named."""
        named = (name for name in os.environ.get("ALLOWED_HOSTS", "").split(",") if name)
        own = _own_names() if self.host in ANY else [self.host]
        hosts = dict.fromkeys([*named, "localhost", "127.0.0.1", "[::1]", *map(_bracketed, own)])
        return ",".join(hosts)

    def answers(self, token: str) -> bool:
        """Whether /healthz answers with this run's token. No proxy is asked, whatever the shell says."""
        connection = http.client.HTTPConnection(self._visited, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            said = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            connection.close()
        return isinstance(said, dict) and said.get("run_token") == token

    def wait_until_ours(self, server: Child, token: str, seconds: float = 60) -> bool:
        """Wait for the answer, or for the server's end."""
        return wait_until(lambda: server.ended or self.answers(token), seconds, pause=0.1) and not server.ended


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own_names() -> Iterator[str]:
    """This machine's name and IPv4 addresses, read from its interfaces without asking any network."""
    yield socket.gethostname()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an address
                continue
            yield socket.inet_ntoa(answer[20:24])
