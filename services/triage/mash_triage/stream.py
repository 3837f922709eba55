"""What triage listens to. No rule lives here."""

from mash_contracts.events import (
    ChildLinked,
    ChildSeparated,
    ContactReceived,
    OutcomeChallenged,
    RecordErased,
    ReferralAccepted,
    ReferralAllocated,
    ReferralClosed,
    ReferralDeclined,
)
from mash_contracts.topics import all_topics, topics_read_by
from mash_platform.sealing.erasures import record_erased
from mash_platform.streams.subscription import Subscription
from mash_triage.handlers.challenged_outcomes import ChallengedOutcomes
from mash_triage.handlers.check_answers import CheckAnswers
from mash_triage.handlers.records import Handlers


def subscriptions(handlers: Handlers) -> tuple[Subscription, ...]:
    """Each agency's answers apart, so that one agency's broken system holds up no other agency."""
    topics = all_topics()
    answers = (
        Subscription((topic,), CheckAnswers(topic.from_agency, handlers.checks).handlers())
        for topic in topics_read_by("triage")
        if topic.from_agency is not None
    )
    return (
        Subscription(
            (topics["mash.contacts"],),
            {
                ContactReceived: handlers.assess_contact,
                ChildLinked: handlers.chronology.child_linked,
                ChildSeparated: handlers.chronology.child_separated,
                OutcomeChallenged: ChallengedOutcomes(handlers.differences).challenged,
            },
        ),
        Subscription((topics["mash.erasures"],), {RecordErased: record_erased}),
        Subscription(
            (topics["mash.routing"],),
            {
                ReferralAccepted: handlers.chronology.team_accepted,
                ReferralAllocated: handlers.chronology.team_allocated,
                ReferralClosed: handlers.chronology.team_closed,
                ReferralDeclined: handlers.return_to_desk,
            },
        ),
        *answers,
    )
