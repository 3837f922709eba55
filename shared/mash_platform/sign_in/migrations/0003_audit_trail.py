"""Who looked at what, and who changed what, in entries that stay as they were written."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KEPT = ("audit_entries", "audit_subjects")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.String(length=16), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_entries_of_account", "audit_entries", ["account_id", "number"], unique=False)
    op.create_table(
        "audit_subjects",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["audit_entries.number"]),
        sa.PrimaryKeyConstraint("subject", "number"),
    )
    op.create_index("audit_subjects_of_entry", "audit_subjects", ["number"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create function refuse_change() returns trigger language plpgsql as "
            "$$ begin raise exception 'what is in the audit trail stays as it is'; end $$"
        )
        for table in _KEPT:
            op.execute(
                f"create trigger {table}_stay before update or delete on {table} "
                "for each row execute function refuse_change()"
            )
    else:
        for table in _KEPT:
            for change in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_stay_at_{change} before {change} on {table} begin "
                    "select raise(abort, 'what is in the audit trail stays as it is'); end"
                )


def downgrade() -> None:
    op.drop_table("audit_subjects")
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function refuse_change()")
