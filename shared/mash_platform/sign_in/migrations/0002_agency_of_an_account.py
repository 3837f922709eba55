"""A member of a partner agency answers for that agency alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("agency", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "agency")
