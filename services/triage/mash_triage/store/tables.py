"""Triage's own tables. Outbox and inbox stand beside them in the same database."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from mash_platform.database import UtcDateTime
from mash_platform.drafts import draft_table
from mash_platform.sealing.tables import with_subject_keys

metadata = MetaData()


_REFERENCE = String(32)
_CODE = String(32)

records = Table(
    "record",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    Column("contact_reference", _REFERENCE, nullable=False, index=True),
    Column("siblings", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("decide_by", UtcDateTime, nullable=False),
    Column("state", _CODE, nullable=False),
    # Raised by every change, so that two people who decide at once never overwrite each other.
    Column("version", Integer, nullable=False),
    Column("assessment_id", Integer, ForeignKey("assessment.id"), nullable=False),
    Column("decided_by", String(64), nullable=True),
    Column("decided_by_name", Text, nullable=True),
    Column("relation", _CODE, nullable=True),
    Column("last_step", _CODE, nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
    # As recommended until decided, then as decided: what the lists sort and filter by.
    Column("urgency", Integer, nullable=False),
    Column("rag", _CODE, nullable=False),
    Column("main_pathway", _CODE, nullable=False),
    Column("with_cet", Boolean, nullable=False),
    # The event that brought the child here, so that what a person does later follows from it.
    Column("cause_event_id", String(64), nullable=False),
    Column("correlation_id", String(64), nullable=False),
    # Whom the record is taken to be about, and the home it tells of, as far as intake knows.
    Column("person", _REFERENCE, nullable=True, index=True),
    Column("household", _REFERENCE, nullable=True, index=True),
)
# Each in the order in which a list is shown, so that a page of it is read without sorting.
Index(
    "record_queue",
    records.c.state,
    records.c.urgency,
    records.c.decide_by,
    records.c.received_at,
    records.c.reference,
)
Index(
    "record_time_left",
    records.c.state,
    records.c.decide_by,
    records.c.urgency,
    records.c.received_at,
    records.c.reference,
)
Index("record_latest", records.c.state, records.c.changed_at, records.c.reference)
# Holds all that a list can be narrowed by, so that counting touches no record.
Index(
    "record_filters",
    records.c.state,
    records.c.rag,
    records.c.main_pathway,
    records.c.with_cet,
    records.c.decided_by,
)

assessments = Table(
    "assessment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("assessed_at", UtcDateTime, nullable=False),
    Column("picture", JSON, nullable=False),
    Column("picture_digest", String(64), nullable=False),
    Column("recommendation", JSON, nullable=False),
    Column("policy_edition", String(32), nullable=False),
    Column("policy_digest", String(64), nullable=False),
    Column("code_version", String(32), nullable=False),
)

decisions = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("assessment_id", Integer, ForeignKey("assessment.id"), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("level", _CODE, nullable=False),
    Column("rag", _CODE, nullable=False),
    Column("legal_basis", _CODE, nullable=False),
    Column("pathways", JSON, nullable=False),
    Column("relation", _CODE, nullable=False),
    Column("movement", _CODE, nullable=False),
    # The teams that are told because they have an open case of the child.
    Column("told", JSON, nullable=False),
    # Sealed, like everything that somebody wrote about a child in any of these tables.
    Column("rationale", Text, nullable=False),
    # What was seen in the history of a child who is sent to no team that helps.
    Column("about_pattern", Text, nullable=True),
    Column("decided_by", String(64), nullable=False),
    Column("decided_by_name", Text, nullable=False),
    Column("decided_by_role", _CODE, nullable=False),
    Column("second_answer", _CODE, nullable=True),
    Column("second_at", UtcDateTime, nullable=True),
    Column("second_rationale", Text, nullable=True),
    Column("second_by", String(64), nullable=True),
    Column("second_by_name", Text, nullable=True),
    Column("second_by_role", _CODE, nullable=True),
)

returns = Table(
    "returned",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("pathway", _CODE, nullable=False),
    Column("purpose", _CODE, nullable=False),
    Column("reason", _CODE, nullable=False),
    Column("declined_at", UtcDateTime, nullable=False),
    Column("declined_by", String(64), nullable=False),
)

drafts = draft_table(metadata)
subject_keys = with_subject_keys(metadata)
