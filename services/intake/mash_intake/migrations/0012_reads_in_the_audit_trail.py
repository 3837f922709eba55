"""Who was shown what is in the audit trail alone, and the documents that became a contact are found by it.

Rows of before stay where they are, written by nobody any more: the trail is in another database and takes
nothing that was not just done. `docs/operate.md` says how to drop them once they have been kept long enough.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM reads LIMIT 1")).first() is None:
        op.drop_table("reads")
    op.create_index("ix_imports_contact_reference", "imports", ["contact_reference"])


def downgrade() -> None:
    op.drop_index("ix_imports_contact_reference", table_name="imports")
    if sa.inspect(op.get_bind()).has_table("reads"):
        return
    op.create_table(
        "reads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reads_reference", "reads", ["reference"])
