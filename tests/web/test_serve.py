"""The web process: it starts with one sentence or serves, and stops when it is told to."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from mash_platform.web.assets import Assets, AssetsMissing
from mash_platform.web.serve import CannotListen, _listen, serve

_PROGRAM = """
import sys
from pathlib import Path
from types import SimpleNamespace
from mash_platform.clock import SystemClock
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.serve import serve
from mash_platform.web.shell import WebPart, create_web_app

data, port, metrics_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
part = WebPart([], close=lambda: (data / "closed").write_text("yes"))
with open_sign_in(SimpleNamespace(data=data)) as sign_in:
    app = create_web_app([part], sign_in=sign_in, clock=SystemClock())
    serve(app, "127.0.0.1", port, metrics_port=metrics_port)
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answer(address: str) -> httpx2.Response:
    """Asks until there is somebody who answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return httpx2.get(address, trust_env=False)
        except httpx2.TransportError:
            if time.monotonic() > deadline:
                raise


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_serves_tells_how_it_fares_and_stops_cleanly(
    tmp_path: Path, number: signal.Signals
) -> None:
    port, metrics_port = free_port(), free_port()
    command = [sys.executable, "-c", _PROGRAM, str(tmp_path), str(port), str(metrics_port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert "Report a worry" in answer(f"http://127.0.0.1:{port}/").text
            health = answer(f"http://127.0.0.1:{metrics_port}/health").json()
            assert health == {"healthy": True, "alive": True, "status": "working"}
            assert "mash_web_request_seconds" in answer(f"http://127.0.0.1:{metrics_port}/metrics").text
        finally:
            os.kill(process.pid, number)
            _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")
    assert (tmp_path / "closed").read_text() == "yes"


def test_answers_are_not_held_back_for_more_to_come() -> None:
    with _listen("127.0.0.1", 0) as listener:
        # What asyncio looks at before it switches off Nagle's delay.
        assert listener.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Cannot listen on 127.0.0.1:{port}: Address already in use"):
            serve(lambda *_: None, "127.0.0.1", port)  # type: ignore[arg-type]


def test_missing_style_sheets_are_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASH_ASSETS", str(tmp_path))
    with pytest.raises(AssetsMissing, match="Run `make install`, or set MASH_ASSETS"):
        Assets.load()
