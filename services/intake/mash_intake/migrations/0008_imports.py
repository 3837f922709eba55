"""Documents that were imported, until they are contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("imported_at", _TIME, nullable=False),
        sa.Column("imported_by", sa.String(128), nullable=False),
        sa.Column("answers", sa.JSON()),
        sa.Column("beside", sa.JSON()),
        sa.Column("begun_by", sa.String(128)),
        sa.Column("begun_at", _TIME),
        sa.Column("contact_reference", sa.String(32), sa.ForeignKey("contacts.reference")),
        sa.Column("closed_at", _TIME),
        sa.Column("closed_by", sa.String(128)),
        sa.Column("closed_because", sa.Text()),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_imports_imported_at", "imports", ["imported_at"])
    op.create_table(
        "import_files",
        sa.Column("import_digest", sa.String(64), sa.ForeignKey("imports.digest"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("import_digest", "digest"),
    )
    op.create_index("ix_import_files_digest", "import_files", ["digest"])


def downgrade() -> None:
    op.drop_table("import_files")
    op.drop_table("imports")
