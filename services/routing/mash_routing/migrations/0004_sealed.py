"""What a team wrote to the hub is sealed, each child's under a key of its own.

Going back opens everything again but what was erased.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from mash_platform.sealing.rewriting import Rewriting, make_subject_keys

revision = "0004"
down_revision = "0003"

_cases = sa.table("team_case", sa.column("case_id"), sa.column("reference"))


def upgrade() -> None:
    make_subject_keys()
    _steps().seal("note")


def downgrade() -> None:
    _steps().open("note")
    op.drop_table("subject_keys")


def _steps() -> Rewriting:
    return Rewriting("team_case_step", "id", about="case_id", subjects=_of_cases)


def _of_cases(case_ids: Sequence[str]) -> list[str]:
    found = op.get_bind().execute(sa.select(_cases).where(_cases.c.case_id.in_(set(case_ids))))
    reference_of = {row.case_id: row.reference for row in found}
    return [reference_of[case_id] for case_id in case_ids]
