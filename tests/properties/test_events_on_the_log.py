"""Whatever is said is read as it was said; whatever else lies on the log is refused, and not quoted."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mash_contracts.envelope import Envelope
from mash_contracts.events import (
    EARLIEST,
    LATEST,
    ConcernFacts,
    ContactReceived,
    ReferralAccepted,
    ReferralDeclined,
)
from mash_contracts.national_codes import AssessmentFactor, ReferralSource, Sex
from mash_contracts.vocabulary import (
    Answer,
    Basis,
    Channel,
    ConsentState,
    DeclineReason,
    Frequency,
    Pathway,
    Purpose,
    Severity,
)
from mash_platform.delivery.relay import OutboxEvent, waves
from mash_platform.delivery.transaction import headers_as_text, headers_from_text
from mash_platform.errors import InvalidMessage
from mash_platform.streams.codec import decode
from tests.builders.streams import a_record, with_header

CANARY = "canarycarmichael"

ids = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=64)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
times = st.datetimes(
    EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None) - datetime.resolution, timezones=st.just(UTC)
)
references = st.from_regex(
    r"[346789BCDFGHJKMNPQRTVWXY]{4}-[346789BCDFGHJKMNPQRTVWXY]{4}-[1-9]", fullmatch=True
)
headers = st.lists(st.tuples(words, st.binary(max_size=40)), max_size=8)


def members(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(kind))


accepted = st.builds(
    ReferralAccepted,
    reference=references,
    case_id=words,
    pathway=members(Pathway),
    purpose=members(Purpose),
    accepted_at=times,
    accepted_by=words,
)
declined = st.builds(
    ReferralDeclined,
    reference=references,
    case_id=words,
    pathway=members(Pathway),
    purpose=members(Purpose),
    declined_at=times,
    declined_by=words,
    reason=members(DeclineReason),
)
concerns = st.builds(
    ConcernFacts,
    factor=members(AssessmentFactor),
    basis=members(Basis),
    frequency=members(Frequency),
    severity=members(Severity),
    days_since=st.none() | st.integers(min_value=0, max_value=10_000),
)
received = st.builds(
    ContactReceived,
    reference=references,
    contact_reference=words,
    received_at=times,
    channel=members(Channel),
    referral_source=members(ReferralSource),
    anonymous=st.booleans(),
    feedback_wanted=st.booleans(),
    consent=members(ConsentState),
    sex=members(Sex),
    voice_recorded=st.booleans(),
    lived_experience_recorded=st.booleans(),
    concerns=st.lists(concerns, max_size=4).map(tuple),
    immediate_danger=members(Answer),
)
envelopes = st.builds(
    Envelope,
    event_id=ids,
    source=st.just("/mash/routing"),
    occurred_at=times,
    correlation_id=ids,
    causation_id=st.none() | ids,
    data=accepted | declined | received,
)


@given(said=envelopes)
def test_an_event_is_read_as_it_was_said(said: Envelope[Any]) -> None:
    assert decode(said.headers(), said.value()) == said


@given(value=st.none() | st.binary() | st.recursive(st.none(), st.lists).map(lambda v: repr(v).encode()))
def test_any_value_is_an_event_or_is_refused_with_a_reason(value: bytes | None) -> None:
    try:
        decode(a_record().headers, value)
    except InvalidMessage as refusal:
        assert refusal.reason  # noqa: PT017 - either end is right, and nothing else may be raised


@given(found=headers)
def test_any_headers_announce_an_event_or_are_refused_with_a_reason(found: list[tuple[str, bytes]]) -> None:
    try:
        decode(found, a_record().value)
    except InvalidMessage as refusal:
        assert refusal.reason  # noqa: PT017 - either end is right, and nothing else may be raised


@given(
    attribute=st.sampled_from([name for name, _ in a_record().headers]),
    field=st.sampled_from(sorted(ReferralAccepted.model_fields)),
    around=st.tuples(words, words),
)
def test_a_refusal_never_quotes_what_was_sent(attribute: str, field: str, around: tuple[str, str]) -> None:
    canary = f"{around[0]}{CANARY}{around[1]}"
    good = a_record()
    event = ReferralAccepted.model_validate_json(good.value or b"")
    value = event.model_copy(update={field: canary}).model_dump_json(warnings=False).encode()
    for found, body in [
        (with_header(good.headers, attribute, canary.encode()), good.value),
        (good.headers, value),
    ]:
        try:
            decode(found, body)
        except InvalidMessage as refusal:
            assert CANARY not in str(refusal)  # noqa: PT017 - a field may also take any text


@given(found=headers)
def test_headers_come_out_of_the_outbox_as_they_went_in(found: list[tuple[str, bytes]]) -> None:
    assert headers_from_text(headers_as_text(found)) == found


@given(keys=st.lists(st.none() | st.sampled_from([b"a", b"b", b"c"]), max_size=30))
def test_events_are_sent_in_waves_that_keep_the_order_for_each_child(keys: list[bytes | None]) -> None:
    events = [OutboxEvent(number, "mash.routing", key, b"", []) for number, key in enumerate(keys)]
    sent = list(waves(events))
    assert sorted(event.sequence for wave in sent for event in wave) == list(range(len(keys)))
    for wave in sent:
        keyed = [event.key for event in wave if event.key is not None]
        assert len(keyed) == len(set(keyed))
    for key in {b"a", b"b", b"c"}:
        of_child = [event.sequence for wave in sent for event in wave if event.key == key]
        assert of_child == sorted(of_child)
