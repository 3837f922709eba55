"""The desk's list in the order of the time that is left."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index(
        "record_time_left", "record", ["state", "decide_by", "urgency", "received_at", "reference"]
    )


def downgrade() -> None:
    op.drop_index("record_time_left", table_name="record")
