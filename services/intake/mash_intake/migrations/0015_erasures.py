"""Why records are kept longer, when teams closed their cases, and who erased what."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "closings",
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_table(
        "kept_longer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("adopted_on", sa.Date()),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("set_at", _TIME, nullable=False),
        sa.Column("set_by", sa.String(128), nullable=False),
        sa.Column("set_by_name", sa.Text(), nullable=False),
        sa.Column("lifted_at", _TIME),
        sa.Column("lifted_by", sa.String(128)),
        sa.Column("lifted_by_name", sa.Text()),
        sa.Column("lifted_why", sa.Text()),
        sa.ForeignKeyConstraint(["reference"], ["child_records.reference"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_kept_longer_reference", "kept_longer", ["reference"])
    op.create_table(
        "erasures",
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("erased_at", _TIME),
        sa.Column("agreed_by", sa.String(128)),
        sa.Column("agreed_by_name", sa.Text()),
        sa.ForeignKeyConstraint(["reference"], ["child_records.reference"]),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_index("erasures_to_agree", "erasures", ["erased_at", "asked_at"])


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("kept_longer")
    op.drop_table("closings")
