"""Records that only named people open, and what was opened in spite of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "restrictions",
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restricted_by", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("contact"),
    )
    op.create_table(
        "restriction_names",
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["restrictions.contact"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contact", "account_id"),
    )
    op.create_table(
        "restriction_openings",
        sa.Column("opening_id", sa.String(length=36), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=36), nullable=True),
        sa.Column("justified", sa.Boolean(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("opening_id"),
    )
    op.create_index(
        "restriction_openings_of_account", "restriction_openings", ["account_id", "contact"], unique=False
    )
    op.create_index("restriction_openings_to_review", "restriction_openings", ["reviewed_at"], unique=False)


def downgrade() -> None:
    op.drop_table("restriction_openings")
    op.drop_table("restriction_names")
    op.drop_table("restrictions")
