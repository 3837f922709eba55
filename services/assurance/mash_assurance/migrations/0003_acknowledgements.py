"""When the referrer was told that the contact arrived, and whether in time. What came before is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("child_records") as records:
        records.add_column(sa.Column("acknowledge_by", _TIME))
        records.add_column(sa.Column("acknowledged_at", _TIME))
        records.add_column(sa.Column("acknowledged_in_time", sa.Boolean()))


def downgrade() -> None:
    with op.batch_alter_table("child_records") as records:
        records.drop_column("acknowledged_in_time")
        records.drop_column("acknowledged_at")
        records.drop_column("acknowledge_by")
