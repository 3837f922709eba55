"""A form that went on in another browser knows which form it was, so that the two send one contact."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("went_on_from", sa.String(64)))
        drafts.create_index("ix_drafts_went_on_from", ["went_on_from"])


def downgrade() -> None:
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_index("ix_drafts_went_on_from")
        drafts.drop_column("went_on_from")
