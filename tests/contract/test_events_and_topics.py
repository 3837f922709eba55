"""What crosses a service boundary: every event has one meaning, one home, a published shape, and is thin."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import mash_assurance.stream
import mash_intake.service
import mash_routing.stream
import mash_triage.stream
from mash_contracts.envelope import EventData
from mash_contracts.events import ALL_EVENTS, CATALOGUE, AgencyCheckOverdue, CaseAccepted, CheckAnswered
from mash_contracts.examples import EXAMPLES
from mash_contracts.topics import all_topics, topic_of, topics_carrying, topics_read_by
from mash_contracts.vocabulary import ASKABLE, Agency, Pathway
from mash_platform.streams.codec import decode
from tests.builders import assurance
from tests.builders.streams import NOON, enveloped

REFERENCE = "4K7Q-9XWD-1"
SCHEMAS = Path(__file__).parents[2] / "shared" / "mash_contracts" / "schemas"
# What nobody did: a clock brought it.
CAME_WITH_TIME = ("due-soon", "overdue")
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
    assert happened.endswith(("ed", "withdrawn")) or happened in CAME_WITH_TIME
    assert event.VERSION >= 1
    assert CATALOGUE[event.TYPE, event.VERSION] is event


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.TYPE)
def test_what_is_sent_has_the_published_shape(example: EventData) -> None:
    schema = published(type(example))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(example.model_dump_json()))


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.TYPE)
def test_a_published_example_is_read_as_one_that_was_sent(event: type[EventData]) -> None:
    schema = published(event)
    (example,) = schema["examples"]
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(example)
    sent = enveloped(event.model_validate(example))
    assert decode(sent.headers(), json.dumps(example).encode()) == sent


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.TYPE)
def test_an_example_shows_most_of_what_an_event_can_say(event: type[EventData]) -> None:
    (example,) = published(event)["examples"]
    said = [field for field, value in example.items() if value not in (None, [], {})]
    assert len(said) > len(event.model_fields) * 0.7


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.TYPE)
def test_no_field_of_an_event_could_say_who_somebody_is(event: type[EventData]) -> None:
    assert not set(field_names(published(event))) & set(PERSONAL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.TYPE)
def test_an_event_is_published_where_its_readers_look(example: EventData) -> None:
    assert topic_of(example) in topics_carrying(example.TYPE)


@pytest.mark.parametrize("pathway", Pathway)
def test_every_team_has_a_topic_of_its_own(pathway: Pathway) -> None:
    assert topic_of(assurance.a_referral_routed(REFERENCE, pathway=pathway)).name == f"mash.routed.{pathway}"


@pytest.mark.parametrize("pathway", Pathway)
def test_every_team_answers_on_a_topic_of_its_own(pathway: Pathway) -> None:
    answer = CaseAccepted(reference=REFERENCE, case_id="1", pathway=pathway, accepted_by="duty-2")
    assert topic_of(answer).from_team is pathway
    assert [topic.name for topic in all_topics().values() if topic.from_team is pathway] == [
        topic_of(answer).name
    ]


@pytest.mark.parametrize("agency", ASKABLE)
def test_every_agency_hears_and_answers_on_topics_of_its_own(agency: Agency) -> None:
    asked = AgencyCheckOverdue(reference=REFERENCE, agency=agency, answer_by=NOON)
    answer = CheckAnswered(reference=REFERENCE, agency=agency, answered_by="1", outcome="nothing-known")
    assert (topic_of(asked).to_agency, topic_of(answer).from_agency) == (agency, agency)
    assert [
        topic.name for topic in all_topics().values() if agency in (topic.to_agency, topic.from_agency)
    ] == [
        topic_of(asked).name,
        topic_of(answer).name,
    ]


def test_the_workers_read_what_is_declared_and_nothing_else() -> None:
    # Who may read what on a cluster follows from the declaration.
    class Nothing:
        def __getattr__(self, name: str) -> "Nothing":
            return self

    nothing: Any = Nothing()
    listening = {
        "intake": [mash_intake.service.progress_of_records()],
        "triage": mash_triage.stream.subscriptions(nothing),
        "routing": mash_routing.stream.subscriptions(nothing, nothing),
        "assurance": mash_assurance.stream.subscriptions(),
    }
    read = {
        service: {topic for subscription in subscriptions for topic in subscription.topics}
        for service, subscriptions in listening.items()
    }
    assert read == {service: set(topics_read_by(service)) for service in listening}
    readers = {reader for topic in all_topics().values() for reader in topic.readers}
    assert readers == set(listening)


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
