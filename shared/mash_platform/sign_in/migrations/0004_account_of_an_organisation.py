"""An account may be somebody's whom an organisation signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("organisation_subject", sa.String(length=300), nullable=True))
    op.create_index("accounts_of_organisations", "accounts", ["organisation_subject"], unique=True)


def downgrade() -> None:
    op.drop_index("accounts_of_organisations", table_name="accounts")
    op.drop_column("accounts", "organisation_subject")
