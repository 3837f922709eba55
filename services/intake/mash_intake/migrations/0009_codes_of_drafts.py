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
    # Not by making the table anew: SQLite would then delete the files of every draft with it.
    op.drop_column("drafts", "code_hash")
