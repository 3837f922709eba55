"""A service's worker process: consumes topics, publishes the outbox, tells how it fares, stops cleanly."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from faust.exceptions import ConsumerNotStarted
from kafka.errors import KafkaError
from prometheus_client import REGISTRY
from prometheus_client.registry import Collector

from mash_platform.delivery import set_aside_orders
from mash_platform.delivery.quarantine import code_version
from mash_platform.delivery.relay import Relay
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Unavailable
from mash_platform.fail_stop import fail_stop
from mash_platform.regular_work import RegularWork
from mash_platform.settings import ServiceSettings
from mash_platform.streams import topics_admin
from mash_platform.streams.agent import Agent
from mash_platform.streams.application import stream_app
from mash_platform.streams.lag import LagReader
from mash_platform.streams.membership import Membership
from mash_platform.streams.positions import Partition
from mash_platform.streams.subscription import Subscription
from mash_platform.streams.watchdog import Stall, Watchdog
from mash_platform.telemetry import metrics
from mash_platform.telemetry.logs import set_up_logging, what_failed
from mash_platform.telemetry.server import Health, TelemetryServer

log = logging.getLogger(__name__)

_WORTH_A_LOOK, _AS_GOOD_AS_DEAD = 0.5, 0.75
"""Shares of the patience without progress after which /health and then /live say that something is wrong."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a worker waits for what, in seconds."""

    without_progress: float = 60.0
    """Messages wait and none is handled: start again."""
    look_every: float = 5.0
    """How often the broker is asked how far behind we are."""
    to_drain: float = 5.0
    """On the way out, for the transaction at hand; what is not finished then is done after the restart."""


