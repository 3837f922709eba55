"""A draft can be gone on with from another browser, by a code that is kept as its hash."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("code_hash", sa.String(64)))
    op.create_index("ix_drafts_code_hash", "drafts", ["code_hash"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_drafts_code_hash", table_name="drafts")
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_column("code_hash")
