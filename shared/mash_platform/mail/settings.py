"""Whether and how e-mail is sent: the settings `MASH_MAIL_*`, made into a mailer or refused in a sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from mash_platform.clock import Clock, SystemClock
from mash_platform.mail.message import Mailer
from mash_platform.mail.smtp import Security, SmtpMailer, SmtpServer

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class MailUnclear(Exception):
    """The settings say something that cannot be; the text names the setting and says what, in a sentence."""


class MailWay(StrEnum):
    """By which way e-mail leaves."""

    SMTP = "smtp"
    NOTIFY = "notify"


class _MailSettings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="MASH_MAIL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    by: MailWay | None = Field(default=None, description="smtp or notify; without it nothing is e-mailed")
    site: str | None = Field(default=None, description="where people reach the pages, for links")
    sender: str | None = Field(default=None, description="from whom mail comes")
    host: str | None = Field(default=None, description="the SMTP server")
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = Field(default=Security.STARTTLS)
    ca: Path | None = None
    user: str | None = None
    password_file: Path | None = None
    notify_key_file: Path | None = None
    notify_template: str | None = None
    notify_address: str = "https://api.notifications.service.gov.uk"


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """E-mail is sent: by whom, and where its links lead."""

    mailer: Mailer
    site: str
    """Without a slash at its end."""


def mail_from_environment(clock: Clock | None = None) -> OutgoingMail | None:
    """As `MASH_MAIL_*` say; None where nothing is e-mailed. Connects to nobody. Raises `MailUnclear`."""
    try:
        said = _MailSettings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise MailUnclear(f"MASH_MAIL_{str(first['loc'][0]).upper()}: {first['msg']}") from error
    if said.by is None:
        return None
    ways: dict[MailWay, Callable[[], Mailer]] = {
        MailWay.SMTP: lambda: _smtp(said),
        MailWay.NOTIFY: lambda: _notify(said, clock or SystemClock()),
    }
    return OutgoingMail(ways[said.by](), _site(said))


def _site(said: _MailSettings) -> str:
    site = _needed(said.site, "SITE", "where people reach the pages, such as https://hub.example.gov.uk")
    _require_safe_url(site, "SITE")
    return site.rstrip("/")


def _smtp(said: _MailSettings) -> SmtpMailer:
    host = _needed(said.host, "HOST", "the SMTP server")
    if said.security is Security.NONE and host not in _LOOPBACK:
        raise MailUnclear(
            f"MASH_MAIL_SECURITY is none, and MASH_MAIL_HOST ({host}) is another machine: "
            "addresses and the password would travel in clear. Use starttls or tls."
        )
    if said.user and said.password_file is None:
        raise MailUnclear("MASH_MAIL_USER is given without MASH_MAIL_PASSWORD_FILE.")
    if said.ca is not None and not said.ca.is_file():
        raise MailUnclear(f"MASH_MAIL_CA: there is no file {said.ca}.")
    password = _content(said.password_file, "PASSWORD_FILE") if said.password_file else None
    server = SmtpServer(host, said.port, said.security, said.ca, said.user, password)
    return SmtpMailer(server, _sender(said))


def _sender(said: _MailSettings) -> Address:
    sender = _needed(said.sender, "SENDER", "the address that mail comes from")
    try:
        address = Address(addr_spec=sender)
    except (ValueError, MessageError) as error:
        raise MailUnclear("MASH_MAIL_SENDER is not an e-mail address, such as hub@example.gov.uk.") from error
    if not address.username or not address.domain:
        raise MailUnclear("MASH_MAIL_SENDER is not an e-mail address, such as hub@example.gov.uk.")
    return address


def _notify(said: _MailSettings, clock: Clock) -> Mailer:
    # What signs its calls costs every process memory, and few send by Notify.
    from mash_platform.mail.notify import NotifyAccount, NotifyMailer

    template = _needed(said.notify_template, "NOTIFY_TEMPLATE", "the template's id at GOV.UK Notify")
    if said.notify_key_file is None:
        raise MailUnclear("MASH_MAIL_NOTIFY_KEY_FILE is missing: the file with the API key of GOV.UK Notify.")
    key = _content(said.notify_key_file, "NOTIFY_KEY_FILE")
    if not re.fullmatch(rf".*-?{_UUID}-{_UUID}", key):
        raise MailUnclear("MASH_MAIL_NOTIFY_KEY_FILE does not hold an API key as GOV.UK Notify shows it.")
    if not re.fullmatch(_UUID, template):
        raise MailUnclear("MASH_MAIL_NOTIFY_TEMPLATE is not the id of a template, as Notify shows it.")
    _require_safe_url(said.notify_address, "NOTIFY_ADDRESS")
    return NotifyMailer(NotifyAccount(said.notify_address.rstrip("/"), key, template), clock)


def _needed(value: str | None, name: str, what: str) -> str:
    if not value:
        raise MailUnclear(f"MASH_MAIL_{name} is missing: {what}.")
    return value


def _content(file: Path, name: str) -> str:
    try:
        content = file.read_text().strip()
    except OSError as error:
        raise MailUnclear(f"MASH_MAIL_{name}: {file} cannot be read: {error.strerror}.") from error
    if not content:
        raise MailUnclear(f"MASH_MAIL_{name}: {file} is empty.")
    return content


def _require_safe_url(address: str, name: str) -> None:
    url = urlsplit(address)
    if url.scheme == "https" and url.hostname:
        return
    if url.scheme == "http" and url.hostname in _LOOPBACK:
        return
    raise MailUnclear(f"MASH_MAIL_{name} is not an address that begins with https://.")
