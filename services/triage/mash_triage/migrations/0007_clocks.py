"""Pauses of the local clock, and deadlines of a decision that ran out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=64), nullable=False),
        sa.Column("started_by_name", sa.Text(), nullable=False),
        sa.Column("started_by_role", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_by_name", sa.Text(), nullable=True),
        sa.Column("ended_by_role", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_clock_pause_reference"), "clock_pause", ["reference"])
    op.create_table(
        "decision_deadline",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("clock", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rag", sa.String(length=32), nullable=False),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", "clock", "due_at"),
    )
    op.create_index(op.f("ix_decision_deadline_breached_at"), "decision_deadline", ["breached_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_deadline_breached_at"), table_name="decision_deadline")
    op.drop_table("decision_deadline")
    op.drop_index(op.f("ix_clock_pause_reference"), table_name="clock_pause")
    op.drop_table("clock_pause")
