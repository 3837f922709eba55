"""E-mails to referrers. Of what was handed in before, nobody is e-mailed that it arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "emails",
        sa.Column("contact_reference", sa.String(32), sa.ForeignKey("contacts.reference"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("written_at", _TIME, nullable=False),
        sa.Column("try_at", _TIME),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", _TIME),
        sa.Column("fault", sa.String(32)),
        sa.Column("told_otherwise_at", _TIME),
        sa.Column("told_otherwise_by", sa.String(128)),
        sa.PrimaryKeyConstraint("contact_reference", "kind", "number"),
    )
    op.create_index("emails_try_at", "emails", ["try_at"])
    op.create_index("emails_state", "emails", ["state", "told_otherwise_at"])


def downgrade() -> None:
    op.drop_table("emails")
