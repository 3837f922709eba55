"""Where routing is put together: the composition root of its worker, and of its database."""

from pathlib import Path

from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of, schema_of_service
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.migrating.schema import Schema
from mash_platform.streams.worker import Worker
from mash_policy.load import load_edition
from mash_routing import store
from mash_routing.handlers.answers import Answers
from mash_routing.handlers.opening import CaseOpening
from mash_routing.settings import Settings
from mash_routing.stream import subscriptions


def schema() -> Schema:
    """Routing's tables, and the revisions that lead to them."""
    return schema_of_service(Settings.service, store.metadata, Path(__file__).parent)


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Routing's database, with its tables as they should be. Repeatable."""
    return open_database_of(settings, schema(), clock, identifiers)


def worker(settings: Settings) -> Worker:
    clock, identifiers = SystemClock(), RandomIdentifiers()
    delivery = open_delivery(settings, clock, identifiers)
    opening = CaseOpening(clock, identifiers, load_edition)
    return Worker(Settings.service, delivery, subscriptions(opening, Answers(clock)), settings)
