"""`/metrics` for Prometheus, `/health` for people and alerts, `/live` for whoever restarts the process."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest


@dataclass(frozen=True, slots=True)
class Health:
    """How a process fares. Not healthy means that someone must look; it may well be alive."""

    healthy: bool
    status: str
    """One word: starting, working, waiting, braked, stalled, stopping."""
    details: Mapping[str, object] = field(default_factory=dict)
    """Numbers and sentences for the reader; no personal data."""
    alive: bool = True
    """False only when starting the process again would help."""


class TelemetryServer:
    """Serves in a thread of its own, so that it answers while the rest is busy or stuck."""

    def __init__(
        self,
        host: str,
        port: int,
        health: Callable[[], Health],
        *,
        registry: CollectorRegistry = REGISTRY,
    ) -> None:
        """Binds at once; raises `OSError` when the port is taken. Port 0 takes any free one."""
        self._server = ThreadingHTTPServer((host, port), _handler(health, registry))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="telemetry", daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(health: Callable[[], Health], registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest(registry))
            elif path == "/health":
                now = health()
                body = {"healthy": now.healthy, "alive": now.alive, "status": now.status, **now.details}
                self._answer(200 if now.healthy else 503, "application/json", json.dumps(body).encode())
            elif path == "/live":
                now = health()
                said = "alive" if now.alive else f"{now.status}: start this process again"
                self._answer(200 if now.alive else 503, "text/plain; charset=utf-8", f"{said}\n".encode())
            else:
                self._answer(404, "text/plain; charset=utf-8", b"There is /metrics, /health and /live.\n")

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Scrapes every few seconds are not news."""

    return Handler
