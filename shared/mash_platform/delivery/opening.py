"""Opening a service's database with its tables."""

from sqlalchemy import MetaData

from mash_platform.clock import Clock
from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers
from mash_platform.settings import ServiceSettings


def open_database_of(
    settings: ServiceSettings, metadata: MetaData, clock: Clock, identifiers: Identifiers
) -> Delivery:
    """The service's database; tables that are not there are made. Repeatable, also from several processes."""
    settings.data.mkdir(parents=True, exist_ok=True)
    delivery = Delivery.over(
        service=settings.service,
        engine=open_database(settings.database_url()),
        metadata=metadata,
        clock=clock,
        identifiers=identifiers,
    )
    with delivery.engine.begin() as connection:
        metadata.create_all(connection)
    return delivery
