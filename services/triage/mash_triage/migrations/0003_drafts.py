"""Half-written text, kept for who writes it until they send it or it expires."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=150), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "form"),
    )
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_draft_expires_at"), table_name="draft")
    op.drop_table("draft")
