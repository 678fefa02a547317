"""A mail server on loopback: real SMTP over real sockets, with the moods that a test wants."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """Keeps what it accepted in `messages`; `answers` gives an address a reply of its own, `stalls` holds the DATA."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.stalls = False
        self.reached = threading.Event()
        self.on_data: Callable[[], None] = lambda: None
        self.connections = 0
        self.url = ""

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.reached.set()
        while self.stalls:
            await asyncio.sleep(0.02)
        await asyncio.get_running_loop().run_in_executor(None, self.on_data)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


class _OnSocket(Controller):
    """A controller for a socket that is bound already: no port is picked and lost between pick and use."""

    def __init__(self, handler: MailServer, sock: socket.socket) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=sock.getsockname()[1])
        self.sock = sock

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.sock)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run one."""
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as sock:
        controller = _OnSocket(server, sock)
        controller.start()
        server.url = f"smtp://127.0.0.1:{controller.port}"
        try:
            yield server
        finally:
            server.stalls = False
            controller.stop()


@contextmanager
def refusing() -> Iterator[str]:
    """Give the URL of a port on which nobody listens, and keep it so."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))  # bound without listening: the kernel refuses, and nobody else gets the port
        yield f"smtp://127.0.0.1:{sock.getsockname()[1]}"


@contextmanager
def silent() -> Iterator[str]:
    """Give the URL of a server that takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as sock:
        yield f"smtp://127.0.0.1:{sock.getsockname()[1]}"
