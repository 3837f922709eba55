"""The tables of discussions, of strategy discussions that are asked for, and of professional differences."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from mash_platform.database import UtcDateTime
from mash_triage.store.tables import metadata

_REFERENCE = String(32)
_CODE = String(32)
_ACCOUNT = String(64)

# Nothing in it is ever changed: a correction is one more revision.
discussion_revisions = Table(
    "discussion_revision",
    metadata,
    Column("reference", _REFERENCE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", _CODE, nullable=False),
    Column("held_at", UtcDateTime, nullable=False),
    Column("views", JSON, nullable=False),
    Column("decision", Text, nullable=False),
    Column("rationale", Text, nullable=False),
    Column("family_told", Text, nullable=False),
    Column("referrer_told", Text, nullable=False),
    Column("outcome", _CODE, nullable=True),
    Column("correction", Text, nullable=False),
    # The strategy discussion that it was asked for as, if it is one.
    Column("strategy_request", Integer, nullable=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", _ACCOUNT, nullable=False),
    Column("recorded_by_name", Text, nullable=False),
    Column("recorded_by_role", _CODE, nullable=False),
    PrimaryKeyConstraint("reference", "number", "revision"),
)

strategy_requests = Table(
    "strategy_request",
    metadata,
    Column("reference", _REFERENCE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("high_risk", Boolean, nullable=False),
    Column("hold_by", UtcDateTime, nullable=False),
    Column("due_soon_at", UtcDateTime, nullable=False),
    Column("state", _CODE, nullable=False),
    Column("decided_by", _ACCOUNT, nullable=True),
    # When the clock has to say something next: due soon, then overdue, then nothing more.
    Column("tell_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("reference", "number"),
)
Index(
    "strategy_request_board",
    strategy_requests.c.state,
    strategy_requests.c.hold_by,
    strategy_requests.c.reference,
)
Index("strategy_request_tell", strategy_requests.c.tell_at)

professional_differences = Table(
    "professional_difference",
    metadata,
    Column("reference", _REFERENCE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("agency", _CODE, nullable=False),
    Column("subject", _CODE, nullable=False),
    Column("ground", _CODE, nullable=False),
    Column("words", Text, nullable=False),
    Column("discussion", Integer, nullable=True),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("raised_by", _ACCOUNT, nullable=False),
    Column("raised_by_name", Text, nullable=False),
    Column("raised_by_agency", _CODE, nullable=False),
    Column("state", _CODE, nullable=False),
    Column("stage", _CODE, nullable=False),
    Column("act_by", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    # When the clock has to say that it is overdue; nothing once it has, until the next stage.
    Column("tell_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("reference", "number"),
)
Index(
    "professional_difference_board",
    professional_differences.c.state,
    professional_differences.c.act_by,
    professional_differences.c.reference,
)
Index("professional_difference_tell", professional_differences.c.tell_at)

difference_steps = Table(
    "difference_step",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", _CODE, nullable=False),
    Column("before", _CODE, nullable=False),
    Column("after", _CODE, nullable=False),
    Column("words", Text, nullable=False),
    Column("outcome", _CODE, nullable=True),
    Column("accepted_by", Text, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("taken_by", _ACCOUNT, nullable=False),
    Column("taken_by_name", Text, nullable=False),
    Column("taken_by_agency", _CODE, nullable=False),
    ForeignKeyConstraint(
        ["reference", "number"], ["professional_difference.reference", "professional_difference.number"]
    ),
)
Index("difference_step_of", difference_steps.c.reference, difference_steps.c.number)

decision_audits = Table(
    "decision_audit",
    metadata,
    Column("reference", _REFERENCE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("because", _CODE, nullable=False),
    Column("rules", _CODE, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("decided_by", _ACCOUNT, nullable=False),
    Column("decided_by_name", Text, nullable=False),
    Column("second_by", _ACCOUNT, nullable=True),
    # Empty until somebody graded it; then never changed but for when it was read.
    Column("grade", _CODE, nullable=True),
    Column("strengths", Text, nullable=True),
    Column("learning", Text, nullable=True),
    Column("audited_at", UtcDateTime, nullable=True),
    Column("audited_by", _ACCOUNT, nullable=True),
    Column("audited_by_name", Text, nullable=True),
    Column("audited_by_role", _CODE, nullable=True),
    Column("read_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("reference", "number"),
)
Index("decision_audit_to_do", decision_audits.c.audited_at, decision_audits.c.decided_at)
Index("decision_audit_of", decision_audits.c.decided_by, decision_audits.c.audited_at)
