"""Why records are kept longer, when teams closed their cases, and who erased what."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from mash_intake.store.tables import metadata
from mash_platform.database import UtcDateTime

_REFERENCE = String(32)
_ACCOUNT = String(128)

closings = Table(
    "closings",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
"""When a team last closed a case of the record. The time for which it is kept counts from here."""

kept_longer = Table(
    "kept_longer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, ForeignKey("child_records.reference"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("adopted_on", Date, nullable=True),
    # Sealed under the record's key.
    Column("why", Text, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("set_by", _ACCOUNT, nullable=False),
    Column("set_by_name", Text, nullable=False),
    Column("lifted_at", UtcDateTime, nullable=True),
    Column("lifted_by", _ACCOUNT, nullable=True),
    Column("lifted_by_name", Text, nullable=True),
    # Sealed likewise.
    Column("lifted_why", Text, nullable=True),
)

erasures = Table(
    "erasures",
    metadata,
    Column("reference", _REFERENCE, ForeignKey("child_records.reference"), primary_key=True),
    Column("reason", String(32), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", _ACCOUNT, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    # Nobody yet: a second person is to agree.
    Column("erased_at", UtcDateTime, nullable=True),
    Column("agreed_by", _ACCOUNT, nullable=True),
    Column("agreed_by_name", Text, nullable=True),
    Index("erasures_to_agree", "erased_at", "asked_at"),
)
"""A row a record that somebody asked to erase; never deleted once it is erased."""
