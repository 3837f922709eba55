"""The tables that assurance had when its revisions began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "child_records",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("contact_event_id", sa.String(), nullable=True),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_reference", sa.String(), nullable=True),
        sa.Column("contact_channel", sa.String(length=32), nullable=True),
        sa.Column("contact_source", sa.String(length=32), nullable=True),
        sa.Column("contact_consent", sa.String(length=32), nullable=True),
        sa.Column("contact_consent_reason", sa.String(length=32), nullable=True),
        sa.Column("contact_voice_recorded", sa.Boolean(), nullable=True),
        sa.Column("contact_lived_experience_recorded", sa.Boolean(), nullable=True),
        sa.Column("contact_age_band", sa.String(length=32), nullable=True),
        sa.Column("contact_earlier_contacts", sa.Integer(), nullable=True),
        sa.Column("assessment_event_id", sa.String(), nullable=True),
        sa.Column("assessment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessment_level", sa.String(length=32), nullable=True),
        sa.Column("assessment_rag", sa.String(length=32), nullable=True),
        sa.Column("assessment_provisional", sa.Boolean(), nullable=True),
        sa.Column("assessment_findings", sa.Integer(), nullable=True),
        sa.Column("assessment_gaps", sa.Integer(), nullable=True),
        sa.Column("assessment_edition", sa.String(), nullable=True),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("strategy_discussion_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_event_id", sa.String(), nullable=True),
        sa.Column("decision_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_level", sa.String(length=32), nullable=True),
        sa.Column("decision_pathways", sa.String(length=128), nullable=True),
        sa.Column("decision_relation", sa.String(length=32), nullable=True),
        sa.Column("decision_decided_by_role", sa.String(length=32), nullable=True),
        sa.Column("decision_second_person", sa.Boolean(), nullable=True),
        sa.Column("decision_rationale_recorded", sa.Boolean(), nullable=True),
        sa.Column("decision_reasons", sa.Integer(), nullable=True),
        sa.Column("decision_gaps", sa.Integer(), nullable=True),
        sa.Column("decision_edition", sa.String(), nullable=True),
        sa.Column("first_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_settled", sa.Boolean(), nullable=True),
        sa.Column("minutes_to_decision", sa.Integer(), nullable=True),
        sa.Column("decided_in_time", sa.Boolean(), nullable=True),
        sa.Column("every_reason_recorded", sa.Boolean(), nullable=True),
        sa.Column("provisional_at_decision", sa.Boolean(), nullable=True),
        sa.Column("step_down_confirmed", sa.Boolean(), nullable=True),
        sa.Column("returned_by_team", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_index("child_records_received", "child_records", ["contact_at"], unique=False)
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
        "team_cases",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("contact_event_id", sa.String(), nullable=True),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pathway", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("allocated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("minutes_to_acceptance", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference"],
            ["child_records.reference"],
        ),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("team_cases_received", "team_cases", ["contact_at"], unique=False)
    op.create_index("team_cases_reference", "team_cases", ["reference"], unique=False)


def downgrade() -> None:
    op.drop_index("team_cases_reference", table_name="team_cases")
    op.drop_index("team_cases_received", table_name="team_cases")
    op.drop_table("team_cases")
    op.drop_index(
        "outbox_unpublished",
        table_name="outbox",
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_index("child_records_received", table_name="child_records")
    op.drop_table("child_records")
