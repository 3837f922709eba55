"""Handling the messages at hand in one transaction, each of them once in effect."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mash_contracts.topics import Topic
from mash_platform.delivery import quarantine
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import InvalidMessage
from mash_platform.streams import codec
from mash_platform.streams.brake import Brake
from mash_platform.streams.subscription import Subscription


class Outcome(StrEnum):
    """What became of a message. Each of these is an end: its offset may be committed."""

    HANDLED = "handled"
    DUPLICATE = "duplicate"
    PASSED_OVER = "passed-over"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Result:
    """What one transaction did, once it has committed."""

    messages: Sequence[Received]
    """Those that came to an end: all, or up to the one at which the brake was pulled."""
    outcomes: Counter[tuple[str, Outcome]]
    """How many messages of which topic ended how."""
    reasons: Counter[tuple[str, str]]
    """How many messages of which topic were set aside for which reason."""
    occurred: Sequence[tuple[str, datetime]]
    """The topic of each handled event, and when it had happened."""
    brake: Brake


def handle(
    delivery: Delivery, subscription: Subscription, messages: Sequence[Received], brake: Brake
) -> Result:
    """Handles `messages` in order in one transaction; blocks for as long as that takes.

    Raises whatever a handler or the database raises, and then nothing of it has happened, the brake included.
    """
    batch = _Batch(delivery, subscription, brake.copy())
    with delivery.transaction() as transaction:
        ended = batch.handle_all(transaction, messages)
    return Result(messages[:ended], batch.outcomes, batch.reasons, batch.occurred, batch.brake)


class _Batch:
    def __init__(self, delivery: Delivery, subscription: Subscription, brake: Brake) -> None:
        self._delivery = delivery
        self._subscription = subscription
        self.brake = brake
        self.outcomes: Counter[tuple[str, Outcome]] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.occurred: list[tuple[str, datetime]] = []

    def handle_all(self, transaction: Transaction, messages: Sequence[Received]) -> int:
        for ended, message in enumerate(messages, start=1):
            outcome = self._handle(transaction, message)
            self.outcomes[message.topic, outcome] += 1
            if outcome is not Outcome.PASSED_OVER:
                self.brake.count(quarantined=outcome is Outcome.QUARANTINED)
            if self.brake.pulled:
                return ended
        return len(messages)

    def _handle(self, transaction: Transaction, message: Received) -> Outcome:
        try:
            handler = self._subscription.handlers.get(codec.event_class(message.headers))
            if handler is None:
                return Outcome.PASSED_OVER
            envelope = codec.decode(message.headers, message.value)
            # A savepoint, so that a handler that gives up half way leaves nothing behind.
            with transaction.session.begin_nested():
                if not transaction.first_time(envelope.event_id, message.topic):
                    return Outcome.DUPLICATE
                handler(transaction.caused_by(envelope), envelope)
        except InvalidMessage as fault:
            return self._set_aside(transaction, message, fault)
        self.occurred.append((message.topic, envelope.occurred_at))
        return Outcome.HANDLED

    def _set_aside(self, transaction: Transaction, message: Received, fault: InvalidMessage) -> Outcome:
        topic: Topic = self._subscription.topic(message.topic)
        if not quarantine.set_aside(transaction, topic, message, fault, at=self._delivery.clock.now()):
            return Outcome.DUPLICATE
        self.reasons[message.topic, fault.reason] += 1
        return Outcome.QUARANTINED
