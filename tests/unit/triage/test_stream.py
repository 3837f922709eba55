"""Triage listens to what intake takes in and to what the teams answer."""

from mash_platform.clock import SystemClock
from mash_triage.service import handlers
from mash_triage.stream import subscriptions


def test_every_event_that_triage_handles_travels_on_a_topic_that_it_reads() -> None:
    for subscription in subscriptions(handlers(SystemClock())):
        carried = {event for topic in subscription.topics for event in topic.events}
        assert {event.TYPE for event in subscription.handlers} <= carried


def test_triage_reads_contacts_and_what_the_teams_answered() -> None:
    read = {topic.name for one in subscriptions(handlers(SystemClock())) for topic in one.topics}

    assert read == {"mash.contacts", "mash.routing"}
