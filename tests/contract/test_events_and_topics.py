"""What crosses a service boundary: every event has one meaning, one home, a published shape, and is thin."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mash_contracts.envelope import EventData
from mash_contracts.events import ALL_EVENTS, CATALOGUE
from mash_contracts.topics import all_topics, topic_of, topics_carrying
from mash_contracts.vocabulary import Pathway
from tests.builders import assurance, triage

REFERENCE = "4K7Q-9XWD-1"
SCHEMAS = Path(__file__).parents[2] / "shared" / "mash_contracts" / "schemas"
EXAMPLES: tuple[EventData, ...] = (
    triage.a_contact_received(reference=REFERENCE),
    assurance.a_referral_assessed(REFERENCE),
    assurance.a_strategy_discussion_requested(REFERENCE),
    assurance.a_threshold_decided(REFERENCE),
    assurance.a_referral_routed(REFERENCE),
    assurance.a_referral_accepted(REFERENCE),
    assurance.a_referral_declined_for(REFERENCE),
    assurance.a_referral_allocated(REFERENCE),
)
# What would tell a reader who a child or an adult is, or what somebody wrote about them.
PERSONAL = (
    *("name", "first_names", "family_name", "date_of_birth", "expected_date", "address", "street", "town"),
    *("postcode", "phone", "email", "nhs_number", "upn", "school", "note", "narrative", "what_happened"),
    *("what_the_child_said", "lived_experience", "rationale", "free_text", "comment"),
)


def published(event: type[EventData]) -> dict[str, Any]:
    path = SCHEMAS / f"{event.TYPE}.v{event.VERSION}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text())
    return schema


def field_names(schema: Any) -> Iterator[str]:
    """Every field name anywhere in a schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from field_names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from field_names(part)


def test_there_is_an_example_of_every_event() -> None:
    assert [type(example) for example in EXAMPLES] == list(ALL_EVENTS)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.TYPE)
def test_an_event_is_a_thing_and_what_happened_to_it(event: type[EventData]) -> None:
    thing, happened = event.TYPE.split(".")
    assert thing.replace("-", "").isalpha()
    assert happened.endswith("ed")
    assert event.VERSION >= 1
    assert CATALOGUE[event.TYPE, event.VERSION] is event


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.TYPE)
def test_what_is_sent_has_the_published_shape(example: EventData) -> None:
    schema = published(type(example))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(example.model_dump_json()))


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.TYPE)
def test_no_field_of_an_event_could_say_who_somebody_is(event: type[EventData]) -> None:
    assert not set(field_names(published(event))) & set(PERSONAL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.TYPE)
def test_an_event_is_published_where_its_readers_look(example: EventData) -> None:
    assert topic_of(example) in topics_carrying(example.TYPE)


@pytest.mark.parametrize("pathway", Pathway)
def test_every_team_has_a_topic_of_its_own(pathway: Pathway) -> None:
    assert topic_of(assurance.a_referral_routed(REFERENCE, pathway=pathway)).name == f"mash.routed.{pathway}"


def test_every_topic_names_who_looks_at_what_cannot_be_read() -> None:
    for topic in all_topics().values():
        if topic.is_quarantine:
            assert topic.quarantine is None
            assert topic.retention_days >= 3650
        else:
            assert topic.quarantine is not None
            assert all_topics()[topic.quarantine].is_quarantine


def test_every_topic_carries_known_events_only_and_every_event_has_a_topic() -> None:
    carried = {name for topic in all_topics().values() for name in topic.events}
    assert carried == {event.TYPE for event in ALL_EVENTS}


def test_topics_read_together_have_as_many_partitions() -> None:
    assert len({topic.partitions for topic in all_topics().values()}) == 1
