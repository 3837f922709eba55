"""Where triage is put together: the only module that reads settings and builds concrete things."""

from importlib.metadata import version

from mash_platform.clock import Clock
from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers
from mash_policy.load import edition_in_force
from mash_triage import store
from mash_triage.handlers import Handlers
from mash_triage.settings import Settings


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Triage's database with its tables, made if they are not there. Repeatable."""
    settings.data.mkdir(parents=True, exist_ok=True)
    delivery = Delivery.over(
        service=Settings.service,
        engine=open_database(settings.database_url()),
        metadata=store.metadata,
        clock=clock,
        identifiers=identifiers,
    )
    with delivery.engine.begin() as connection:
        store.metadata.create_all(connection)
    return delivery


def handlers(clock: Clock) -> Handlers:
    return Handlers(edition_in_force, clock, code_version=version("mash-referral-triage"))
