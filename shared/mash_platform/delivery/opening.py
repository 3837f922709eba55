"""Opening a service's database with its tables."""

from pathlib import Path

from sqlalchemy import MetaData

from mash_platform.clock import Clock
from mash_platform.database import open_database
from mash_platform.delivery.tables import with_delivery_tables
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers
from mash_platform.migrating.schema import Schema
from mash_platform.settings import ServiceSettings


def schema_of_service(service: str, metadata: MetaData, room: Path) -> Schema:
    """The service's tables with outbox and inbox; its revisions are in `migrations` of its room."""
    with_delivery_tables(metadata)
    return Schema(service, metadata, room / "migrations")


def open_database_of(
    settings: ServiceSettings, schema: Schema, clock: Clock, identifiers: Identifiers
) -> Delivery:
    """The service's database, with its tables as this version of the code expects them.

    Repeatable, also from several processes. Raises `UnknownRevision` for one that a newer version has made.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    delivery = Delivery.over(
        service=settings.service,
        engine=open_database(settings.database_url()),
        metadata=schema.metadata,
        clock=clock,
        identifiers=identifiers,
    )
    schema.bring_up(delivery.engine)
    return delivery
