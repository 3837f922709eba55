"""Reading an event from a Kafka record: CloudEvents 1.0 attributes in headers, JSON in the value."""

from collections.abc import Container, Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import ValidationError

from mash_contracts.envelope import SPEC_VERSION, Envelope, EventData
from mash_contracts.events import CATALOGUE, EARLIEST, LATEST
from mash_platform.errors import InvalidMessage

Headers = Iterable[tuple[str, bytes]]

LONGEST_ID = 64
_FAULTS_NAMED = 5


class Reason(StrEnum):
    """Why a message cannot be read. The codes are stable: headers, metrics and runbooks use them."""

    MISSING_ATTRIBUTE = "missing-attribute"
    MALFORMED_ATTRIBUTE = "malformed-attribute"
    UNKNOWN_SPECIFICATION = "unknown-specification"
    UNKNOWN_TYPE = "unknown-type"
    UNKNOWN_VERSION = "unknown-version"
    EMPTY_VALUE = "empty-value"
    MALFORMED_JSON = "malformed-json"
    MISSING_FIELD = "missing-field"
    INVALID_FIELD = "invalid-field"
    REFERENCE_MISMATCH = "reference-mismatch"
    VALUE_OUT_OF_RANGE = "value-out-of-range"
    SET_ASIDE_BY_HAND = "set-aside-by-hand"


_KNOWN_TYPES = frozenset(event_type for event_type, _ in CATALOGUE)


class _Attributes:
    """The headers of one record, read strictly and without ever quoting them."""

    def __init__(self, headers: Headers) -> None:
        # The last of several headers with one name counts.
        self._values = dict(headers)

    def optional(self, name: str) -> str | None:
        raw = self._values.get(name)
        if not raw:
            return None
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise InvalidMessage(Reason.MALFORMED_ATTRIBUTE, f"{name} is not UTF-8") from None

    def required(self, name: str) -> str:
        value = self.optional(name)
        if value is None:
            raise InvalidMessage(Reason.MISSING_ATTRIBUTE, f"{name} is missing or empty")
        return value

    def identifier(self, name: str, value: str | None) -> str | None:
        if value is not None and len(value) > LONGEST_ID:
            raise InvalidMessage(Reason.MALFORMED_ATTRIBUTE, f"{name} is longer than {LONGEST_ID} characters")
        return value

    def moment(self, name: str) -> datetime:
        try:
            moment = datetime.fromisoformat(self.required(name))
        except ValueError:
            raise InvalidMessage(Reason.MALFORMED_ATTRIBUTE, f"{name} is not an ISO 8601 time") from None
        if moment.tzinfo is None:
            raise InvalidMessage(Reason.MALFORMED_ATTRIBUTE, f"{name} has no time zone")
        if not EARLIEST <= moment < LATEST:
            raise InvalidMessage(Reason.MALFORMED_ATTRIBUTE, f"{name} is not in this century")
        return moment


def decode(
    headers: Headers, value: bytes | None, *, among: Container[type[EventData]] = CATALOGUE.values()
) -> Envelope[EventData] | None:
    """The event in a record; None, without reading the value, when its kind is not `among` those asked for.

    Raises `InvalidMessage`, whose text quotes nothing from the record's value.
    """
    attributes = _Attributes(headers)
    event = _event_class(attributes)
    if event not in among:
        return None
    event_id = attributes.required("ce_id")
    envelope = Envelope(
        event_id=attributes.identifier("ce_id", event_id) or event_id,
        source=attributes.required("ce_source"),
        occurred_at=attributes.moment("ce_time"),
        correlation_id=attributes.identifier("ce_correlationid", attributes.optional("ce_correlationid"))
        or event_id,
        causation_id=attributes.identifier("ce_causationid", attributes.optional("ce_causationid")),
        data=_data(event, value),
    )
    subject = attributes.optional("ce_subject")
    if subject is not None and subject != envelope.reference:
        raise InvalidMessage(Reason.REFERENCE_MISMATCH, "ce_subject and the reference in the value differ")
    return envelope


def _event_class(attributes: _Attributes) -> type[EventData]:
    """Which event the headers announce. Raises `InvalidMessage` when it is none that is known here."""
    if attributes.required("ce_specversion") != SPEC_VERSION:
        raise InvalidMessage(Reason.UNKNOWN_SPECIFICATION, f"ce_specversion is not {SPEC_VERSION}")
    event_type = attributes.required("ce_type")
    version = attributes.required("ce_eventversion")
    if event_type not in _KNOWN_TYPES:
        raise InvalidMessage(Reason.UNKNOWN_TYPE, "ce_type names no event known here")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise InvalidMessage(Reason.MALFORMED_ATTRIBUTE, "ce_eventversion is not a whole number")
    known = CATALOGUE.get((event_type, int(version)))
    if known is None:
        raise InvalidMessage(
            Reason.UNKNOWN_VERSION, f"version {int(version)} of {event_type} is not known here"
        )
    return known


def _data(event: type[EventData], value: bytes | None) -> EventData:
    if not value:
        raise InvalidMessage(Reason.EMPTY_VALUE, "the message has no value")
    try:
        return event.model_validate_json(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    # Outside the handler of the error above, so that it is not chained: it holds the input.
    kinds = {fault["type"] for fault in faults}
    if "json_invalid" in kinds:
        raise InvalidMessage(Reason.MALFORMED_JSON, "the value is not JSON")
    named = ", ".join(
        f"{'.'.join(str(step) for step in fault['loc']) or 'value'} {fault['type']}"
        for fault in faults[:_FAULTS_NAMED]
    )
    more = f" and {len(faults) - _FAULTS_NAMED} more" if len(faults) > _FAULTS_NAMED else ""
    reason = Reason.MISSING_FIELD if kinds == {"missing"} else Reason.INVALID_FIELD
    raise InvalidMessage(reason, f"{event.TYPE}: {named}{more}")
