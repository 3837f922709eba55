"""Events travel as CloudEvents 1.0 in Kafka binary mode: its own library reads ours, and we read its."""

import json
import re

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from mash_contracts.envelope import EventData
from mash_contracts.examples import EXAMPLES
from mash_platform.streams.codec import decode
from tests.builders.streams import enveloped
from tests.contract.test_events_and_topics import published

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.TYPE)


def travelling(example: EventData) -> KafkaMessage:
    envelope = enveloped(example, caused_by=enveloped(EXAMPLES[0]))
    return KafkaMessage(dict(envelope.headers()), envelope.reference.encode(), envelope.value())


@each_example
def test_the_standard_s_library_reads_what_we_send(example: EventData) -> None:
    message = travelling(example)
    event = from_binary(message, JSONFormat())
    assert isinstance(event, CloudEvent)
    assert (event.get_specversion(), event.get_type()) == ("1.0", example.TYPE)
    assert event.get_id() == message.headers["ce_id"].decode()
    assert event.get_source() == "/mash/routing"
    assert event.get_subject() == example.reference
    time = event.get_time()
    assert time is not None
    assert time.tzinfo is not None
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == json.loads(message.value)
    assert event.get_extension("eventversion") == str(example.VERSION)
    assert event.get_extension("causationid") == event.get_extension("correlationid")


@each_example
def test_a_message_names_the_schema_that_its_value_has(example: EventData) -> None:
    assert travelling(example).headers["ce_dataschema"].decode() == published(type(example))["$id"]


@each_example
def test_attribute_names_are_those_that_every_binding_can_carry(example: EventData) -> None:
    for name in travelling(example).headers:
        assert name == "content-type" or re.fullmatch(r"ce_[a-z0-9]{1,20}", name)


@each_example
def test_we_read_what_the_standard_s_library_sends(example: EventData) -> None:
    event = CloudEvent(
        {
            "type": example.TYPE,
            "source": "/cet/cases",
            "datacontenttype": "application/json",
            "eventversion": str(example.VERSION),
        },
        example.model_dump(mode="json"),
    )
    message = to_binary(event, JSONFormat())
    read = decode(list(message.headers.items()), message.value)
    assert read is not None
    assert read.data == example
    assert (read.event_id, read.source) == (event.get_id(), "/cet/cases")
