"""What assurance listens to: every topic, and every event on it."""

from mash_assurance.handlers import HANDLERS
from mash_contracts.topics import all_topics
from mash_platform.streams.subscription import Subscription


def subscriptions() -> tuple[Subscription, ...]:
    topics = tuple(topic for topic in all_topics().values() if not topic.is_quarantine)
    return (Subscription(topics=topics, handlers=HANDLERS),)
