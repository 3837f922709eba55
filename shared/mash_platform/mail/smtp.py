"""E-mail by SMTP: to the organisation's own server, over TLS."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path

from mash_platform.mail.message import Mail, MailRefused, Unavailable

_SECONDS = 15.0
"""For each answer of the server."""
_FOR_GOOD = 500
"""Replies from here on say that it is no use to try again (RFC 5321, 4.2.1)."""


class Security(StrEnum):
    """How the line to the server is secured."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where to hand mail in, and as whom."""

    host: str
    port: int
    security: Security
    ca: Path | None = None
    """Who vouches for the server, in PEM; None: whom this machine trusts."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class SmtpMailer:
    """Hands each mail in over a connection of its own."""

    def __init__(self, server: SmtpServer, sender: Address) -> None:
        self._server = server
        self._sender = sender

    def send(self, mail: Mail) -> None:
        message = self._message(mail)
        try:
            line = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"the mail server cannot be used: {_what(error)}") from None
        try:
            self._hand_in(line, message)
        finally:
            # It is taken or it is not; how the server says good-bye changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                line.quit()
            line.close()

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        try:
            message["To"] = Address(addr_spec=mail.to)
        except (ValueError, MessageError):
            raise MailRefused("not-an-address") from None
        message["From"] = self._sender
        message["Subject"] = mail.subject
        message["Date"] = mail.written_at
        message["Message-ID"] = f"<{mail.identity}@{self._sender.domain}>"
        # Nobody's absence note answers a machine (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        trust = ssl.create_default_context(cafile=server.ca)
        if server.security is Security.TLS:
            line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=trust)
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        try:
            if server.security is Security.STARTTLS:
                line.starttls(context=trust)
            if server.user is not None:
                line.login(server.user, server.password or "")
        except (smtplib.SMTPException, OSError):
            line.close()
            raise
        return line

    def _hand_in(self, line: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            line.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            if code >= _FOR_GOOD:
                raise MailRefused("address-refused") from None
            raise Unavailable(f"the mail server does not take it now: {code}") from None
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= _FOR_GOOD:
                raise MailRefused("message-refused") from None
            raise Unavailable(f"the mail server does not take it now: {error.smtp_code}") from None
        except smtplib.SMTPNotSupportedError:
            raise MailRefused("address-not-supported") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"the mail server broke off: {_what(error)}") from None


def _what(error: Exception) -> str:
    """The kind of failure and the server's number for it; its words may repeat an address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
