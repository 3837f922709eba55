"""Where assurance is put together: the composition root of its worker, and of its database."""

from pathlib import Path

from mash_assurance.settings import Settings
from mash_assurance.store import metadata
from mash_assurance.stream import subscriptions
from mash_assurance.web.metrics import FiguresCollector
from mash_assurance.web.reading import FigureReader
from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of, schema_of_service
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.migrating.schema import Schema
from mash_platform.streams.worker import Worker


def schema() -> Schema:
    """Assurance's tables, and the revisions that lead to them."""
    return schema_of_service(Settings.service, metadata, Path(__file__).parent)


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Assurance's database, with its tables as they should be. Repeatable."""
    return open_database_of(settings, schema(), clock, identifiers)


def worker(settings: Settings) -> Worker:
    """Reads every topic, and gives the figures at /metrics."""
    delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
    reader = FigureReader(delivery)
    return Worker(
        Settings.service, delivery, subscriptions(), settings, collectors=[FiguresCollector(reader.now)]
    )
