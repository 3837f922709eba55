"""What agencies are asked and answer, and what is recorded about sharing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "agency_check",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("own_records", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_soon_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reference", "agency"),
    )
    op.create_index("agency_check_board", "agency_check", ["state", "answer_by", "reference"])
    op.create_index(
        "agency_check_board_of_agency", "agency_check", ["agency", "state", "answer_by", "reference"]
    )
    op.create_index("agency_check_tell", "agency_check", ["tell_at"])
    op.create_table(
        "agency_answer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("decline_reason", sa.String(length=32), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("view", sa.String(length=32), nullable=True),
        sa.Column("dissents", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=64), nullable=False),
        sa.Column("answered_by_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reference", "agency"], ["agency_check.reference", "agency_check.agency"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("agency_answer_of_record", "agency_answer", ["reference", "agency"])
    op.create_table(
        "sharing_decision",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_by_role", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sharing_decision_reference"), "sharing_decision", ["reference"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sharing_decision_reference"), table_name="sharing_decision")
    op.drop_table("sharing_decision")
    op.drop_index("agency_answer_of_record", table_name="agency_answer")
    op.drop_table("agency_answer")
    op.drop_index("agency_check_tell", table_name="agency_check")
    op.drop_index("agency_check_board_of_agency", table_name="agency_check")
    op.drop_index("agency_check_board", table_name="agency_check")
    op.drop_table("agency_check")
