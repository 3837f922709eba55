"""The table of keys, one in the database of every service that seals."""

from sqlalchemy import Column, LargeBinary, MetaData, String, Table

from mash_platform.database import UtcDateTime


def with_subject_keys(metadata: MetaData) -> Table:
    """The keys of a service, added to its tables unless they are there."""
    found = metadata.tables.get("subject_keys")
    return _subject_keys(metadata) if found is None else found


def _subject_keys(metadata: MetaData) -> Table:
    return Table(
        "subject_keys",
        metadata,
        # The reference of a child's record or of a contact; or what the service keeps of nobody yet.
        Column("subject", String(64), primary_key=True),
        # Under the hub's master key. None: destroyed, and never made again.
        Column("wrapped", LargeBinary),
        Column("made_at", UtcDateTime, nullable=False),
        Column("destroyed_at", UtcDateTime),
    )
