"""Where triage is put together: the composition root of its worker, and of its database."""

from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of
from mash_platform.delivery.quarantine import code_version
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.streams.worker import Worker
from mash_policy.load import edition_in_force
from mash_triage import store
from mash_triage.handlers import Handlers
from mash_triage.settings import Settings
from mash_triage.stream import subscriptions


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Triage's database with its tables, made if they are not there. Repeatable."""
    return open_database_of(settings, store.metadata, clock, identifiers)


def handlers(clock: Clock) -> Handlers:
    return Handlers(edition_in_force, clock, code_version())


def worker(settings: Settings) -> Worker:
    clock = SystemClock()
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    return Worker(Settings.service, delivery, subscriptions(handlers(clock)), settings)
