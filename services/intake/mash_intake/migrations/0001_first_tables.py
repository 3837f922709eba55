"""The tables that intake had when its revisions began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=128), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("reference"),
        sa.UniqueConstraint("submitted_by", "idempotency_key", name="one_contact_a_key"),
    )
    op.create_index(op.f("ix_contacts_received_at"), "contacts", ["received_at"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("sent_reference", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_drafts_expires_at"), "drafts", ["expires_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=128), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=128), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index(
        "outbox_unpublished",
        "outbox",
        ["sequence"],
        unique=False,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "reads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reads_reference"), "reads", ["reference"], unique=False)
    op.create_table(
        "child_records",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("contact_reference", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("child", sa.JSON(), nullable=False),
        sa.Column("nhs_number", sa.String(length=16), nullable=True),
        sa.Column("upn", sa.String(length=16), nullable=True),
        sa.Column("name_key", sa.String(length=512), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("progress", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_reference"],
            ["contacts.reference"],
        ),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_index("child_records_by_name", "child_records", ["name_key", "date_of_birth"], unique=False)
    op.create_index(
        op.f("ix_child_records_contact_reference"), "child_records", ["contact_reference"], unique=False
    )
    op.create_index(op.f("ix_child_records_nhs_number"), "child_records", ["nhs_number"], unique=False)
    op.create_index(op.f("ix_child_records_upn"), "child_records", ["upn"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_child_records_upn"), table_name="child_records")
    op.drop_index(op.f("ix_child_records_nhs_number"), table_name="child_records")
    op.drop_index(op.f("ix_child_records_contact_reference"), table_name="child_records")
    op.drop_index("child_records_by_name", table_name="child_records")
    op.drop_table("child_records")
    op.drop_index(op.f("ix_reads_reference"), table_name="reads")
    op.drop_table("reads")
    op.drop_index(
        "outbox_unpublished",
        table_name="outbox",
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_index(op.f("ix_drafts_expires_at"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_contacts_received_at"), table_name="contacts")
    op.drop_table("contacts")
