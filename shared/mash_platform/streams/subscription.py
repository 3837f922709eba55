"""What a service listens to: topics, and what it does for each kind of event on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mash_contracts.envelope import Envelope, EventData
from mash_contracts.topics import Topic
from mash_platform.delivery.transaction import Transaction

Handler = Callable[[Transaction, Envelope[Any]], None]
"""Does what follows from one event, inside the transaction. It may be called again after a roll-back.

Raises `InvalidMessage` for an event that can never be handled (it is set aside, what the handler did is
undone), `Unavailable` for one to try again; anything else stops the process with the event not acknowledged.
"""


@dataclass(frozen=True, slots=True)
class BrakeLimits:
    """When so many messages are set aside that the fault is more likely ours than theirs."""

    in_a_row: int = 20
    window: int = 100
    """The share is looked at over this many messages, once there were so many."""
    share: float = 0.5


@dataclass(frozen=True)
class Subscription:
    """Topics and the handlers of their events. A known event without a handler here is passed over."""

    topics: tuple[Topic, ...]
    handlers: Mapping[type[EventData], Handler]
    brake: BrakeLimits = BrakeLimits()
    most_at_once: int = 500
    """Up to so many messages are handled in one transaction, which other writers wait for."""
    apart_seconds: float = 0.025
    """Transactions begin at least so long after each other, unless messages for a whole one wait: under load
    they are fewer and larger that way, and what comes after a quiet moment is handled at once."""

    def __post_init__(self) -> None:
        for topic in self.topics:
            if topic.quarantine is None:
                raise ValueError(f"{topic.name} has no quarantine topic, so it cannot be subscribed to")

    @property
    def name(self) -> str:
        """For logs and metrics: the topics' names."""
        return "+".join(topic.name for topic in self.topics)

    def topic(self, name: str) -> Topic:
        return next(topic for topic in self.topics if topic.name == name)
