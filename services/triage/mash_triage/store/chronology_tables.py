"""What happened around each child, in order: coded entries, written as things happen."""

from sqlalchemy import JSON, Column, Integer, String, Table

from mash_platform.database import UtcDateTime
from mash_triage.store.tables import metadata

_REFERENCE = String(32)
_CODE = String(32)

entries = Table(
    "chronology_entry",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("contact_reference", _REFERENCE, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", _CODE, nullable=False),
    Column("agency", _CODE, nullable=False),
    Column("source", _CODE, nullable=True),
    Column("factors", JSON, nullable=False),
    Column("severity", _CODE, nullable=False),
    Column("level", _CODE, nullable=True),
    Column("rag", _CODE, nullable=True),
    Column("pathways", JSON, nullable=False),
    Column("purpose", _CODE, nullable=True),
    Column("case_id", String(64), nullable=True),
    Column("reason", _CODE, nullable=True),
    Column("missing_episodes", Integer, nullable=True),
)
