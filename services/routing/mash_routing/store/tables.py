"""Routing's tables."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from mash_platform.database import UtcDateTime
from mash_platform.sealing.tables import with_subject_keys

metadata = MetaData()
subject_keys = with_subject_keys(metadata)

_REFERENCE = String(32)
_CODE = String(32)
_ID = String(64)

CASES = Table(
    "team_case",
    metadata,
    Column("case_id", _ID, primary_key=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("contact_reference", _REFERENCE, nullable=False),
    Column("pathway", _CODE, nullable=False),
    Column("purpose", _CODE, nullable=False),
    # Raised only when the team had declined and the hub asked again.
    Column("round", Integer, nullable=False),
    Column("state", _CODE, nullable=False),
    # Raised by every change, so that two workers at once never overwrite each other.
    Column("version", Integer, nullable=False),
    Column("movement", _CODE, nullable=False),
    Column("level", _CODE, nullable=False),
    Column("rag", _CODE, nullable=False),
    Column("legal_basis", _CODE, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("policy_edition", _CODE, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("routed_at", UtcDateTime, nullable=False),
    Column("respond_by", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("worker", _ID, nullable=True),
    Column("worker_name", Text, nullable=True),
    Column("decline_reason", _CODE, nullable=True),
    Column("closure_reason", _CODE, nullable=True),
    # The case that new information belongs to, where it is one of ours.
    Column("open_case", _ID, nullable=True),
    # When the hub decided again without the team, which has the child all the same.
    Column("left_out_at", UtcDateTime, nullable=True),
    # What the worklist sorts by: 0 is red.
    Column("urgency", Integer, nullable=False),
    # The event that asked, so that what the team does later follows from it.
    Column("cause_event_id", _ID, nullable=False),
    Column("correlation_id", _ID, nullable=False),
    # The last word on doubles, should two processes ever handle one event at the same moment.
    UniqueConstraint("reference", "pathway", "purpose", "round"),
)

Index("team_case_worklist", CASES.c.pathway, CASES.c.state, CASES.c.urgency, CASES.c.respond_by)

Index("team_case_latest", CASES.c.pathway, CASES.c.state, CASES.c.changed_at)

STEPS = Table(
    "team_case_step",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", _ID, ForeignKey("team_case.case_id"), nullable=False, index=True),
    Column("kind", _CODE, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", _ID, nullable=True),
    Column("by_name", Text, nullable=True),
    Column("worker_name", Text, nullable=True),
    Column("reason", _CODE, nullable=True),
    Column("closure_reason", _CODE, nullable=True),
    # Sealed, under the key of the child's record.
    Column("note", Text, nullable=True),
)
