"""Discussions, strategy discussions that are asked for, professional differences, and audits of decisions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_LONDON = ZoneInfo("Europe/London")


def upgrade() -> None:
    op.create_table(
        "discussion_revision",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("family_told", sa.Text(), nullable=False),
        sa.Column("referrer_told", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("strategy_request", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        sa.Column("recorded_by_role", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("reference", "number", "revision"),
    )
    op.create_table(
        "strategy_request",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("high_risk", sa.Boolean(), nullable=False),
        sa.Column("hold_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_soon_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", "number"),
    )
    op.create_index("strategy_request_board", "strategy_request", ["state", "hold_by", "reference"])
    op.create_index("strategy_request_tell", "strategy_request", ["tell_at"])
    op.create_table(
        "professional_difference",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("discussion", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.String(length=64), nullable=False),
        sa.Column("raised_by_name", sa.Text(), nullable=False),
        sa.Column("raised_by_agency", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("act_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", "number"),
    )
    op.create_index(
        "professional_difference_board", "professional_difference", ["state", "act_by", "reference"]
    )
    op.create_index("professional_difference_tell", "professional_difference", ["tell_at"])
    op.create_table(
        "difference_step",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=64), nullable=False),
        sa.Column("taken_by_name", sa.Text(), nullable=False),
        sa.Column("taken_by_agency", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference", "number"], ["professional_difference.reference", "professional_difference.number"]
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("difference_step_of", "difference_step", ["reference", "number"])
    op.create_table(
        "decision_audit",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=32), nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("second_by", sa.String(length=64), nullable=True),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("learning", sa.Text(), nullable=True),
        sa.Column("audited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audited_by", sa.String(length=64), nullable=True),
        sa.Column("audited_by_name", sa.Text(), nullable=True),
        sa.Column("audited_by_role", sa.String(length=32), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", "number"),
    )
    op.create_index("decision_audit_of", "decision_audit", ["decided_by", "audited_at"])
    op.create_index("decision_audit_to_do", "decision_audit", ["audited_at", "decided_at"])
    _ask_for_those_that_were_red()


def _ask_for_those_that_were_red() -> None:
    """A strategy discussion was asked for when a recommendation was red. Whether it was held, nobody wrote
    down, so it is shown as one to be held. Its clock tells nothing of the past.
    """
    assessment = sa.table(
        "assessment",
        sa.column("reference", sa.String()),
        sa.column("assessed_at", sa.DateTime(timezone=True)),
        sa.column("recommendation", sa.JSON()),
    )
    request = sa.table(
        "strategy_request",
        sa.column("reference", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("requested_at", sa.DateTime(timezone=True)),
        sa.column("high_risk", sa.Boolean()),
        sa.column("hold_by", sa.DateTime(timezone=True)),
        sa.column("due_soon_at", sa.DateTime(timezone=True)),
        sa.column("state", sa.String()),
    )
    connection = op.get_bind()
    asked = connection.execute(
        sa.select(assessment.c.reference, sa.func.min(assessment.c.assessed_at).label("at"))
        .where(assessment.c.recommendation["rag"].as_string() == "red")
        .group_by(assessment.c.reference)
    ).all()
    if asked:
        connection.execute(sa.insert(request), [_request(row.reference, row.at) for row in asked])


def _request(reference: str, at: datetime) -> dict[str, object]:
    """As it was asked for then: on the same day, and four hours at the least."""
    at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC"))
    tomorrow = datetime.combine(at.astimezone(_LONDON).date() + timedelta(days=1), time(), _LONDON)
    return {
        "reference": reference,
        "number": 1,
        "requested_at": at,
        "high_risk": True,
        "hold_by": max(tomorrow.astimezone(ZoneInfo("UTC")), at + timedelta(hours=4)),
        "due_soon_at": at + timedelta(hours=2),
        "state": "due",
    }


def downgrade() -> None:
    op.drop_table("decision_audit")
    op.drop_table("difference_step")
    op.drop_table("professional_difference")
    op.drop_table("strategy_request")
    op.drop_table("discussion_revision")
