"""Messages that could not be read: set aside with what is known of them, looked at, sent on again.

A quarantined message is a child. It keeps its bytes, its key and its headers; what is added says why, where
from, when and by which code. The quarantine topic is its own record: a message that was sent on again is
followed, on the same topic, by a note that says so.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from mash_contracts.topics import Topic, all_topics
from mash_platform.broker_connection import why_no_answer
from mash_platform.clock import Clock
from mash_platform.delivery.log_reading import open_reader, records_between
from mash_platform.delivery.producer import ACKNOWLEDGED_WITHIN_SECONDS, open_producer
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import InvalidMessage, NotFound, Unavailable

ID = "quarantine_id"
REASON = "quarantine_reason"
DETAIL = "quarantine_detail"
SERVICE = "quarantine_service"
ORIGIN_TOPIC = "quarantine_topic"
ORIGIN_PARTITION = "quarantine_partition"
ORIGIN_OFFSET = "quarantine_offset"
AT = "quarantine_at"
CODE_VERSION = "quarantine_codeversion"
SENT_ON = "quarantine_senton"
"""On a note: the id of the message that was sent on again."""
SENT_ON_FROM = "redriven_from"
"""On a message sent on again: its id in quarantine."""

_ADDED = "quarantine_"
_LOOKS_LIKE_A_REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9]{1,2}")


@cache
def code_version() -> str:
    """The version of the code at work, which events and quarantined messages carry."""
    return version("mash-referral-triage")


def set_aside(
    transaction: Transaction, topic: Topic, message: Received, fault: InvalidMessage, *, at: datetime
) -> bool:
    """Writes a message to its topic's quarantine, with this transaction. False: that was done before."""
    assert topic.quarantine is not None
    identity = message.fingerprint()
    if not transaction.first_time(f"quarantine-{identity}", message.topic):
        return False
    added = {
        ID: identity,
        REASON: fault.reason,
        DETAIL: fault.detail,
        SERVICE: transaction.service,
        ORIGIN_TOPIC: message.topic,
        ORIGIN_PARTITION: str(message.partition),
        ORIGIN_OFFSET: str(message.offset),
        AT: at.isoformat(),
        CODE_VERSION: code_version(),
    }
    transaction.send(
        f"quarantine-{identity}",
        topic.quarantine,
        key=message.key,
        # Clients refuse a record that has neither key nor value.
        value=b"" if message.key is None and message.value is None else message.value,
        headers=[
            *(header for header in message.headers if not header[0].startswith(_ADDED)),
            *((name, text.encode()) for name, text in added.items()),
        ],
    )
    return True


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What is known of a message in quarantine, without what it says."""

    identity: str
    """The same when several services set the same message aside."""
    topic: str
    """The quarantine topic."""
    origin_topic: str
    origin_partition: int
    origin_offset: int
    service: str
    """Which service could not read it."""
    reason: str
    detail: str
    at: datetime
    code_version: str
    reference: str | None
    """Of the child's record, where the key looks like one."""
    event_type: str | None
    """What its headers announce, where that is a known event."""
    size: int
    """Bytes of the value."""
    sent_on_at: datetime | None
    """When it was last sent on to its origin; None while it waits for someone."""


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """The message as it was. It may hold personal data: whoever asks for it has a reason and a role."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


def list_quarantined(broker: str, *, also_sent_on: bool = False) -> tuple[Quarantined, ...]:
    """What waits in quarantine, oldest first. Blocks while it reads; raises `Unavailable`."""
    entries, notes = _read(broker)
    described = (_describe(entry, notes) for entry in entries)
    return tuple(sorted((q for q in described if also_sent_on or q.sent_on_at is None), key=lambda q: q.at))


def show_quarantined(broker: str, identity: str) -> tuple[Quarantined, Content]:
    """One message with its content. Raises `NotFound`, `Unavailable`."""
    entries, notes = _read(broker)
    entry = _with_identity(entries, identity)
    return _describe(entry, notes), _content(entry)


def redrive(
    broker: str, identities: Collection[str], clock: Clock, *, again: bool = False
) -> tuple[str, ...]:
    """Sends messages on to the topics they came from, and returns the ids of those that were sent.

    One that was sent on before is left out unless `again`. May be repeated after a failure: a message that
    then arrives twice has the same event id, and takes effect once. Raises `NotFound` before anything is
    sent, `Unavailable` when the broker does not take it.
    """
    entries, notes = _read(broker)
    chosen = [_with_identity(entries, identity) for identity in dict.fromkeys(identities)]
    due = [entry for entry in chosen if again or _headers(entry)[ID] not in notes]
    try:
        with closing(open_producer(broker, "mash-quarantine")) as producer:
            for entry in due:
                _send_on(producer, entry, clock.now())
    except (KafkaError, OSError) as error:
        raise Unavailable(f"the broker does not take it: {type(error).__name__}") from error
    return tuple(_headers(entry)[ID] for entry in due)


def _send_on(producer: Any, entry: Any, at: datetime) -> None:
    """The message first and the note after it, each acknowledged: between them a crash can only repeat."""
    known, content = _headers(entry), _content(entry)
    producer.send(
        known[ORIGIN_TOPIC],
        key=content.key,
        value=content.value,
        headers=[*content.headers, (SENT_ON_FROM, known[ID].encode())],
    ).get(ACKNOWLEDGED_WITHIN_SECONDS)
    producer.send(
        entry.topic,
        key=entry.key,
        value=b"",
        partition=entry.partition,
        headers=[(SENT_ON, known[ID].encode()), (AT, at.isoformat().encode())],
    ).get(ACKNOWLEDGED_WITHIN_SECONDS)


def _read(broker: str) -> tuple[list[Any], Mapping[str, datetime]]:
    """Every record in quarantine, and when which of them was last sent on."""
    entries: list[Any] = []
    notes: dict[str, datetime] = {}
    try:
        for record in _records(broker):
            headers = _headers(record)
            if SENT_ON in headers:
                notes[headers[SENT_ON]] = datetime.fromisoformat(headers[AT])
            elif ID in headers:
                entries.append(record)
    except (KafkaError, OSError) as error:
        raise Unavailable(why_no_answer(error)) from error
    return entries, notes


def _records(broker: str) -> Iterator[Any]:
    """What the quarantine topics hold now, each partition in order."""
    topics = [topic.name for topic in all_topics().values() if topic.is_quarantine]
    with closing(open_reader(broker, "mash-quarantine")) as reader:
        partitions = [
            TopicPartition(topic, partition)
            for topic in topics
            for partition in sorted(reader.partitions_for_topic(topic) or ())
        ]
        if partitions:
            starts, ends = reader.beginning_offsets(partitions), reader.end_offsets(partitions)
            yield from records_between(reader, starts, ends)


def _with_identity(entries: list[Any], identity: str) -> Any:
    for entry in entries:
        if _headers(entry)[ID] == identity:
            return entry
    raise NotFound(f"no message {identity} is in quarantine")


def _headers(record: Any) -> dict[str, str]:
    """What was added to a record; the rest of its headers may be anything."""
    return {name: value.decode() for name, value in record.headers if name.startswith(_ADDED) and value}


def _content(record: Any) -> Content:
    original = tuple(
        (name, value or b"") for name, value in record.headers if not name.startswith((_ADDED, SENT_ON_FROM))
    )
    return Content(record.key, record.value, original)


def _describe(record: Any, notes: Mapping[str, datetime]) -> Quarantined:
    headers = _headers(record)
    return Quarantined(
        identity=headers[ID],
        topic=record.topic,
        origin_topic=headers[ORIGIN_TOPIC],
        origin_partition=int(headers[ORIGIN_PARTITION]),
        origin_offset=int(headers[ORIGIN_OFFSET]),
        service=headers[SERVICE],
        reason=headers[REASON],
        detail=headers[DETAIL],
        at=datetime.fromisoformat(headers[AT]),
        code_version=headers[CODE_VERSION],
        reference=reference_of(record.key),
        event_type=_event_type(dict(record.headers).get("ce_type")),
        size=len(record.value or b""),
        sent_on_at=notes.get(headers[ID]),
    )


def reference_of(key: bytes | None) -> str | None:
    """The reference that a message's key is; None where it does not look like one."""
    text = (key or b"").decode("ascii", "replace")
    return text if _LOOKS_LIKE_A_REFERENCE.fullmatch(text) else None


def _event_type(announced: bytes | None) -> str | None:
    text = (announced or b"").decode("ascii", "replace")
    known = {event for topic in all_topics().values() for event in topic.events}
    return text if text in known else None
