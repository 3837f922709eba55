"""Calls that staff write down are drafts of their own, and show which team has a child.

Drafts begun before are of the form, and nobody's. What teams answered before is read from the log, as far
back as it goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("account_id", sa.String(128)))
        drafts.add_column(sa.Column("kept_at", sa.DateTime(timezone=True)))
        drafts.create_index("ix_drafts_account_id", ["account_id"])
    op.create_table(
        "open_cases",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("pathway", sa.String(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.Text()),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_open_cases_reference", "open_cases", ["reference"])


def downgrade() -> None:
    op.drop_table("open_cases")
    op.execute("DELETE FROM drafts WHERE account_id IS NOT NULL")
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_index("ix_drafts_account_id")
        drafts.drop_column("kept_at")
        drafts.drop_column("account_id")
