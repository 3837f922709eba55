"""The AsyncAPI document is one by the specification's own schema, and says what is true of the log."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from mash_contracts.events import ALL_EVENTS
from mash_contracts.examples import EXAMPLES
from mash_contracts.topics import all_topics
from tests.builders.streams import enveloped

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "reference" / "asyncapi.json").read_text())
SPECIFICATION = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def at(pointer: str) -> Any:
    found: Any = DOCUMENT
    for step in pointer.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_it_is_valid_by_the_specification_s_own_schema() -> None:
    schema = json.loads(SPECIFICATION.read_text())
    Draft7Validator.check_schema(schema)
    assert [error.message for error in Draft7Validator(schema).iter_errors(DOCUMENT)] == []


def test_the_specification_s_schema_would_find_a_mistake() -> None:
    schema = json.loads(SPECIFICATION.read_text())
    wrong = json.loads(json.dumps(DOCUMENT))
    wrong["operations"]["triage-receives-mash.contacts"]["action"] = "reads"
    assert list(Draft7Validator(schema).iter_errors(wrong))


def test_everything_it_refers_to_is_in_it() -> None:
    for reference in references(DOCUMENT):
        assert at(reference) is not None


def test_every_topic_that_carries_events_is_a_channel() -> None:
    assert list(DOCUMENT["channels"]) == [name for name, topic in all_topics().items() if topic.events]


def test_what_is_sent_is_received_by_somebody() -> None:
    def channels(action: str) -> set[str]:
        return {
            operation["channel"]["$ref"]
            for operation in DOCUMENT["operations"].values()
            if operation["action"] == action
        }

    assert channels("send") == channels("receive") == {f"#/channels/{name}" for name in DOCUMENT["channels"]}


def test_a_team_receives_its_own_cases_and_sends_its_own_replies_and_nothing_else() -> None:
    team = {name for name, one in DOCUMENT["operations"].items() if one["tags"] == [{"name": "team-cet"}]}
    assert team == {"team-cet-receives-mash.routed.cet", "team-cet-sends-mash.replies.cet"}


def test_an_agency_receives_its_own_checks_and_sends_its_own_answers_and_nothing_else() -> None:
    police = {
        name for name, one in DOCUMENT["operations"].items() if one["tags"] == [{"name": "agency-police"}]
    }
    assert police == {"agency-police-receives-mash.checks.police", "agency-police-sends-mash.answers.police"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.TYPE)
def test_headers_and_payload_of_what_is_sent_are_as_the_document_says(example: Any) -> None:
    message = DOCUMENT["components"]["messages"][f"{example.TYPE}.v{example.VERSION}"]
    sent = enveloped(example, caused_by=enveloped(example))
    Draft202012Validator({**message["headers"], "additionalProperties": False}).validate(
        {name: value.decode() for name, value in sent.headers()}
    )
    payload = {**message["payload"], "components": DOCUMENT["components"]}
    Draft202012Validator(payload).validate(json.loads(sent.value()))


def test_every_event_is_a_message() -> None:
    assert len(DOCUMENT["components"]["messages"]) == len(ALL_EVENTS)
