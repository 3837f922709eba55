"""What went before a contact: the chronology of each child and home."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("record", sa.Column("person", sa.String(length=32), nullable=True))
    op.add_column("record", sa.Column("household", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_record_person"), "record", ["person"])
    op.create_index(op.f("ix_record_household"), "record", ["household"])
    op.add_column("decision", sa.Column("told", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("decision", sa.Column("about_pattern", sa.Text(), nullable=True))
    op.create_table(
        "chronology_entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("contact_reference", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("rag", sa.String(length=32), nullable=True),
        sa.Column("pathways", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("missing_episodes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_chronology_entry_reference"), "chronology_entry", ["reference"])


def downgrade() -> None:
    op.drop_index(op.f("ix_chronology_entry_reference"), table_name="chronology_entry")
    op.drop_table("chronology_entry")
    op.drop_index(op.f("ix_record_household"), table_name="record")
    op.drop_index(op.f("ix_record_person"), table_name="record")
    op.drop_column("decision", "about_pattern")
    op.drop_column("decision", "told")
    op.drop_column("record", "household")
    op.drop_column("record", "person")
