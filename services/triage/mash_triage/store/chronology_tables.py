"""What happened around each child: coded entries as things happen, and what is known from elsewhere."""

from sqlalchemy import JSON, Column, Date, Integer, String, Table, Text

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

known_elsewhere = Table(
    "known_elsewhere",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("kind", _CODE, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=True),
    Column("agency", _CODE, nullable=False),
    # Where it is known from, and what happened, in somebody's words: they travel nowhere.
    Column("source", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("entered_by", String(64), nullable=False),
    Column("entered_by_name", Text, nullable=False),
    Column("entered_by_role", _CODE, nullable=False),
    Column("taken_back_at", UtcDateTime, nullable=True),
    Column("taken_back_by", String(64), nullable=True),
    Column("taken_back_by_name", Text, nullable=True),
    Column("taken_back_by_role", _CODE, nullable=True),
    Column("taken_back_reason", Text, nullable=True),
)
