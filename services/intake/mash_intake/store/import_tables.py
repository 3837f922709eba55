"""Tables of documents that were imported: what each says, until it is a contact or somebody closes it."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from mash_intake.store.tables import metadata
from mash_platform.database import UtcDateTime

imports = Table(
    "imports",
    metadata,
    # SHA-256 of the document: the same one twice is one import.
    Column("digest", String(64), primary_key=True),
    Column("imported_at", UtcDateTime, nullable=False, index=True),
    Column("imported_by", String(128), nullable=False),
    # As a form has them, and what found no place there; sealed. Gone once it is a contact or closed.
    Column("answers", JSON),
    Column("beside", JSON),
    Column("begun_by", String(128)),
    Column("begun_at", UtcDateTime),
    Column("contact_reference", String(32), ForeignKey("contacts.reference"), index=True),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(128)),
    # Sealed, as the answers are.
    Column("closed_because", Text),
)

import_files = Table(
    "import_files",
    metadata,
    # The document itself, or the e-mail that it came with, until the contact has it.
    Column("import_digest", String(64), ForeignKey("imports.digest"), primary_key=True),
    Column("digest", String(64), primary_key=True, index=True),
    Column("name", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)
