"""The broker as a process: it puts the parts together, listens, and stops cleanly."""

import argparse
import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from mash_broker.apis import APIS
from mash_broker.connection import Connection, RequestMemory
from mash_broker.database import FILE_NAME, Database
from mash_broker.errors import CannotStart, ExitCode
from mash_broker.group_coordinator import GroupCoordinator
from mash_broker.instance_lock import lock_folder
from mash_broker.journal import Journal
from mash_broker.log_reader import LogReader
from mash_broker.metrics import Metrics
from mash_broker.parts import Parts
from mash_broker.recovery import recover
from mash_broker.retention import Retention
from mash_broker.tail_cache import TailCache
from mash_platform.clock import Clock, SystemClock
from mash_platform.telemetry.logs import set_up_logging
from mash_platform.telemetry.server import Health, TelemetryServer

logger = logging.getLogger(__name__)

_TAIL_BYTES = 4 << 20
_REQUEST_BYTES = 8 << 20
_UNUSED_GROUPS_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    data: Path
    """The folder of the log; made when it is not there."""
    host: str = "127.0.0.1"
    port: int = 9092
    """0 takes any free port."""
    port_file: Path | None = None
    """Where host:port is written once clients can connect."""
    metrics_port: int | None = None
    """0 takes any free port; None serves no metrics."""
    retention_seconds: float = 60.0
    """How often old records are looked for."""


