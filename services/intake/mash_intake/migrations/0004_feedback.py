"""The loop back to the referrer. What was handed in before has no status page and is owed nothing new."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("contact_reference", sa.String(32), sa.ForeignKey("contacts.reference"), nullable=False),
        sa.Column("status_code", sa.String(32), nullable=False),
        sa.Column("rules", sa.String(10)),
        sa.Column("kind", sa.String(64)),
        sa.Column("acknowledge_by", _TIME),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("speak_at", _TIME),
        sa.Column("acknowledged_at", _TIME),
        sa.Column("acknowledged_by", sa.String(128)),
        sa.Column("acknowledged_by_name", sa.Text()),
        sa.Column("acknowledged_by_role", sa.String(32)),
        sa.PrimaryKeyConstraint("contact_reference"),
    )
    op.create_index("feedback_open", "feedback", ["open", "acknowledge_by"])
    op.create_index("feedback_speak_at", "feedback", ["speak_at"])
    op.create_table(
        "outcomes",
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("pathway", sa.String(32), nullable=False),
        sa.Column("decided_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_table(
        "challenges",
        sa.Column("reference", sa.String(32), sa.ForeignKey("child_records.reference"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ground", sa.String(32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("reference", "number"),
    )


def downgrade() -> None:
    op.drop_table("challenges")
    op.drop_table("outcomes")
    op.drop_table("feedback")
