"""Whether strategy discussions and professional differences ran late, and how decisions were graded."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NEW = (
    sa.Column("strategy_hold_by", sa.DateTime(timezone=True), nullable=True),
    sa.Column("strategy_overdue_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("difference_stage", sa.String(length=32), nullable=True),
    sa.Column("difference_overdue_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("audit_event_id", sa.String(), nullable=True),
    sa.Column("audit_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("audit_grade", sa.String(length=32), nullable=True),
)


def upgrade() -> None:
    for column in _NEW:
        op.add_column("child_records", column)


def downgrade() -> None:
    for column in reversed(_NEW):
        op.drop_column("child_records", column.name)
