"""Events as they lie on the log; every part may be given by keyword."""

import uuid
from datetime import UTC, datetime
from typing import Any

from mash_contracts.envelope import Envelope, EventData, new_envelope
from mash_contracts.events import ReferralAccepted
from mash_contracts.vocabulary import Pathway, Purpose
from mash_platform.delivery.received import Received

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def a_referral_accepted(reference: str = "4K7Q-9XWD-1", **given: Any) -> ReferralAccepted:
    """The exploitation team takes a case on."""
    return ReferralAccepted(
        **{
            "reference": reference,
            "case_id": "case-1",
            "pathway": Pathway.CET,
            "purpose": Purpose.REFERRAL,
            "accepted_at": NOON,
            "accepted_by": "account-of-a-team-member",
            **given,
        }
    )


def enveloped(data: EventData, **given: Any) -> Envelope[EventData]:
    return new_envelope(
        data,
        **{
            "event_id": str(uuid.uuid4()),
            "source": "/mash/routing",
            "occurred_at": datetime.now(UTC),
            **given,
        },
    )


def a_record(envelope: Envelope[EventData] | None = None, **given: Any) -> Received:
    """A record of `mash.routing` that carries the envelope; parts of the record may be given."""
    envelope = envelope or enveloped(a_referral_accepted())
    return Received(
        **{
            "topic": "mash.routing",
            "partition": 0,
            "offset": 0,
            "timestamp_ms": 1_772_625_600_000,
            "key": envelope.reference.encode(),
            "value": envelope.value(),
            "headers": tuple(envelope.headers()),
            **given,
        }
    )


def without(record_headers: Any, *names: str) -> tuple[tuple[str, bytes], ...]:
    """The headers but those named."""
    return tuple(header for header in record_headers if header[0] not in names)


def with_header(record_headers: Any, name: str, value: bytes) -> tuple[tuple[str, bytes], ...]:
    """The headers with one replaced."""
    return (*without(record_headers, name), (name, value))
