"""What routing listens to. No rule lives here."""

from mash_contracts.events import RecordErased, StrategyDiscussionRequested, ThresholdDecided
from mash_contracts.topics import topics_read_by
from mash_platform.sealing.erasures import record_erased
from mash_platform.streams.subscription import Subscription
from mash_routing.handlers.answers import Answers
from mash_routing.handlers.opening import CaseOpening
from mash_routing.handlers.replies import Replies


def subscriptions(opening: CaseOpening, answers: Answers) -> tuple[Subscription, ...]:
    """Each team's replies apart, so that one team's broken system holds up no other team."""
    topics = topics_read_by("routing")
    asked = Subscription(
        topics=tuple(topic for topic in topics if topic.from_team is None),
        handlers={
            ThresholdDecided: opening.threshold_decided,
            StrategyDiscussionRequested: opening.strategy_discussion_requested,
            RecordErased: record_erased,
        },
    )
    answered = (
        Subscription((topic,), Replies(topic.from_team, answers).handlers())
        for topic in topics
        if topic.from_team is not None
    )
    return (asked, *answered)
