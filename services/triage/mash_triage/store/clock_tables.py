"""The tables of the clocks on a decision: pauses, and deadlines that ran out."""

from sqlalchemy import Column, Integer, String, Table, Text

from mash_platform.database import UtcDateTime
from mash_triage.store.tables import metadata

_REFERENCE = String(32)
_CODE = String(32)

clock_pauses = Table(
    "clock_pause",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("reason", _CODE, nullable=False),
    Column("words", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", String(64), nullable=False),
    Column("started_by_name", Text, nullable=False),
    Column("started_by_role", _CODE, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by", String(64), nullable=True),
    Column("ended_by_name", Text, nullable=True),
    Column("ended_by_role", _CODE, nullable=True),
)

# A deadline comes to stand here when the first of a child's two has run out, and stays for good once it has.
deadlines = Table(
    "decision_deadline",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    Column("clock", _CODE, primary_key=True),
    Column("due_at", UtcDateTime, primary_key=True),
    Column("rag", _CODE, nullable=False),
    Column("breached_at", UtcDateTime, nullable=True, index=True),
)
