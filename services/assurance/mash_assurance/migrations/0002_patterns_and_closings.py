"""Patterns over several contacts, open cases that were told, and how cases ended."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OF_CHILDREN = (
    ("assessment_patterns", sa.Integer()),
    ("decision_open_cases", sa.Integer()),
    ("advice_on_pattern", sa.Boolean()),
    ("advice_on_pattern_confirmed", sa.Boolean()),
    ("passed_on", sa.Boolean()),
)
_OF_CASES = (("closed_at", sa.DateTime(timezone=True)), ("closure_reason", sa.String(length=32)))


def upgrade() -> None:
    for table, columns in (("child_records", _OF_CHILDREN), ("team_cases", _OF_CASES)):
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in (("team_cases", _OF_CASES), ("child_records", _OF_CHILDREN)):
        for name, _ in reversed(columns):
            op.drop_column(table, name)
