"""An app on a real socket, in a thread of its own, on a port that was free."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import uvicorn
from starlette.types import ASGIApp

_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Served:
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(self.address + path, trust_env=False, timeout=_PATIENCE_SECONDS)


def a_listener() -> socket.socket:
    """A socket on a free port, for an app that must know its own address before it is made."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


@contextmanager
def serving(app: ASGIApp, listener: socket.socket | None = None) -> Iterator[Served]:
    """Serves until the block ends, then waits for the server to have stopped."""
    with listener or a_listener() as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="served app")
        thread.start()
        try:
            # The socket already listens: whoever connects now is answered once the server has started.
            yield Served(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(_PATIENCE_SECONDS)
            assert not thread.is_alive(), "the server did not stop"
