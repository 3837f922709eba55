"""The two tables that make delivery safe, one pair in every service's database.

The outbox holds events that are not yet on the log; the inbox holds the ids of events already handled. Both
are written in the transaction that changes the service's state, so that an effect and its event stand or fall
together.
"""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

from mash_platform.database import UtcDateTime


def with_delivery_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Outbox and inbox of a service, added to its tables unless they are there."""
    outbox = metadata.tables.get("outbox")
    inbox = metadata.tables.get("inbox")
    return (
        _outbox(metadata) if outbox is None else outbox,
        _inbox(metadata) if inbox is None else inbox,
    )


def _outbox(metadata: MetaData) -> Table:
    table = Table(
        "outbox",
        metadata,
        Column(
            "sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
        ),
        Column("event_id", String(64), nullable=False, unique=True),
        Column("topic", String(128), nullable=False),
        Column("key", LargeBinary, nullable=True),
        Column("value", LargeBinary, nullable=True),
        Column("headers", JSON, nullable=False),
        Column("written_at", UtcDateTime, nullable=False),
        Column("published_at", UtcDateTime, nullable=True),
    )
    Index(
        "outbox_unpublished",
        table.c.sequence,
        sqlite_where=table.c.published_at.is_(None),
        postgresql_where=table.c.published_at.is_(None),
    )
    return table


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("event_id", String(64), primary_key=True),
        Column("topic", String(128), nullable=False),
        Column("handled_at", UtcDateTime, nullable=False),
    )
