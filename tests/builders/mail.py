"""Real servers that take e-mail: SMTP, and one that answers as GOV.UK Notify documents."""

import json
import socket
import ssl
from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.certificates import Certificate

NOTIFY_SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
NOTIFY_SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
NOTIFY_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@dataclass
class Postbox:
    """What a mail server does with what it is given, and what it was given."""

    refused: dict[str, str] = field(default_factory=dict)
    """By address: the server's answer to it."""
    dies_after_data: int = 0
    """So many times it takes a message and breaks off without a word."""
    taken: list[EmailMessage] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.secured.append(session.ssl is not None)
        if self.dies_after_data:
            self.dies_after_data -= 1
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return "250 OK"

    def authenticator(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        self.users.append(data.login)
        return AuthResult(success=data.password == b"let-me-in", handled=False)

    def told(self) -> list[str]:
        """The subjects, in order."""
        return [message["Subject"] for message in self.taken]


@contextmanager
def smtp_server(
    box: Postbox, *, certificate: Certificate | None = None, tls_at_once: bool = False, port: int = 0
) -> Iterator[int]:
    """Its port. With a certificate it demands STARTTLS and a password, or speaks TLS from the first byte."""
    secured: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        secured = {"tls_context": context, "require_starttls": True, "auth_required": True}
        secured["authenticator"] = box.authenticator
        if tls_at_once:
            secured = {"ssl_context": context}
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), **secured)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Notify:
    """As GOV.UK Notify answers `POST /v2/notifications/email`."""

    now: float
    """Its clock, in Unix time: a token is good for 30 seconds."""
    answers: list[tuple[int, str, str]] = field(default_factory=list)
    """Status, error and message for the next requests; then each is taken."""
    taken: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path != "/v2/notifications/email":
            return _error(404, "NotFound", "Not found")
        claims = jwt.decode(token, OctKey.import_key(NOTIFY_SECRET), algorithms=["HS256"]).claims
        if claims["iss"] != NOTIFY_SERVICE or abs(claims["iat"] - self.now) > 30:
            return _error(403, "AuthError", "Invalid token")
        if self.answers:
            return _error(*self.answers.pop(0))
        if body["template_id"] != NOTIFY_TEMPLATE:
            return _error(400, "BadRequestError", "Template not found")
        self.taken.append(body)
        return 201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": body["reference"]}


def _error(status: int, error: str, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"status_code": status, "errors": [{"error": error, "message": message}]}


@contextmanager
def notify_server(notify: Notify) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            token = self.headers["authorization"].removeprefix("Bearer ")
            status, answer = notify.answer(self.path, token, body)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the tests' output."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def use_smtp(monkeypatch: pytest.MonkeyPatch, port: int, **settings: str) -> None:
    """The settings of a hub that e-mails through this server."""
    given = {"by": "smtp", "site": "https://hub.example.gov.uk", "sender": "hub@example.gov.uk"}
    given |= {"host": "127.0.0.1", "port": str(port), "security": "none", **settings}
    for name, value in given.items():
        monkeypatch.setenv(f"MASH_MAIL_{name.upper()}", value)


def use_notify(monkeypatch: pytest.MonkeyPatch, folder: Path, address: str) -> None:
    """The settings of a hub that e-mails through GOV.UK Notify."""
    key = folder / "notify-key"
    key.write_text(f"hub-{NOTIFY_SERVICE}-{NOTIFY_SECRET}\n")
    given = {"by": "notify", "site": "https://hub.example.gov.uk", "notify_key_file": str(key)}
    given |= {"notify_template": NOTIFY_TEMPLATE, "notify_address": address}
    for name, value in given.items():
        monkeypatch.setenv(f"MASH_MAIL_{name.upper()}", value)
