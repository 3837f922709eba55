"""What routing listens to. No rule lives here."""

from mash_contracts.events import StrategyDiscussionRequested, ThresholdDecided
from mash_contracts.topics import all_topics
from mash_platform.streams.subscription import Subscription
from mash_routing.handlers.opening import CaseOpening


def subscriptions(opening: CaseOpening) -> tuple[Subscription, ...]:
    return (
        Subscription(
            topics=(all_topics()["mash.triage"],),
            handlers={
                ThresholdDecided: opening.threshold_decided,
                StrategyDiscussionRequested: opening.strategy_discussion_requested,
            },
        ),
    )
