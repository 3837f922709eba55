"""Serving an app until the process is told to stop.

serve(app, host="127.0.0.1", port=8000)
"""

import signal
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

# How long pages that are being made may take once the process is told to stop.
_GRACE_SECONDS = 5


class CannotListen(Exception):
    """The address is taken, or is not one of this machine."""


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Blocks until SIGTERM or SIGINT, then finishes what it is answering. Raises `CannotListen`."""
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    # The server raises the signal again once it has stopped; to stop was the point, so nothing more is due.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _already_stopped)
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def _already_stopped(_number: int, _frame: FrameType | None) -> None:
    return


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"Cannot listen on {host}:{port}: {error.strerror}. Is it already running, or is another program "
            "using this port? MASH_PORT chooses another one."
        ) from error
    return listener
