"""By what a child is found again, who said who a child is, and of whom somebody still has to say it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("child_records") as records:
        # What is there is indexed and looked at by the worker, a few at a time.
        records.add_column(sa.Column("question", sa.String(16), nullable=False, server_default="not-indexed"))
    with op.batch_alter_table("child_records") as records:
        records.alter_column("question", existing_type=sa.String(16), server_default=None)
        records.create_index(op.f("ix_child_records_question"), ["question"])
    op.create_table(
        "search_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(32), sa.ForeignKey("child_records.reference"), nullable=False),
        sa.PrimaryKeyConstraint("key", "reference"),
    )
    op.create_index(op.f("ix_search_keys_reference"), "search_keys", ["reference"])
    op.create_table(
        "identity_answers",
        sa.Column("answer", sa.String(36), nullable=False),
        sa.Column("record", sa.String(32), sa.ForeignKey("child_records.reference"), nullable=False),
        sa.Column("asked", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("account_id", sa.String(128), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("person_before", sa.String(32), nullable=False),
        sa.Column("person_after", sa.String(32), nullable=False),
        sa.Column("household_before", sa.String(32), nullable=False),
        sa.Column("household_after", sa.String(32), nullable=False),
        sa.Column("taken_back_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("answer", "record"),
    )
    op.create_index(op.f("ix_identity_answers_record"), "identity_answers", ["record"])
    op.create_index(op.f("ix_identity_answers_person_before"), "identity_answers", ["person_before"])
    op.create_table(
        "told_apart",
        sa.Column("record", sa.String(32), sa.ForeignKey("child_records.reference"), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("answer", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("record", "person"),
    )
    op.create_index(op.f("ix_told_apart_person"), "told_apart", ["person"])


def downgrade() -> None:
    op.drop_table("told_apart")
    op.drop_table("identity_answers")
    op.drop_table("search_keys")
    with op.batch_alter_table("child_records") as records:
        records.drop_index(op.f("ix_child_records_question"))
        records.drop_column("question")
