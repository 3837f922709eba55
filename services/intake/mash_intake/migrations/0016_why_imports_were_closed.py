"""Why somebody closed an imported document without a contact is sealed: it may tell of a child."""

from mash_platform.sealing.rewriting import Rewriting

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    _reasons().seal("closed_because")


def downgrade() -> None:
    _reasons().open("closed_because")


def _reasons() -> Rewriting:
    return Rewriting("imports", "digest", about="digest", subjects=lambda every: ["*not sent*"] * len(every))
