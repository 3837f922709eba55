"""What agencies were asked about each child, and what they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "agency_checks",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("contact_event_id", sa.String(), nullable=True),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_event_id", sa.String(), nullable=True),
        sa.Column("answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_outcome", sa.String(length=32), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["reference"], ["child_records.reference"]),
        sa.PrimaryKeyConstraint("reference", "agency"),
    )
    op.create_index("agency_checks_received", "agency_checks", ["contact_at"], unique=False)


def downgrade() -> None:
    op.drop_index("agency_checks_received", table_name="agency_checks")
    op.drop_table("agency_checks")
