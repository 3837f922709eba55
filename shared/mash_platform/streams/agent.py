"""The agent every subscription gets: take what is there, handle it in one transaction, acknowledge.

No exception leaves it, no rule lives in it. Faust only carries messages to its buffer; what Faust thinks is
acknowledged moves no offset (see `transport`).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import faust
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Unavailable
from mash_platform.fail_stop import fail_stop
from mash_platform.streams import batch
from mash_platform.streams.brake import Brake
from mash_platform.streams.subscription import Subscription
from mash_platform.telemetry import metrics
from mash_platform.telemetry.logs import what_failed

log = logging.getLogger(__name__)

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0


class Agent:
    """Consumes one subscription until it is told to stop, the brake is pulled, or the process fails."""

    def __init__(
        self,
        app: faust.App,
        subscription: Subscription,
        delivery: Delivery,
        *,
        ordered_aside: Collection[str],
        handled: Callable[[], None],
    ) -> None:
        """Registers with `app`, before it starts. `handled` is called after every commit."""
        self._app = app
        self._subscription = subscription
        self._delivery = delivery
        self._ordered_aside = ordered_aside
        self._handled = handled
        self._brake = Brake(subscription.brake)
        self._at_hand = batch.AtHand()
        self._buffer: deque[Received] = deque()
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._enough = asyncio.Event()
        self._stopping = asyncio.Event()
        self.paused = False
        """Messages wait because something outside is unavailable."""
        self._ended_at = monotonic()
        channel = app.topic(*sorted(self.topics), key_serializer="raw", value_serializer="raw")
        app.agent(channel, name=subscription.name, concurrency=1)(self._receive)

    @property
    def name(self) -> str:
        return self._subscription.name

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(topic.name for topic in self._subscription.topics)

    @property
    def braked(self) -> bool:
        return self._brake.pulled

    @property
    def at_hand(self) -> str | None:
        """Where the message stands that a handler has now."""
        message = self._at_hand.message
        return message.place if message else None

    @property
    def idle_seconds(self) -> float:
        """Since a message last came to an end here, or since the start."""
        return monotonic() - self._ended_at

    def stop(self) -> None:
        """Ends `run` after the transaction at hand."""
        self._stopping.set()
        self._arrived.set()
        self._enough.set()

    async def run(self) -> None:
        while messages := await self._next_messages():
            begun = monotonic()
            await self._handle(messages)
            await self._gather(begun + self._subscription.apart_seconds - monotonic())
            if self.braked:
                self._say_braked()
                await self._stopping.wait()

    async def _gather(self, seconds: float) -> None:
        """Lets messages come together for the next transaction, until they fill one."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._enough.wait(), max(0.0, seconds))

    async def _receive(self, stream: Any) -> None:
        async for event in stream.events():
            while len(self._buffer) >= self._subscription.most_at_once and not self.braked:
                self._room.clear()
                await self._room.wait()
            if self.braked:
                # Left on the log. Waiting here instead would hold up the other subscriptions.
                self._app.consumer.pause_partitions([event.message.tp])
                continue
            self._buffer.extend(map(Received.of, event.message.records))
            self._arrived.set()
            if len(self._buffer) >= self._subscription.most_at_once:
                self._enough.set()

    async def _next_messages(self) -> Sequence[Received]:
        """What is there, at once; waits only when there is nothing. Empty when it is time to stop."""
        while not self._buffer and not self._stopping.is_set():
            self._arrived.clear()
            await self._arrived.wait()
        if self._stopping.is_set():
            return ()
        messages = tuple(self._buffer)
        self._buffer.clear()
        self._enough.clear()
        self._room.set()
        return messages

    async def _handle(self, messages: Sequence[Received]) -> None:
        try:
            await self._handle_until_available(messages)
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: the process ends
            if len(messages) > 1:
                # One at a time, so that those before the one at fault are not held up by it.
                log.error("%d messages could not be handled together: %s", len(messages), what_failed(error))
                for message in messages:
                    if not self._stopping.is_set():
                        await self._handle([message])
            else:
                fail_stop(log, f"{messages[0].place} met an unknown failure", error)

    async def _handle_until_available(self, messages: Sequence[Received]) -> None:
        pause = _SHORTEST_PAUSE
        while not self.braked:
            started = monotonic()
            try:
                result = await asyncio.to_thread(
                    batch.handle,
                    self._delivery,
                    self._subscription,
                    messages,
                    self._brake,
                    self._ordered_aside,
                    self._at_hand,
                )
            except (Unavailable, SQLAlchemyError) as error:
                if not _will_pass(error):
                    raise
                self._pause(error)
                if await self._told_to_stop_within(pause):
                    return
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._finish(result, monotonic() - started)
                return

    async def _told_to_stop_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _pause(self, error: BaseException) -> None:
        if not self.paused:
            log.warning("%s waits: %s", self.name, what_failed(error))
        self.paused = True
        metrics.PAUSED.labels(self._delivery.service, self.name).set(1)
        metrics.RETRIES.labels(self._delivery.service, self.name).inc()

    def _finish(self, result: batch.Result, seconds: float) -> None:
        """The effects are durable: acknowledge, then count."""
        for message in result.messages:
            self._app.consumer.acknowledge(message.topic, message.partition, message.offset)
        self._brake = result.brake
        self._ended_at = monotonic()
        self._handled()
        if self.paused:
            log.info("%s goes on", self.name)
        self.paused = False
        metrics.PAUSED.labels(self._delivery.service, self.name).set(0)
        metrics.record_batch(self._delivery.service, result.outcomes, result.reasons, seconds)
        metrics.record_delays(self._delivery.service, result.occurred, self._delivery.clock.now())

    def _say_braked(self) -> None:
        log.critical(
            "%s stopped: too many messages were set aside; see `mash quarantine list`, mend, then restart",
            self.name,
        )
        metrics.BRAKED.labels(self._delivery.service, self.name).set(1)
        self._buffer.clear()
        self._room.set()


def _will_pass(error: Unavailable | SQLAlchemyError) -> bool:
    """Whether the same messages may succeed later: a lock, a lost connection, a database being restarted."""
    if isinstance(error, Unavailable | OperationalError | InterfaceError | PoolTimeout):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
