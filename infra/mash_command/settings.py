"""Where the system runs on one machine."""

from enum import StrEnum
from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

WORKERS = ("intake", "triage", "routing", "assurance")


class EngineName(StrEnum):
    """What the system runs on."""

    EMBEDDED = "embedded"
    """The embedded broker, and one SQLite file a service."""
    KAFKA = "kafka"
    """Apache Kafka and PostgreSQL."""


DATA_FOLDERS = {EngineName.EMBEDDED: Path("var"), EngineName.KAFKA: Path("var-kafka")}


class MachineSettings(BaseSettings):
    """Each is `MASH_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="MASH_", frozen=True, extra="ignore")

    engine: EngineName = Field(default=EngineName.EMBEDDED, description="embedded, or kafka with PostgreSQL")
    data: Path = Field(
        default_factory=lambda validated: DATA_FOLDERS[validated["engine"]],
        description="the one folder in which everything is kept",
    )
    host: str = Field(default="127.0.0.1", description="address that pages listen on")
    port: int = Field(default=8000, description="port of the pages; the next six are for metrics")
    broker_port: int = Field(
        default=9092, description="port of the broker that is started here, on loopback only"
    )
    given_broker: str | None = Field(
        default=None,
        validation_alias=AliasChoices("MASH_BROKER", "given_broker"),
        description="a broker that is there already: host:port, several with commas",
    )
    database: str | None = Field(
        default=None, repr=False, description="a PostgreSQL that is there already, with user and password"
    )

    reconcile_every: float = Field(
        default=300.0,
        ge=1,
        description="seconds between two accounts of every child, as metrics of the pages",
    )

    @property
    def address(self) -> str:
        """Where the pages and APIs are, for clients on this machine."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def own_broker(self) -> str:
        """Where a broker that is started here answers."""
        return f"127.0.0.1:{self.broker_port}"

    @property
    def broker(self) -> str:
        return self.given_broker or self.own_broker

    @property
    def starts_broker(self) -> bool:
        """Whether `mash up` runs the broker itself."""
        return self.engine is EngineName.EMBEDDED or self.given_broker is None

    @property
    def starts_database(self) -> bool:
        """Whether `mash up` runs PostgreSQL."""
        return self.engine is EngineName.KAFKA and self.database is None

    def metrics_ports(self) -> dict[str, int]:
        """The port of /metrics and /health of each process."""
        names = ("broker", "web", *WORKERS)
        return {name: self.port + number for number, name in enumerate(names, start=1)}
