"""Handling the messages at hand in one transaction, each of them once in effect."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import DataError

from mash_contracts.envelope import Envelope, EventData
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


class AtHand:
    """The message that a handler has now: to be named where nothing gets on. Read from any thread."""

    def __init__(self) -> None:
        self.message: Received | None = None


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


_BEYOND_ANY_COLUMN_OR_CALENDAR = (DataError, OverflowError)
"""What says of one message that a value in it can never be kept or reckoned with."""


def handle(
    delivery: Delivery,
    subscription: Subscription,
    messages: Sequence[Received],
    brake: Brake,
    ordered_aside: Collection[str] = (),
    at_hand: AtHand | None = None,
) -> Result:
    """Handles `messages` in order in one transaction; blocks for as long as that takes.

    `ordered_aside`: fingerprints of messages that somebody ordered to be set aside. Raises whatever a handler
    or the database raises, and then nothing of it has happened, the brake included.
    """
    given = (delivery, subscription, ordered_aside, at_hand or AtHand())
    try:
        # Nearly always every message can be handled, and then none needs a savepoint of its own.
        return _handled(_Together(*given, brake.copy()), messages)
    except (InvalidMessage, *_BEYOND_ANY_COLUMN_OR_CALENDAR):
        return _handled(_OneByOne(*given, brake.copy()), messages)


def _handled(batch: "_Batch", messages: Sequence[Received]) -> Result:
    ended = batch.handle_all(messages)
    return Result(messages[:ended], batch.outcomes, batch.reasons, batch.occurred, batch.brake)


class _Batch:
    def __init__(
        self,
        delivery: Delivery,
        subscription: Subscription,
        ordered_aside: Collection[str],
        at_hand: AtHand,
        brake: Brake,
    ) -> None:
        self._delivery = delivery
        self._subscription = subscription
        self._ordered_aside = ordered_aside
        self._at_hand = at_hand
        self.brake = brake
        self.outcomes: Counter[tuple[str, Outcome]] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.occurred: list[tuple[str, datetime]] = []

    @abstractmethod
    def handle_all(self, messages: Sequence[Received]) -> int:
        """How many of them came to an end: all, or up to the one at which the brake was pulled."""

    def _read(self, message: Received) -> Envelope[EventData] | None:
        """None for an event that the service does not ask for. Raises `InvalidMessage`."""
        if self._ordered_aside and message.fingerprint() in self._ordered_aside:
            raise InvalidMessage(codec.Reason.SET_ASIDE_BY_HAND, "somebody ordered it, see the runbook")
        return codec.decode(message.headers, message.value, among=self._subscription.handlers)

    def _hand_over(self, transaction: Transaction, message: Received, envelope: Envelope[EventData]) -> None:
        handler = self._subscription.handlers[type(envelope.data)]
        self._at_hand.message = message
        try:
            handler(transaction.caused_by(envelope), envelope)
        finally:
            self._at_hand.message = None

    def _count(self, message: Received, outcome: Outcome) -> None:
        self.outcomes[message.topic, outcome] += 1
        if outcome is not Outcome.PASSED_OVER:
            self.brake.count(quarantined=outcome is Outcome.QUARANTINED)


class _Together(_Batch):
    """All at once, with few statements; the first message that is not as it should be stops everything."""

    def handle_all(self, messages: Sequence[Received]) -> int:
        """Raises `InvalidMessage` before anything has happened, or with everything undone."""
        asked_for: list[tuple[Received, Envelope[EventData]]] = []
        for message in messages:
            envelope = self._read(message)
            if envelope is None:
                self._count(message, Outcome.PASSED_OVER)
            else:
                asked_for.append((message, envelope))
        if asked_for:
            with self._delivery.transaction() as transaction:
                self._handle(transaction, asked_for)
        return len(messages)

    def _handle(
        self, transaction: Transaction, asked_for: Sequence[tuple[Received, Envelope[EventData]]]
    ) -> None:
        transaction.handling(
            {envelope.reference for _, envelope in asked_for},
            {one for _, envelope in asked_for for one in envelope.data.kin},
        )
        new = transaction.first_times([(envelope.event_id, message.topic) for message, envelope in asked_for])
        for message, envelope in asked_for:
            if envelope.event_id not in new:
                self._count(message, Outcome.DUPLICATE)
                continue
            new.remove(envelope.event_id)
            self._hand_over(transaction, message, envelope)
            self.occurred.append((message.topic, envelope.occurred_at))
            self._count(message, Outcome.HANDLED)


class _OneByOne(_Batch):
    """Each by itself, so that one that has to be set aside does not hurt the others."""

    def handle_all(self, messages: Sequence[Received]) -> int:
        with self._delivery.transaction() as transaction:
            for ended, message in enumerate(messages, start=1):
                self._count(message, self._handle(transaction, message))
                if self.brake.pulled:
                    return ended
        return len(messages)

    def _handle(self, transaction: Transaction, message: Received) -> Outcome:
        try:
            envelope = self._read(message)
            if envelope is None:
                return Outcome.PASSED_OVER
            # So that a handler that gives up half way leaves nothing behind.
            with transaction.savepoint():
                if not transaction.first_time(envelope.event_id, message.topic):
                    return Outcome.DUPLICATE
                self._hand_over(transaction, message, envelope)
        except InvalidMessage as fault:
            return self._set_aside(transaction, message, fault)
        except _BEYOND_ANY_COLUMN_OR_CALENDAR as error:
            beyond = InvalidMessage(codec.Reason.VALUE_OUT_OF_RANGE, type(error).__name__)
            return self._set_aside(transaction, message, beyond)
        self.occurred.append((message.topic, envelope.occurred_at))
        return Outcome.HANDLED

    def _set_aside(self, transaction: Transaction, message: Received, fault: InvalidMessage) -> Outcome:
        topic: Topic = self._subscription.topic(message.topic)
        if not quarantine.set_aside(transaction, topic, message, fault, at=self._delivery.clock.now()):
            return Outcome.DUPLICATE
        self.reasons[message.topic, fault.reason] += 1
        return Outcome.QUARANTINED
