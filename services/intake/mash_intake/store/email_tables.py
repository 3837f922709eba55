"""What is owed to referrers by e-mail."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from mash_intake.store.tables import metadata
from mash_platform.database import UtcDateTime

emails = Table(
    "emails",
    metadata,
    Column("contact_reference", String(32), ForeignKey("contacts.reference"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("address", Text),
    Column("state", String(16), nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("try_at", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("fault", String(32)),
    Column("told_otherwise_at", UtcDateTime),
    Column("told_otherwise_by", String(128)),
    Index("emails_try_at", "try_at"),
    Index("emails_state", "state", "told_otherwise_at"),
)
"""One row an e-mail, written with what it tells of. The address goes once nothing is to be sent any more."""
