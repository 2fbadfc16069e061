"""A real mail server on this machine: what it takes can be read, and it can be told to refuse."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = b"night@example.org", b"p/w@1:2"
CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""For `localhost` and for tests only, with its key; it signs nothing that anybody trusts."""


@dataclass
class MailServer:
    """`answers`: address -> what RCPT is answered with. `said` is what the next letters are answered with."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)
    said: str = "250 taken"
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(self, _s: Any, _e: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _s: Any, _e: Any, envelope: Any) -> str:  # noqa: N802
        if self.said.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.letters.append(message)
            self.recipients += envelope.rcpt_tos
        return self.said

    def trust(self) -> ssl.SSLContext:
        """What a client needs to believe the certificate."""
        return ssl.create_default_context(cafile=CERTIFICATE)


@contextmanager
def mail_server(*, strict: bool = False) -> Iterator[MailServer]:
    """A server on a free port of 127.0.0.1. `strict`: STARTTLS and a user are demanded."""
    server = MailServer(free_port())
    options: dict[str, Any] = {}
    if strict:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
        options = {"tls_context": context, "require_starttls": True, "authenticator": known, "auth_required": True}
    controller = Controller(server, "127.0.0.1", server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
