"""Files that come with a contact, and with a form that is not sent yet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"

_TIME = sa.DateTime(timezone=True)


def _facts_of_a_file() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("contact_reference", sa.String(32), sa.ForeignKey("contacts.reference"), nullable=False),
        *_facts_of_a_file(),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("contact_reference", "digest"),
    )
    op.create_index("ix_attachments_digest", "attachments", ["digest"])
    op.create_table(
        "draft_files",
        sa.Column(
            "token_hash",
            sa.String(64),
            sa.ForeignKey("drafts.token_hash", ondelete="CASCADE"),
            nullable=False,
        ),
        *_facts_of_a_file(),
        sa.PrimaryKeyConstraint("token_hash", "digest"),
    )
    op.create_index("ix_draft_files_digest", "draft_files", ["digest"])


def downgrade() -> None:
    op.drop_table("draft_files")
    op.drop_table("attachments")
