"""Restrictions and what was opened in spite of them, beside the accounts that they name."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from mash_platform.database import UtcDateTime
from mash_platform.sign_in.tables import METADATA

RESTRICTIONS = Table(
    "restrictions",
    METADATA,
    Column("contact", String(32), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("restricted_at", UtcDateTime, nullable=False),
    Column("restricted_by", String(36), nullable=False),
)

NAMED = Table(
    "restriction_names",
    METADATA,
    Column("contact", String(32), ForeignKey("restrictions.contact", ondelete="CASCADE"), primary_key=True),
    Column("account_id", String(36), primary_key=True),
)

OPENINGS = Table(
    "restriction_openings",
    METADATA,
    Column("opening_id", String(36), primary_key=True),
    Column("contact", String(32), nullable=False),
    Column("account_id", String(36), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("reviewed_at", UtcDateTime, nullable=True),
    Column("reviewed_by", String(36), nullable=True),
    Column("justified", Boolean, nullable=True),
    Column("words", Text, nullable=True),
)
Index("restriction_openings_of_account", OPENINGS.c.account_id, OPENINGS.c.contact)
Index("restriction_openings_to_review", OPENINGS.c.reviewed_at)
