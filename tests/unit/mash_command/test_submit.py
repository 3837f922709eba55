"""`mash submit` through a service that goes away half way: what was handed in once is one contact."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from mash_command.settings import MachineSettings
from mash_command.submit import command
from mash_platform.sign_in.service import open_sign_in
from mash_platform.sign_in.starting import starting_accounts


@contextmanager
def a_service_whose_first_answer_is_lost() -> Iterator[tuple[int, list[str | None]]]:
    """Its port, and the Idempotency-Key of every contact that reached it."""
    keys: list[str | None] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            keys.append(self.headers["idempotency-key"])
            if len(keys) == 1:
                return  # taken, and the connection breaks
            body = json.dumps({"reference": "4K7Q-9XWD"}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Not news."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1], keys
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("options", [[], ["--again"]])
def test_a_contact_whose_answer_got_lost_is_sent_again_under_the_same_key(
    tmp_path: Path, options: list[str]
) -> None:
    contact = tmp_path / "contact.json"
    contact.write_text("{}")
    settings = MachineSettings(data=tmp_path)
    with open_sign_in(settings) as sign_in:
        starting_accounts(sign_in, tmp_path)
    with a_service_whose_first_answer_is_lost() as (port, keys):
        environment = {"MASH_DATA": str(tmp_path), "MASH_PORT": str(port)}
        result = CliRunner().invoke(command, [*options, str(contact)], env=environment)
    assert result.exit_code == 0, result.output
    first, second = keys
    assert first == second is not None
