"""How an event travels: CloudEvents 1.0 in Kafka binary mode.

Attributes go into record headers (`ce_id`, `ce_type`, …), the data is the JSON value, the key is the
reference of one child's record. Everything here is thin: no name, date of birth, address, identifier or
narrative may be put into it.

Source: CloudEvents 1.0.2 and its Kafka protocol binding 1.0.2.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

CONTENT_TYPE = "application/json"
SPEC_VERSION = "1.0"


class EventData(BaseModel):
    """The data of one event type and version. A new required field is a new version."""

    # Tolerant in (a newer producer may add a field), strict about what is there.
    model_config = ConfigDict(frozen=True, extra="ignore", strict=False)

    TYPE: ClassVar[str]
    VERSION: ClassVar[int]

    reference: str
    """The reference of one child's record: the subject, and the key of the message."""

    @property
    def kin(self) -> tuple[str, ...]:
        """The person and the home that the record is taken to be about, as far as the event says it."""
        return ()


def schema_name(event: type[EventData]) -> str:
    """The name under which the schema of an event and version is published: a URI, not an address."""
    return f"urn:mash:schema:{event.TYPE}:{event.VERSION}"


AnyData = TypeVar("AnyData", bound=EventData)
Data = TypeVar("Data", bound=EventData, covariant=True)


@dataclass(frozen=True, slots=True)
class Envelope(Generic[Data]):
    """One event with what every event says of itself."""

    event_id: str
    source: str
    """The service that says it happened, as `/mash/triage`."""
    occurred_at: datetime
    correlation_id: str
    """The same for everything that follows from one contact."""
    causation_id: str | None
    """The event that led to this one."""
    data: Data

    @property
    def type(self) -> str:
        return self.data.TYPE

    @property
    def version(self) -> int:
        return self.data.VERSION

    @property
    def reference(self) -> str:
        return self.data.reference

    def headers(self) -> list[tuple[str, bytes]]:
        """The record headers, in the order CloudEvents lists its attributes."""
        attributes = {
            "ce_specversion": SPEC_VERSION,
            "ce_id": self.event_id,
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_eventversion": str(self.version),
            "ce_dataschema": schema_name(type(self.data)),
            "ce_subject": self.reference,
            "ce_time": self.occurred_at.isoformat(),
            "ce_correlationid": self.correlation_id,
            "content-type": CONTENT_TYPE,
        }
        if self.causation_id is not None:
            attributes["ce_causationid"] = self.causation_id
        return [(name, value.encode()) for name, value in attributes.items()]

    def value(self) -> bytes:
        return self.data.model_dump_json().encode()


class Cause(Protocol):
    """What led to an event: an envelope, or what a service kept of one until a person acted on it."""

    @property
    def event_id(self) -> str: ...

    @property
    def correlation_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """The ids of an earlier event, kept with a record so that what a person does later follows from it."""

    event_id: str
    correlation_id: str


def new_envelope(
    data: AnyData,
    *,
    event_id: str,
    source: str,
    occurred_at: datetime,
    caused_by: Cause | None = None,
) -> Envelope[AnyData]:
    """A new event. What caused it gives the correlation; a first event starts its own."""
    return Envelope(
        event_id=event_id,
        source=source,
        occurred_at=occurred_at,
        correlation_id=caused_by.correlation_id if caused_by else event_id,
        causation_id=caused_by.event_id if caused_by else None,
        data=data,
    )
