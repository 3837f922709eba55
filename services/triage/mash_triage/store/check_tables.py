"""The tables of agency checks, what agencies answered, and what was recorded about sharing."""

from sqlalchemy import JSON, Boolean, Column, ForeignKeyConstraint, Index, Integer, String, Table, Text

from mash_platform.database import UtcDateTime
from mash_triage.store.tables import metadata

_REFERENCE = String(32)
_CODE = String(32)

agency_checks = Table(
    "agency_check",
    metadata,
    # One agency is asked once about one child.
    Column("reference", _REFERENCE, primary_key=True),
    Column("agency", _CODE, primary_key=True),
    Column("state", _CODE, nullable=False),
    Column("because", JSON, nullable=False),
    Column("own_records", Boolean, nullable=False),
    Column("rules", _CODE, nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime, nullable=True),
    Column("due_soon_at", UtcDateTime, nullable=True),
    Column("answer_by", UtcDateTime, nullable=True),
    # When the clock has to say something next: due soon, then overdue, then nothing more.
    Column("tell_at", UtcDateTime, nullable=True),
)
Index("agency_check_board", agency_checks.c.state, agency_checks.c.answer_by, agency_checks.c.reference)
Index(
    "agency_check_board_of_agency",
    agency_checks.c.agency,
    agency_checks.c.state,
    agency_checks.c.answer_by,
    agency_checks.c.reference,
)
Index("agency_check_tell", agency_checks.c.tell_at)

agency_answers = Table(
    "agency_answer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("agency", _CODE, nullable=False),
    Column("outcome", _CODE, nullable=False),
    Column("decline_reason", _CODE, nullable=True),
    Column("facts", JSON, nullable=False),
    Column("view", _CODE, nullable=True),
    Column("dissents", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("answered_by", String(64), nullable=False),
    Column("answered_by_name", Text, nullable=False),
    ForeignKeyConstraint(["reference", "agency"], ["agency_check.reference", "agency_check.agency"]),
)
Index("agency_answer_of_record", agency_answers.c.reference, agency_answers.c.agency)

sharing_decisions = Table(
    "sharing_decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False, index=True),
    Column("choice", _CODE, nullable=False),
    Column("reason", _CODE, nullable=True),
    Column("words", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("decided_by_name", Text, nullable=False),
    Column("decided_by_role", _CODE, nullable=False),
)
