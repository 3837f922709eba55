"""The trail, beside the accounts that it speaks of. A trigger refuses to change or delete what is in it."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from mash_platform.database import UtcDateTime
from mash_platform.sign_in.tables import METADATA

ENTRIES = Table(
    "audit_entries",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("account_id", String(120), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("action", String(16), nullable=False),
    Column("route", String(200), nullable=False),
    Column("proof", String(16), nullable=False),
    Column("subjects", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
)
Index("audit_entries_of_account", ENTRIES.c.account_id, ENTRIES.c.number)

SUBJECTS = Table(
    "audit_subjects",
    METADATA,
    Column("subject", String(64), primary_key=True),
    Column("number", Integer, ForeignKey("audit_entries.number"), primary_key=True),
)
Index("audit_subjects_of_entry", SUBJECTS.c.number)
