"""Completed tools of practice, the vulnerability tracker, and what is owed to schools."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "completed_tool",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("tool", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tools_edition", sa.String(length=32), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("result_words", sa.Text(), nullable=False),
        sa.Column("red_flags", sa.Integer(), nullable=False),
        sa.Column("not_known", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Boolean(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_by", sa.String(length=64), nullable=False),
        sa.Column("completed_by_name", sa.Text(), nullable=False),
        sa.Column("completed_by_role", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference", "tool", "version", name="completed_tool_version"),
    )
    op.create_table(
        "exploitation_grading",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("graded_by", sa.String(length=32), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_by_role", sa.String(length=32), nullable=True),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("exploitation_grading_of_record", "exploitation_grading", ["reference", "id"])
    op.create_index(
        "exploitation_grading_tracker",
        "exploitation_grading",
        ["standing", "rank", "graded_at", "reference"],
    )
    op.create_table(
        "school_notice",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tell_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("age_known", sa.Boolean(), nullable=False),
        sa.Column("tools_edition", sa.String(length=32), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("whom", sa.String(length=32), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=True),
        sa.Column("recorded_by_name", sa.Text(), nullable=True),
        sa.Column("recorded_by_role", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_index("school_notice_open", "school_notice", ["open", "tell_by", "reference"])
    op.create_index(op.f("ix_school_notice_tell_at"), "school_notice", ["tell_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_school_notice_tell_at"), table_name="school_notice")
    op.drop_index("school_notice_open", table_name="school_notice")
    op.drop_table("school_notice")
    op.drop_index("exploitation_grading_tracker", table_name="exploitation_grading")
    op.drop_index("exploitation_grading_of_record", table_name="exploitation_grading")
    op.drop_table("exploitation_grading")
    op.drop_table("completed_tool")