class Broker:
    def __init__(self, settings: BrokerSettings, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._on_stop = contextlib.AsyncExitStack()
        self._connections: set[asyncio.Task[None]] = set()
        self._vital: list[asyncio.Task[None]] = []
        # Both names of this machine would be two sockets, and on port 0 two ports.
        self.host = "127.0.0.1" if settings.host == "localhost" else settings.host
        self.port = 0
        self.metrics_port: int | None = None

    async def start(self) -> None:
        """Ready for clients when this returns. Raises `CannotStart`."""
        _check_loopback(self.host)
        try:
            await self._start(self._settings, self._on_stop)
        except BaseException:
            await self.stop()
            raise

    async def wait(self) -> None:
        """Raise what keeps the broker from going on; while all is well this does not end."""
        ended, _ = await asyncio.wait(self._vital, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()

    async def stop(self) -> None:
        """Answer nobody any more, put on disk what was accepted, and let go of file and folder."""
        await self._on_stop.aclose()

    async def _start(self, settings: BrokerSettings, on_stop: contextlib.AsyncExitStack) -> None:
        on_stop.callback(lock_folder(settings.data).close)
        if settings.port_file is not None:
            settings.port_file.unlink(missing_ok=True)  # of a broker that was killed
        file = settings.data / FILE_NAME
        database = Database(file)
        on_stop.callback(database.close)
        parts = self._assemble(database)
        on_stop.callback(parts.reader.close)
        journal = self._begin(parts.journal.run())
        on_stop.push_async_callback(_finish, parts.journal, journal)
        on_stop.callback(parts.groups.close)
        await self._listen(parts)
        retention = Retention(parts.topics, parts.journal, parts.reader, parts.metrics, self._clock)
        for tidying in (
            retention.run(settings.retention_seconds),
            parts.groups.forget_unused(_UNUSED_GROUPS_SECONDS),
        ):
            on_stop.push_async_callback(_cancelled, self._begin(tidying))
        if settings.metrics_port is not None:
            telemetry = _telemetry(parts, self.host, settings.metrics_port)
            on_stop.callback(telemetry.stop)
            self.metrics_port = telemetry.port
            logger.info("Metrics and health are on http://%s:%d/metrics", self.host, telemetry.port)
        if settings.port_file is not None:
            on_stop.callback(settings.port_file.unlink, missing_ok=True)
            _write_whole(settings.port_file, f"{self.host}:{self.port}\n")
        logger.info("The broker is ready on %s:%d; its log is %s", self.host, self.port, file)

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Start what the broker cannot do without."""
        self._vital.append(asyncio.create_task(work))
        return self._vital[-1]

    def _assemble(self, database: Database) -> Parts:
        metrics = Metrics()
        metrics.watch_file(database.path)
        with contextlib.closing(database.reader()) as connection:
            recovered = recover(connection, TailCache(_TAIL_BYTES))
        journal = Journal(database, metrics)
        return Parts(
            cluster_id=recovered.cluster_id,
            host=self.host,
            port=0,
            topics=recovered.topics,
            offsets=recovered.offsets,
            groups=GroupCoordinator(recovered.offsets, journal, metrics),
            producer_ids=recovered.producer_ids,
            journal=journal,
            reader=LogReader(database, metrics),
            metrics=metrics,
            clock=self._clock,
        )

    async def _listen(self, parts: Parts) -> None:
        memory = RequestMemory(_REQUEST_BYTES)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._connections.add(task)
            with parts.metrics.connections.track_inprogress():
                await Connection(reader, writer, parts, APIS, memory).serve()
            self._connections.discard(task)

        try:
            server = await asyncio.start_server(serve, self.host, self._settings.port)
        except OSError as error:
            raise _cannot_listen(self.host, self._settings.port, error) from error
        self.port = parts.port = server.sockets[0].getsockname()[1]
        self._on_stop.push_async_callback(self._hang_up, server)

    async def _hang_up(self, server: asyncio.Server) -> None:
        server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await server.wait_closed()


async def run(settings: BrokerSettings) -> ExitCode:
    """The whole life of a broker process: until SIGTERM or SIGINT. Raises `CannotStart`."""
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    broker = Broker(settings)
    await broker.start()
    stopping = asyncio.create_task(asked_to_stop.wait())
    failing = asyncio.create_task(broker.wait())
    await asyncio.wait({stopping, failing}, return_when=asyncio.FIRST_COMPLETED)
    if failing.done():
        # Going on could acknowledge what is not on disk. Whoever supervises starts a fresh process.
        logger.critical("The broker cannot go on", exc_info=failing.exception())
        return ExitCode.FAILED
    failing.cancel()
    await broker.stop()
    logger.info("The broker stopped")
    return ExitCode.STOPPED


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m mash_broker`: the exit code is one of `ExitCode`."""
    set_up_logging("broker")
    try:
        return asyncio.run(run(_settings(arguments)))
    except CannotStart as refusal:
        sys.stderr.write(refusal.sentence + "\n")
        return refusal.exit_code


def _settings(arguments: Sequence[str] | None) -> BrokerSettings:
    parser = argparse.ArgumentParser(
        prog="mash_broker", description="The embedded broker: Kafka's protocol over one SQLite file."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder in which the log is kept")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=9092, help="0 takes any free port (%(default)s)")
    parser.add_argument("--port-file", type=Path, help="file that gets host:port once clients can connect")
    parser.add_argument("--metrics-port", type=_port, help="serve /metrics and /health here; 0 takes any")
    parser.add_argument(
        "--retention-seconds",
        type=float,
        default=60.0,
        help="how often old records are looked for (%(default)s)",
    )
    return BrokerSettings(**vars(parser.parse_args(arguments)))


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _check_loopback(host: str) -> None:
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise CannotStart(
            ExitCode.NOT_LOOPBACK,
            f"The embedded broker has no sign-in, so it listens on this machine only, not on {host}; "
            "use Apache Kafka for more than one machine.",
        )


def _telemetry(parts: Parts, host: str, port: int) -> TelemetryServer:
    def health() -> Health:
        trouble = parts.journal.trouble
        if trouble is None:
            return Health(healthy=True, status="working")
        return Health(
            healthy=False, status="stalled", details={"why": f"The log cannot be written: {trouble}"}
        )

    try:
        server = TelemetryServer(host, port, health, registry=parts.metrics.registry)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    server.start()
    return server


def _cannot_listen(host: str, port: int, error: OSError) -> CannotStart:
    why = (
        f"Port {port} on {host} is taken by another program; choose another port."
        if error.errno == errno.EADDRINUSE
        else f"The broker cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}."
    )
    return CannotStart(ExitCode.PORT_TAKEN, why)


def _write_whole(path: Path, text: str) -> None:
    """Whoever reads the file sees all of it or none. Raises `CannotStart`."""
    draft = path.with_name(path.name + ".new")
    try:
        draft.write_text(text, encoding="ascii")
        draft.replace(path)
    except OSError as error:
        raise CannotStart(
            ExitCode.FOLDER_UNUSABLE, f"The broker cannot write {path}: {error.strerror}."
        ) from error


async def _finish(journal: Journal, running: asyncio.Task[None]) -> None:
    journal.close()
    await asyncio.gather(running, return_exceptions=True)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
