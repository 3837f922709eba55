"""Serving an app until the process is told to stop.

serve(app, host="127.0.0.1", port=8000, metrics_port=9100)
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from mash_platform.telemetry.server import Health, TelemetryServer

# How long pages that are being made may take once the process is told to stop.
_GRACE_SECONDS = 5


class CannotListen(Exception):
    """The address is taken, or is not one of this machine."""


def serve(app: ASGIApp, host: str, port: int, *, metrics_port: int | None = None) -> None:
    """Blocks until SIGTERM or SIGINT, then finishes what it is answering.

    With `metrics_port` the process also has /metrics and /health there, for machines. Raises `CannotListen`.
    """
    listener = _listen(host, port)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        """Holds before the server listens for signals itself, and when it raises them again at its end."""
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    telemetry = nullcontext() if metrics_port is None else _telemetry(server, host, metrics_port)
    with listener, telemetry:
        server.run(sockets=[listener])


@contextmanager
def _telemetry(server: uvicorn.Server, host: str, port: int) -> Iterator[None]:
    def health() -> Health:
        if server.should_exit:
            return Health(healthy=True, status="stopping")
        return Health(healthy=server.started, status="working" if server.started else "starting")

    try:
        telemetry = TelemetryServer(host, port, health)
    except OSError as error:
        raise CannotListen(_sentence(host, port, error, "MASH_METRICS_PORT")) from error
    telemetry.start()
    try:
        yield
    finally:
        telemetry.stop()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without the protocol by name asyncio does not switch off Nagle's delay: 40 ms on every answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise CannotListen(_sentence(host, port, error, "MASH_PORT")) from error
    return listener


def _sentence(host: str, port: int, error: OSError, setting: str) -> str:
    return (
        f"Cannot listen on {host}:{port}: {error.strerror}. If it is taken by another program, {setting} "
        "chooses another port."
    )
