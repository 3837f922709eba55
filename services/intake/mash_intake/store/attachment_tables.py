"""Tables of the files that come with a contact. What is in a file is in the folder, under its hash."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from mash_intake.store.tables import metadata
from mash_platform.database import UtcDateTime

attachments = Table(
    "attachments",
    metadata,
    Column("contact_reference", String(32), ForeignKey("contacts.reference"), primary_key=True),
    # SHA-256 of what is in the file: the same content twice is one file of a contact.
    Column("digest", String(64), primary_key=True, index=True),
    Column("name", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    # Account id, or the name of the door for people without an account.
    Column("added_by", String(128), nullable=False),
)

draft_files = Table(
    "draft_files",
    metadata,
    # Of a form that is not sent yet: its files go with it, however it goes.
    Column("token_hash", String(64), ForeignKey("drafts.token_hash", ondelete="CASCADE"), primary_key=True),
    Column("digest", String(64), primary_key=True, index=True),
    Column("name", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)
