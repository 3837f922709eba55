"""A line between client and server that a test can cut, slow down, silence, or have lose the answers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_CHUNK = 65_536


class Proxy:
    """Forwards connections to a port of this machine, each in two threads."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._cut = False
        self._delay = 0.0
        self._asks, self._answers = threading.Event(), threading.Event()
        """What is said by the client, and by the server, goes through."""
        for heard in (self._asks, self._answers):
            heard.set()
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Whatever is said takes so long to arrive."""
        self._delay = seconds
        try:
            yield
        finally:
            self._delay = 0.0

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Every connection breaks, and new ones are closed as soon as they are made."""
        self._cut = True
        self._break_all()
        try:
            yield
        finally:
            self._cut = False

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Connections stay open and new ones are taken, but nothing arrives until the end; then all does."""
        self._asks.clear()
        self._answers.clear()
        try:
            yield
        finally:
            self._asks.set()
            self._answers.set()

    @contextmanager
    def answers_lost(self) -> Iterator[None]:
        """The server hears everything and does it, and nobody is told; at the end every connection breaks."""
        self._answers.clear()
        try:
            yield
        finally:
            self._break_all()
            self._answers.set()

    def close(self) -> None:
        self._cut = True
        self._listener.close()
        self._break_all()
        for heard in (self._asks, self._answers):
            heard.set()

    def _break_all(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._target_port))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Both ways until both have ended; then nothing of the connection is left."""
        with client, server:
            with self._lock:
                self._ends |= {client, server}
            answers = threading.Thread(target=self._pump, args=(server, client, self._answers), daemon=True)
            answers.start()
            self._pump(client, server, self._asks)
            answers.join()
            with self._lock:
                self._ends -= {client, server}

    def _pump(self, source: socket.socket, sink: socket.socket, heard: threading.Event) -> None:
        with suppress(OSError):
            while said := source.recv(_CHUNK):
                time.sleep(self._delay)
                heard.wait()
                sink.sendall(said)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
