"""How every client of this product connects to the broker: plainly, with TLS, or with TLS and a password.

The one place that knows. kafka-python and the client under Faust take the same answer:

    KafkaProducer(**connection(broker), acks="all")
"""

import ssl
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from kafka.errors import KafkaTimeoutError, SaslAuthenticationFailedError
from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mash_platform.broker_address import NotTrusted, answering

SCRAM = "SCRAM-SHA-512"
_PLAINLY = "plaintext://"


class Protection(StrEnum):
    """What the broker demands of those who connect."""

    PLAINTEXT = "plaintext"
    TLS = "tls"
    TLS_SCRAM = "tls-scram"


class BrokerSecurity(BaseSettings):
    """Each is `MASH_BROKER_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="MASH_BROKER_", frozen=True, extra="ignore")

    security: Protection = Field(
        default=Protection.PLAINTEXT,
        description="plaintext; tls; or tls-scram: TLS, and a user with a password by SCRAM-SHA-512",
    )
    ca: Path | None = Field(
        default=None,
        description="who vouches for the broker (PEM); those that the machine trusts if not given",
    )
    certificate: Path | None = Field(
        default=None, description="our own certificate (PEM), if one is demanded"
    )
    key: Path | None = Field(default=None, description="the key of our own certificate (PEM)")
    user: str | None = Field(default=None, description="the user of tls-scram")
    password_file: Path | None = Field(
        default=None, description="a file that holds the user's password and nothing else"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.security is Protection.TLS_SCRAM and not (self.user and self.password_file):
            raise ValueError("tls-scram needs MASH_BROKER_USER and MASH_BROKER_PASSWORD_FILE")
        if self.security is Protection.PLAINTEXT and (self.ca or self.certificate or self.user):
            raise ValueError("a certificate or a user is given; MASH_BROKER_SECURITY must say what it is for")
        if (self.certificate is None) != (self.key is None):
            raise ValueError("MASH_BROKER_CERTIFICATE and MASH_BROKER_KEY are given together")
        return self


def plainly(broker: str) -> str:
    """The address of this machine's own broker, where the settings for TLS are meant for another one."""
    return _PLAINLY + broker


def connection(broker: str) -> dict[str, Any]:
    """What a client of kafka-python or aiokafka is given to connect to `broker` (host:port, with commas).

    Raises `ConnectionError` when nobody answers there as the settings say, `BrokerSettingsWrong`.
    """
    if broker.startswith(_PLAINLY):
        return {"bootstrap_servers": answering(broker.removeprefix(_PLAINLY))}
    given = protection()
    return {"bootstrap_servers": answering(broker, given.get("ssl_context")), **given}


class BrokerSettingsWrong(OSError):
    """The settings for TLS and the password do not fit together or name a file that cannot be used."""


def why_no_answer(error: Exception) -> str:
    """What a person can do something about, in words; never what was sent."""
    if isinstance(error, BrokerSettingsWrong | NotTrusted):
        return str(error)
    # Kafka says "wrong password" and hangs up, and the client only sees the second of them.
    kept_out = isinstance(error, KafkaTimeoutError | SaslAuthenticationFailedError)
    if kept_out and BrokerSecurity().security is Protection.TLS_SCRAM:
        return (
            "the broker is there but did not let the user of MASH_BROKER_USER in; "
            "see whether the password in MASH_BROKER_PASSWORD_FILE is theirs"
        )
    return f"the broker does not answer: {type(error).__name__}"


def protection() -> dict[str, Any]:
    """The part of `connection` that says how; nothing for a plain broker. Raises `BrokerSettingsWrong`.

    Read each time, so that a password or certificate that was replaced is used at the next connection.
    """
    try:
        settings = BrokerSecurity()
        if settings.security is Protection.PLAINTEXT:
            return {}
        context = _context(settings)
        if settings.security is Protection.TLS:
            return {"security_protocol": "SSL", "ssl_context": context}
        assert settings.password_file is not None
        password = settings.password_file.read_text(encoding="utf-8").strip()
    except ValidationError as error:
        reasons = "; ".join(str(problem["msg"]).removeprefix("Value error, ") for problem in error.errors())
        raise BrokerSettingsWrong(f"the settings of the broker are wrong: {reasons}") from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise BrokerSettingsWrong(
            f"a file that the settings of the broker name cannot be used{where}: {error.strerror or error}"
        ) from error
    return {
        "security_protocol": "SASL_SSL",
        "ssl_context": context,
        "sasl_mechanism": SCRAM,
        "sasl_plain_username": settings.user,
        "sasl_plain_password": password,
    }


def _context(settings: BrokerSecurity) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.certificate is not None:
        context.load_cert_chain(settings.certificate, settings.key)
    return context
