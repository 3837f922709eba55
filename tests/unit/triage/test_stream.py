"""Triage listens to what intake takes in, and to what teams and agencies answer."""

from mash_contracts.vocabulary import ASKABLE
from mash_platform.clock import SystemClock
from mash_triage.service import handlers
from mash_triage.stream import subscriptions


def test_every_event_that_triage_handles_travels_on_a_topic_that_it_reads() -> None:
    for subscription in subscriptions(handlers(SystemClock())):
        carried = {event for topic in subscription.topics for event in topic.events}
        assert {event.TYPE for event in subscription.handlers} <= carried


def test_triage_reads_contacts_erasures_and_what_teams_and_agencies_answered_each_agency_apart() -> None:
    read = [tuple(topic.name for topic in one.topics) for one in subscriptions(handlers(SystemClock()))]

    answers = [(f"mash.answers.{agency}",) for agency in ASKABLE]
    assert sorted(read) == sorted([("mash.contacts",), ("mash.erasures",), ("mash.routing",), *answers])
