"""The AsyncAPI 3 document of the log: every topic, what travels on it, who sends it and who receives it."""

from collections.abc import Iterator, Mapping
from typing import Any

from mash_contracts.access import (
    SERVICES,
    group_prefix,
    group_prefix_of_agency,
    topics_written_by,
    user_of_agency,
    user_of_team,
)
from mash_contracts.envelope import CONTENT_TYPE, SPEC_VERSION, EventData, schema_name
from mash_contracts.events import ALL_EVENTS
from mash_contracts.examples import EXAMPLES
from mash_contracts.topics import Topic, all_topics, topics_read_by
from mash_platform.delivery.quarantine import code_version
from mash_platform.streams.membership import group_of
from mash_platform.streams.topics_admin import settings_of

_BINDING = {"bindingVersion": "0.5.0"}
_KEY = {
    "type": "string",
    "description": "The reference of one child's record: what happens to one child is read in order.",
}
_DESCRIPTION = """\
What travels between the services of the hub, the systems of the teams it hands children to, and those of the
agencies it asks. Every message is a CloudEvent 1.0 in Kafka binary mode: its attributes are headers, its data
is the JSON value, its key is the reference of one child's record. Messages are thin: no name, date of birth,
address, identifier or narrative is in them.

A message may come more than once, with the same `ce_id`. A field that a reader does not know is passed over;
a code that it does not know means unknown, and is left to a person. What can never be read goes to the
quarantine topic."""


def document() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "id": "urn:mash:events",
        "info": {
            "title": "Events of a Multi-Agency Safeguarding Hub",
            "version": code_version(),
            "description": _DESCRIPTION,
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": _servers(),
        "channels": {topic.name: _channel(topic) for topic in _topics()},
        "operations": dict(_operations()),
        "components": {
            "messages": {_message_name(event): _message(event) for event in ALL_EVENTS},
            "schemas": _schemas(),
        },
    }


def _servers() -> dict[str, Any]:
    return {
        "one-machine": {
            "host": "127.0.0.1:9092",
            "protocol": "kafka",
            "description": "The embedded broker of `mash up`, on loopback only.",
        },
        "cluster": {
            "host": "{broker}",
            "protocol": "kafka-secure",
            "description": "A cluster with TLS, one user a service, one a team and one an agency.",
            "variables": {"broker": {"description": "A host and port that the region gives out."}},
            "security": [
                {"type": "scramSha512", "description": "The user and password of the team or agency."}
            ],
        },
    }


def _topics() -> tuple[Topic, ...]:
    """Those that carry events; what lies in quarantine may be anything."""
    return tuple(topic for topic in all_topics().values() if not topic.is_quarantine)


def _channel(topic: Topic) -> dict[str, Any]:
    settings = settings_of(topic)
    return {
        "address": topic.name,
        "description": f"{topic.description} What cannot be read goes to {topic.quarantine}.",
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"} for name in map(_message_name, _events_on(topic))
        },
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": [settings["cleanup.policy"]],
                    "retention.ms": int(settings["retention.ms"]),
                },
                **_BINDING,
            }
        },
    }


def _events_on(topic: Topic) -> tuple[type[EventData], ...]:
    return tuple(event for event in ALL_EVENTS if event.TYPE in topic.events)


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for service in SERVICES:
        for topic in topics_written_by(service):
            if not topic.is_quarantine:
                yield f"{service}-sends-{topic.name}", _operation("send", topic, service)
        for topic in topics_read_by(service):
            group = {"type": "string", "const": group_of(service)}
            yield f"{service}-receives-{topic.name}", _operation("receive", topic, service, group)
    for topic in _topics():
        if topic.to_team:
            yield _received(topic, user_of_team(topic.to_team), group_prefix(topic.to_team))
        if topic.to_agency:
            yield _received(topic, user_of_agency(topic.to_agency), group_prefix_of_agency(topic.to_agency))
        if topic.from_team:
            yield _sent(topic, user_of_team(topic.from_team))
        if topic.from_agency:
            yield _sent(topic, user_of_agency(topic.from_agency))


def _received(topic: Topic, user: str, groups: str) -> tuple[str, dict[str, Any]]:
    group = {"type": "string", "pattern": f"^{groups}"}
    return f"{user}-receives-{topic.name}", _operation("receive", topic, user, group)


def _sent(topic: Topic, user: str) -> tuple[str, dict[str, Any]]:
    return f"{user}-sends-{topic.name}", _operation("send", topic, user)


def _operation(action: str, topic: Topic, who: str, group: Mapping[str, Any] | None = None) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": f"{who} {action}s: {topic.description}",
        "tags": [{"name": who}],
        "messages": [
            {"$ref": f"#/channels/{topic.name}/messages/{_message_name(event)}"}
            for event in _events_on(topic)
        ],
    }
    if group is not None:
        operation["bindings"] = {"kafka": {"groupId": group, **_BINDING}}
    return operation


def _message_name(event: type[EventData]) -> str:
    return f"{event.TYPE}.v{event.VERSION}"


def _message(event: type[EventData]) -> dict[str, Any]:
    example = next(each for each in EXAMPLES if type(each) is event)
    return {
        "name": event.TYPE,
        "title": f"{event.TYPE}, version {event.VERSION}",
        "summary": event.__doc__,
        "contentType": CONTENT_TYPE,
        "headers": _headers(event),
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"kafka": {"key": _KEY, **_BINDING}},
        "examples": [{"name": event.__name__, "payload": example.model_dump(mode="json")}],
    }


def _headers(event: type[EventData]) -> dict[str, Any]:
    text = {"type": "string"}
    properties: dict[str, Any] = {
        "ce_specversion": {**text, "const": SPEC_VERSION},
        "ce_id": {**text, "maxLength": 64, "description": "The same when a message comes again."},
        "ce_source": {**text, "description": "Who says it, such as /mash/triage or /cet/cases."},
        "ce_type": {**text, "const": event.TYPE},
        "ce_eventversion": {**text, "const": str(event.VERSION)},
        "ce_time": {**text, "format": "date-time"},
        "ce_subject": {**text, "description": "The reference, as in the key and in the data."},
        "ce_dataschema": {**text, "const": schema_name(event)},
        "ce_correlationid": {**text, "description": "The same for all that follows from one contact."},
        "ce_causationid": {**text, "description": "The event that led to this one."},
        "content-type": {**text, "const": CONTENT_TYPE},
    }
    required = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_eventversion", "ce_time"]
    return {"type": "object", "required": required, "properties": properties}


def _schemas() -> dict[str, Any]:
    """The schema of each event and of every part, under its name and once, as AsyncAPI refers to them."""
    schemas: dict[str, Any] = {}
    for event in ALL_EVENTS:
        schema = event.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[event.__name__] = schema
    return schemas
