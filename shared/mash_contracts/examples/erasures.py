"""Years later, the record has been kept as long as it may be."""

from datetime import UTC, datetime

from mash_contracts.envelope import EventData
from mash_contracts.events import RecordErased
from mash_contracts.examples.story import CHILD, PRACTITIONER
from mash_contracts.vocabulary import ErasureReason

ERASURES: tuple[EventData, ...] = (
    RecordErased(
        reference=CHILD,
        reason=ErasureReason.RETENTION_OVER,
        erased_at=datetime(2061, 6, 2, 9, 30, tzinfo=UTC),
        erased_by=PRACTITIONER,
        agreed_by=None,
    ),
)
