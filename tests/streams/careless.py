"""Faust agents written in the ways that lose messages on stock Faust, on the app that this product builds.

`python -m tests.streams.careless STYLE BROKER EFFECTS` consumes `mash.routing`, writes the number of each
message it dealt with to the file EFFECTS, acknowledges it, and fails at the message with the number 5.
"""

import asyncio
import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import faust
from mode.supervisors import CrashingSupervisor

from mash_platform.streams.application import stream_app

POISON = 5


class Style(StrEnum):
    """Each is named as in the documentation of Faust."""

    RAISE = "raise"
    NOACK_AND_RAISE = "noack-and-raise"
    TAKE_AND_RAISE = "take-and-raise"
    CRASHING_SUPERVISOR = "crashing-supervisor"
    TYPED_TOPIC = "typed-topic"
    CONCURRENCY = "concurrency"
    CAREFUL = "careful"


class Number(faust.Record, serializer="json"):  # type: ignore[misc, call-arg]
    number: int


class Effects:
    """What a handler would do, made durable before it is acknowledged."""

    def __init__(self, app: Any, path: Path) -> None:
        self._app = app
        self._path = path

    def take(self, message: Any, number: int) -> None:
        with self._path.open("a") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        self._app.consumer.acknowledge(message.topic, message.partition, message.offset)


def number_in(event: Any) -> int:
    return int(event.message.key)


def refuse(number: int) -> None:
    if number == POISON:
        raise LookupError("the agent raises")


async def raising(stream: Any, effects: Effects) -> None:
    async for event in stream.events():
        refuse(number_in(event))
        effects.take(event.message, number_in(event))


async def acknowledging_by_hand(stream: Any, effects: Effects) -> None:
    async for event in stream.noack().events():
        refuse(number_in(event))
        effects.take(event.message, number_in(event))
        await stream.ack(event)


async def taking(stream: Any, effects: Effects) -> None:
    async for events in stream.noack().take_events(1, within=1):
        for event in events:
            refuse(number_in(event))
            effects.take(event.message, number_in(event))


async def stuck_at_the_first(stream: Any, effects: Effects) -> None:
    async for event in stream.events():
        if number_in(event) == 0:
            await asyncio.sleep(3600)
        effects.take(event.message, number_in(event))


async def careful(stream: Any, effects: Effects) -> None:
    async for event in stream.events():
        effects.take(event.message, number_in(event))


AGENTS: dict[Style, tuple[Any, dict[str, Any]]] = {
    Style.RAISE: (raising, {}),
    Style.NOACK_AND_RAISE: (acknowledging_by_hand, {}),
    Style.TAKE_AND_RAISE: (taking, {}),
    Style.CRASHING_SUPERVISOR: (raising, {"supervisor_strategy": CrashingSupervisor}),
    Style.TYPED_TOPIC: (careful, {}),
    Style.CONCURRENCY: (stuck_at_the_first, {"concurrency": 2}),
    Style.CAREFUL: (careful, {}),
}


async def main(group: str, style: Style, broker: str, effects_file: Path) -> None:
    # These agents look at one message after the other, so no two may travel together.
    app = stream_app(group, broker=broker, data=effects_file.parent, member=group, at_once=1)
    effects = Effects(app, effects_file)
    body, options = AGENTS[style]
    typed = {"value_type": Number, "value_serializer": "json"} if style is Style.TYPED_TOPIC else {}
    topic = app.topic("mash.routing", **typed)

    async def agent(stream: Any) -> None:
        await body(stream, effects)

    app.agent(topic, name="careless", **options)(agent)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await app.start()
    await stopped.wait()
    await app.stop()


if __name__ == "__main__":
    _, _group, _style, _broker, _effects = sys.argv
    asyncio.run(main(_group, Style(_style), _broker, Path(_effects)))
