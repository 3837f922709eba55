"""What a message must be to be handled, and why it is set aside when it is not that."""

import pytest

from mash_contracts.envelope import EventData
from mash_contracts.events import ALL_EVENTS
from mash_platform.errors import InvalidMessage
from mash_platform.streams.codec import Reason, decode
from tests.builders.streams import a_record, a_referral_accepted, enveloped, with_header, without

CANARY = b"Canary Carmichael"


def reason_of(headers: tuple[tuple[str, bytes], ...], value: bytes | None) -> str:
    with pytest.raises(InvalidMessage) as refusal:
        decode(headers, value)
    assert CANARY.decode() not in str(refusal.value)
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__
    return refusal.value.reason


def test_an_event_is_read_as_it_was_said() -> None:
    said = enveloped(a_referral_accepted(case_id="case-7"))
    assert decode(said.headers(), said.value()) == said


@pytest.mark.parametrize(
    "attribute", ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_eventversion", "ce_time"]
)
def test_an_event_that_lacks_an_attribute_is_set_aside_by_that_name(attribute: str) -> None:
    record = a_record()
    assert reason_of(without(record.headers, attribute), record.value) == Reason.MISSING_ATTRIBUTE


@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [
        ("ce_specversion", b"0.3", Reason.UNKNOWN_SPECIFICATION),
        ("ce_type", b"referral.mislaid", Reason.UNKNOWN_TYPE),
        ("ce_type", CANARY, Reason.UNKNOWN_TYPE),
        ("ce_type", b"\xff\xfe", Reason.MALFORMED_ATTRIBUTE),
        ("ce_eventversion", b"999", Reason.UNKNOWN_VERSION),
        ("ce_eventversion", b"one", Reason.MALFORMED_ATTRIBUTE),
        ("ce_eventversion", b"-1", Reason.MALFORMED_ATTRIBUTE),
        ("ce_eventversion", b"9" * 5000, Reason.MALFORMED_ATTRIBUTE),
        ("ce_id", b"x" * 65, Reason.MALFORMED_ATTRIBUTE),
        ("ce_correlationid", b"x" * 65, Reason.MALFORMED_ATTRIBUTE),
        ("ce_causationid", b"x" * 65, Reason.MALFORMED_ATTRIBUTE),
        ("ce_time", b"yesterday, " + CANARY, Reason.MALFORMED_ATTRIBUTE),
        ("ce_time", b"2026-03-04T12:00:00", Reason.MALFORMED_ATTRIBUTE),
        ("ce_time", b"9999-12-31T23:59:59Z", Reason.MALFORMED_ATTRIBUTE),
        ("ce_time", b"0001-01-01T00:00:00+14:00", Reason.MALFORMED_ATTRIBUTE),
        ("ce_subject", b"ZZZZ-ZZZZ-9", Reason.REFERENCE_MISMATCH),
    ],
)
def test_an_event_with_a_strange_attribute_is_set_aside(attribute: str, value: bytes, reason: Reason) -> None:
    record = a_record()
    assert reason_of(with_header(record.headers, attribute, value), record.value) == reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.EMPTY_VALUE),
        (b"", Reason.EMPTY_VALUE),
        (b"{", Reason.MALFORMED_JSON),
        (b"\xff\xfe" + CANARY, Reason.MALFORMED_JSON),
        (b'{"reference": "' + CANARY, Reason.MALFORMED_JSON),
        (b"[" * 100_000, Reason.MALFORMED_JSON),
        (b"[]", Reason.INVALID_FIELD),
        (b"null", Reason.INVALID_FIELD),
        (b'{"reference": "4K7Q-9XWD-1"}', Reason.MISSING_FIELD),
        (b'{"reference": "4K7Q-9XWD-1", "pathway": "' + CANARY + b'"}', Reason.INVALID_FIELD),
    ],
)
def test_a_value_that_cannot_be_read_is_set_aside(value: bytes | None, reason: Reason) -> None:
    assert reason_of(a_record().headers, value) == reason


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z"]
)
def test_an_event_of_another_century_is_set_aside_before_a_deadline_is_worked_out_from_it(
    moment: str,
) -> None:
    said = enveloped(a_referral_accepted())
    value = said.data.model_copy(update={"accepted_at": moment}).model_dump_json(warnings=False).encode()
    assert reason_of(tuple(said.headers()), value) == Reason.INVALID_FIELD


def test_a_missing_field_is_named_so_that_its_sender_can_be_told() -> None:
    with pytest.raises(InvalidMessage, match=r"referral\.accepted: case_id missing, pathway missing"):
        decode(a_record().headers, b'{"reference": "4K7Q-9XWD-1"}')


def test_a_field_that_a_newer_sender_added_does_no_harm() -> None:
    said = enveloped(a_referral_accepted())
    assert decode(said.headers(), said.value()[:-1] + b', "added_later": 1}') == said


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.TYPE)
def test_every_event_of_the_catalogue_is_known_by_its_headers(event: type[EventData]) -> None:
    headers = with_header(a_record().headers, "ce_type", event.TYPE.encode())
    with pytest.raises(InvalidMessage, match="no value"):
        decode(headers, None, among=[event])
    assert decode(headers, None, among=[]) is None
