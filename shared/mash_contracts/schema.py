"""What is published of events and topics for whoever reads or writes them elsewhere."""

from typing import Any

from mash_contracts.envelope import EventData, schema_name
from mash_contracts.events import ALL_EVENTS
from mash_contracts.examples import EXAMPLES
from mash_contracts.topics import all_topics

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def published_schema(event: type[EventData]) -> dict[str, Any]:
    """The schema of one event and version, under the name that its messages carry, with an example."""
    example = next(each for each in EXAMPLES if type(each) is event)
    return {
        "$schema": DIALECT,
        "$id": schema_name(event),
        **event.model_json_schema(),
        "examples": [example.model_dump(mode="json")],
    }


def published_contracts() -> dict[str, Any]:
    """All that others build on: every event's schemas by version, and what travels where under which key."""
    events: dict[str, dict[str, Any]] = {}
    for event in ALL_EVENTS:
        schema = published_schema(event)
        del schema["examples"]
        events.setdefault(event.TYPE, {})[str(event.VERSION)] = schema
    topics = {
        topic.name: {"events": list(topic.events), "key": topic.key, "partitions": topic.partitions}
        for topic in all_topics().values()
        if not topic.is_quarantine
    }
    return {"topics": topics, "events": events}
