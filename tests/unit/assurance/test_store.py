"""What assurance keeps of one child's record."""

import pytest

from mash_assurance.handlers import HANDLERS
from mash_assurance.store import record_of, seen_references
from mash_assurance.stream import subscriptions
from mash_contracts.events import (
    ALL_EVENTS,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    CaseReply,
    CheckAnswered,
    ChildLinked,
    ChildSeparated,
    DeadlineBreached,
    DiscussionRecorded,
    OutcomeChallenged,
    PracticeToolCompleted,
    ProfessionalDifferenceResolved,
    SchoolNoticeDelivered,
    SchoolNoticeOverdue,
    SchoolNoticeRequested,
    SharingDecided,
    StrategyDiscussionDueSoon,
)
from mash_contracts.topics import all_topics
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import (
    a_referral_accepted,
    a_referral_assessed,
    a_referral_routed,
    a_threshold_decided,
    hear,
    hear_enveloped,
    later,
)
from tests.builders.triage import a_contact_received, enveloped

pytestmark = pytest.mark.usefixtures("each_database")

CHILD = "4K7Q-9XWD-1"
NOTHING_IS_MEASURED_BY = {
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    CheckAnswered,
    ChildLinked,
    ChildSeparated,
    DeadlineBreached,
    DiscussionRecorded,
    OutcomeChallenged,
    PracticeToolCompleted,
    ProfessionalDifferenceResolved,
    SchoolNoticeDelivered,
    SchoolNoticeOverdue,
    SchoolNoticeRequested,
    SharingDecided,
    StrategyDiscussionDueSoon,
}
"""The boards and queues of the hub and the teams show these; no measure is drawn from them yet."""


def test_every_event_that_a_service_says_is_listened_to_on_every_topic() -> None:
    (subscription,) = subscriptions()

    said = {event for event in ALL_EVENTS if not issubclass(event, CaseReply)}
    assert set(HANDLERS) == said - NOTHING_IS_MEASURED_BY
    assert set(subscription.topics) == {
        topic for topic in all_topics().values() if topic.events and not topic.from_outside
    }


def test_a_child_decided_about_before_its_assessment_is_heard_of_ends_up_whole(assurance: Delivery) -> None:
    hear(
        assurance,
        a_referral_accepted(CHILD, accepted_at=later(5)),
        a_threshold_decided(CHILD, decided_at=later(2)),
        a_referral_assessed(CHILD),
        a_referral_routed(CHILD, routed_at=later(2)),
        a_contact_received(reference=CHILD),
    )

    with assurance.reading() as session:
        record = record_of(session, CHILD)
    assert record is not None
    assert record.contact is not None
    assert record.assessment is not None
    assert record.decision is not None
    assert record.first_decided_at == later(2)
    (case,) = record.cases
    assert (case.routed_at, case.accepted_at) == (later(2), later(5))


def test_an_event_heard_twice_changes_nothing(assurance: Delivery) -> None:
    decided = enveloped(a_threshold_decided(CHILD))
    hear_enveloped(assurance, [decided])
    with assurance.reading() as session:
        before = record_of(session, CHILD)

    hear_enveloped(assurance, [decided])

    with assurance.reading() as session:
        assert record_of(session, CHILD) == before


def test_only_children_whose_contact_has_arrived_count_as_seen(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact_received(reference=CHILD),
        a_threshold_decided("7BHN-3RTC-1"),
    )

    with assurance.reading() as session:
        assert seen_references(session) == {CHILD}
        assert record_of(session, "9999-9999-9") is None
