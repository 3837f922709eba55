"""Cases that were closed, and new information on cases that are open."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("team_case", sa.Column("closure_reason", sa.String(length=32), nullable=True))
    op.add_column("team_case", sa.Column("open_case", sa.String(length=64), nullable=True))
    op.add_column("team_case_step", sa.Column("closure_reason", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("team_case_step", "closure_reason")
    op.drop_column("team_case", "open_case")
    op.drop_column("team_case", "closure_reason")
