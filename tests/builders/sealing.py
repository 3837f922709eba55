"""A master key for tests, and keyrings over a database of their own."""

from datetime import UTC, datetime

from sqlalchemy import Engine, MetaData

from mash_platform.clock import Clock, MovableClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sealing.keyring import Sealing
from mash_platform.sealing.master_key import MasterKey
from mash_platform.sealing.tables import with_subject_keys

A_MASTER_KEY = MasterKey(b"the master key of a hub in tests")


def a_delivery_that_seals(
    engine: Engine, master_key: MasterKey = A_MASTER_KEY, clock: Clock | None = None
) -> Delivery:
    """Another process's, if it is called again for the same database."""
    clock = clock or MovableClock(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    metadata = MetaData()
    table = with_subject_keys(metadata)
    metadata.create_all(engine)
    return Delivery.over(
        service="tally",
        engine=engine,
        metadata=metadata,
        clock=clock,
        identifiers=RandomIdentifiers(),
        sealing=Sealing.over(engine, table, master_key, clock),
    )
