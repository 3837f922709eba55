"""The loop back to the referrer: the status page, what is owed, what was decided and challenged."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from mash_intake.store.tables import metadata
from mash_platform.database import UtcDateTime

feedback = Table(
    "feedback",
    metadata,
    Column("contact_reference", String(32), ForeignKey("contacts.reference"), primary_key=True),
    Column("status_code", String(32), nullable=False),
    Column("rules", String(10)),
    Column("kind", String(64)),
    Column("acknowledge_by", UtcDateTime),
    Column("open", Boolean, nullable=False),
    Column("speak_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(128)),
    Column("acknowledged_by_name", Text),
    Column("acknowledged_by_role", String(32)),
    Index("feedback_open", "open", "acknowledge_by"),
    Index("feedback_speak_at", "speak_at"),
)
"""One row a contact. `open`: still to be acknowledged. `speak_at`: when the clock says that it is late."""

outcomes = Table(
    "outcomes",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("pathway", String(32), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
"""The team that was decided last for a child, as far as its referrer may ever hear."""

challenges = Table(
    "challenges",
    metadata,
    Column("reference", String(32), ForeignKey("child_records.reference"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ground", String(32), nullable=False),
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What professionals wrote who disagree with an outcome. It stays here; that there is one travels."""
