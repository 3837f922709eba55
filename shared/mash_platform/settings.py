"""What every process reads from its environment. Only composition roots read settings."""

import os
from pathlib import Path
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from mash_platform.database import schema_of, schema_url


class ServiceSettings(BaseSettings):
    """Settings a service has beside its own; each is `MASH_` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="MASH_", frozen=True, extra="ignore")

    service: ClassVar[str]

    data: Path = Field(default=Path("var"), description="the one folder in which everything is kept")
    broker: str = Field(default="127.0.0.1:9092", description="host:port of Kafka or the embedded broker")
    host: str = Field(default="127.0.0.1", description="address that pages and metrics listen on")
    port: int = Field(default=8000, description="port of the pages")
    address: str = Field(default="http://127.0.0.1:8000", description="where services reach each other's API")
    metrics_port: int = Field(default=0, description="port of /metrics and /health; 0 takes any free one")

    def database_url(self) -> str:
        """Where this service's tables are: see `database_url`."""
        return database_url(self.service, self.data)


def database_url(name: str, data: Path) -> str:
    """`MASH_<SERVICE>_DATABASE`, else its schema of `MASH_DATABASE`, else an SQLite file in the data folder.

    An address of PostgreSQL that says nothing of a schema means the service's own.
    """
    given = os.environ.get(f"MASH_{name.upper()}_DATABASE") or os.environ.get("MASH_DATABASE")
    if not given:
        return f"sqlite:///{data.absolute() / name}.db"
    return given if schema_of(make_url(given)) else schema_url(given, name)
