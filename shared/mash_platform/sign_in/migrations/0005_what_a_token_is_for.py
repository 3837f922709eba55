"""A token is for one thing. One made before could do everything; it still hands in contacts, and no more."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("service_accounts", sa.Column("role", sa.String(length=32), nullable=True))
    op.execute("update service_accounts set role = 'referring-system'")
    with op.batch_alter_table("service_accounts") as table:
        table.alter_column("role", existing_type=sa.String(length=32), nullable=False)
        table.add_column(sa.Column("team", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("agency", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("service_accounts") as table:
        for name in ("last_used_at", "agency", "team", "role"):
            table.drop_column(name)
