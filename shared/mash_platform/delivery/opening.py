"""Opening a service's database with its tables."""

from pathlib import Path

from sqlalchemy import MetaData

from mash_platform.clock import Clock
from mash_platform.database import open_database
from mash_platform.delivery.tables import with_delivery_tables
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers
from mash_platform.migrating.schema import Schema
from mash_platform.sealing.keyring import Sealing
from mash_platform.sealing.master_key import load_master_key
from mash_platform.sealing.tables import with_subject_keys
from mash_platform.settings import ServiceSettings


def schema_of_service(service: str, metadata: MetaData, room: Path) -> Schema:
    """The service's tables with outbox and inbox; its revisions are in `migrations` of its room."""
    with_delivery_tables(metadata)
    return Schema(service, metadata, room / "migrations")


def open_database_of(
    settings: ServiceSettings, schema: Schema, clock: Clock, identifiers: Identifiers
) -> Delivery:
    """The service's database, with its tables as this version of the code expects them.

    Repeatable, also from several processes. Raises `UnknownRevision` for one that a newer version has made,
    and `WrongMasterKey` for one whose keys were wrapped under another master key.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.database_url())
    master_key = load_master_key(settings.data) if schema.seals else None
    schema.bring_up(engine, master_key)
    return Delivery.over(
        service=settings.service,
        engine=engine,
        metadata=schema.metadata,
        clock=clock,
        identifiers=identifiers,
        sealing=Sealing.over(engine, with_subject_keys(schema.metadata), master_key, clock)
        if master_key
        else None,
    )