class Worker:
    """One process of one service. Any number may run; the broker shares the partitions among them."""

    def __init__(
        self,
        service: str,
        delivery: Delivery,
        subscriptions: Sequence[Subscription],
        settings: ServiceSettings,
        collectors: Iterable[Collector] = (),
        *,
        beside: Sequence[RegularWork] = (),
        patience: Patience = Patience(),
    ) -> None:
        """`collectors` add the service's own numbers to /metrics; `beside` is done while it consumes."""
        self._service = service
        self._delivery = delivery
        self._subscriptions = subscriptions
        self._settings = settings
        self._collectors = tuple(collectors)
        self._beside = tuple(beside)
        self._patience = patience
        self._relay = Relay(delivery, settings.broker)
        self._status = "starting"
        self._agents: list[Agent] = []
        self._watchdog: Watchdog | None = None

    def run(self) -> int:
        """Blocks until SIGTERM or SIGINT, then drains within seconds and returns 0.

        Must be called in the main thread. A failure that nobody foresaw ends the process with 70 at once.
        """
        set_up_logging(self._service)
        metrics.WORKER.labels(self._service, code_version()).set(1)
        for collector in self._collectors:
            REGISTRY.register(collector)
        telemetry = TelemetryServer(self._settings.host, self._settings.metrics_port, self.health)
        telemetry.start()
        log.info("metrics and health on http://%s:%d", self._settings.host, telemetry.port)
        self._relay.start()
        for work in self._beside:
            work.start()
        asyncio.run(self._consume_until_stopped())
        for work in self._beside:
            work.stop(self._patience.to_drain)
        self._relay.stop(self._patience.to_drain)
        telemetry.stop()
        for collector in self._collectors:
            REGISTRY.unregister(collector)
        log.info("stopped")
        return 0

    def health(self) -> Health:
        """How the process fares, from any thread."""
        braked = [agent.name for agent in self._agents if agent.braked]
        paused = [agent.name for agent in self._agents if agent.paused]
        stall = self._watchdog.stall if self._watchdog else Stall()
        is_stalled = stall.seconds > _WORTH_A_LOOK * self._patience.without_progress
        idle = [agent.idle_seconds for agent in self._agents]
        status = self._status
        if status == "working":
            if braked:
                status = "braked"
            elif is_stalled:
                status = "stalled"
            elif paused or self._relay.fault:
                status = "waiting"
        return Health(
            healthy=not braked and not is_stalled,
            status=status,
            details={
                "service": self._service,
                "version": code_version(),
                "process": os.getpid(),
                "behind": self._watchdog.behind if self._watchdog else 0,
                "seconds_without_progress": round(stall.seconds, 1),
                "stalled": [f"{topic}/{number}" for topic, number in stall.partitions if is_stalled],
                "at_hand": self._at_hand() if is_stalled else [],
                "seconds_since_last_event": round(min(idle), 1) if idle else None,
                "braked": braked,
                "waiting_for_database": paused,
                "relay_waits_for": self._relay.fault,
                "events_refused": self._relay.refused,
            },
            alive=not self._is_dead(),
        )

    def _is_dead(self) -> bool:
        """Messages wait here, none comes to an end although nothing outside is in the way; or nobody watches.

        Sooner than the watchdog ends the process, so that whoever asks /live may stop it in good order.
        """
        if self._watchdog is None or self._status == "stopping":
            return False
        limit = _AS_GOOD_AS_DEAD * self._patience.without_progress
        return self._watchdog.stall.seconds > limit or self._watchdog.silent_seconds > 2 * limit

    async def _consume_until_stopped(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        if self._subscriptions:
            await self._consume(stop)
        else:
            self._status = "working"
            await stop.wait()
        self._status = "stopping"

    async def _consume(self, stop: asyncio.Event) -> None:
        if not await self._broker_is_ready(stop):
            return
        member = Membership(self._service, self._settings.data)
        app = stream_app(
            member.group, broker=self._settings.broker, data=self._settings.data, member=member.name
        )
        ordered_aside = await asyncio.to_thread(set_aside_orders.ordered, self._delivery)
        self._agents = [
            Agent(app, subscription, self._delivery, ordered_aside=ordered_aside, handled=self._relay.nudge)
            for subscription in self._subscriptions
        ]
        self._watchdog = self._watch(app, member.group)
        tasks = [asyncio.create_task(agent.run(), name=agent.name) for agent in self._agents]
        consuming = asyncio.create_task(self._run_until_it_crashes(app), name="faust")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        ended, _ = await asyncio.wait({*tasks, consuming, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stopping not in ended:
            task = ended.pop()
            fail_stop(log, f"{task.get_name()} ended by itself", task.exception())
        await self._drain(app, tasks)
        await self._leave(member)

    async def _run_until_it_crashes(self, app: Any) -> None:
        """Returns only by raising the reason."""
        await app.start()
        self._status = "working"
        await app._crashed.wait()
        raise app.crash_reason

    def _watch(self, app: Any, group: str) -> Watchdog:
        topics = [topic.name for subscription in self._subscriptions for topic in subscription.topics]
        watchdog = Watchdog(
            self._service,
            LagReader(self._settings.broker, group, topics),
            assigned=lambda: _assignment(app),
            held_back=self._held_back,
            at_hand=self._at_hand,
            patience=self._patience.without_progress,
            every=self._patience.look_every,
        )
        watchdog.start()
        return watchdog

    def _held_back(self) -> frozenset[str]:
        return frozenset(
            topic for agent in self._agents if agent.paused or agent.braked for topic in agent.topics
        )

    def _at_hand(self) -> list[str]:
        """Where the messages stand that handlers have now."""
        return [agent.at_hand for agent in self._agents if agent.at_hand]

    async def _drain(self, app: Any, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Finishes the transactions at hand, commits what was handled, leaves the group."""
        self._status = "stopping"
        if self._watchdog:
            self._watchdog.stop()
        for agent in self._agents:
            agent.stop()
        _, unfinished = await asyncio.wait(tasks, timeout=self._patience.to_drain)
        if unfinished:
            fail_stop(log, "the transaction at hand did not end in time")
        try:
            await asyncio.wait_for(app.stop(), self._patience.to_drain)
        except TimeoutError:
            log.warning("the consumer did not stop in time; what it had handled is known by its events' ids")

    async def _leave(self, member: Membership) -> None:
        try:
            await asyncio.to_thread(member.leave, self._settings.broker)
        except (KafkaError, OSError) as error:
            log.warning("could not tell the group that we leave: %s", what_failed(error))

    async def _broker_is_ready(self, stop: asyncio.Event) -> bool:
        """Waits for the broker and the topics; False when told to stop first."""
        names = [topic.name for subscription in self._subscriptions for topic in subscription.topics]
        pause, said = 0.1, ""
        while not stop.is_set():
            try:
                missing = await asyncio.to_thread(topics_admin.missing, self._settings.broker, names)
                obstacle = f"topics are missing: {', '.join(missing)}" if missing else ""
            except Unavailable as error:
                obstacle = str(error)
            if not obstacle:
                return True
            if obstacle != said:
                log.warning("waiting for the broker at %s: %s", self._settings.broker, obstacle)
            said = obstacle
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                pause = min(pause * 2, 2.0)
        return False


def _assignment(app: Any) -> frozenset[Partition]:
    consumer = app._consumer  # the property of that name would make one, here in the wrong thread
    if consumer is None:
        return frozenset()
    try:
        return frozenset(tuple(partition) for partition in consumer.assignment())
    except ConsumerNotStarted:
        return frozenset()
