"""`mash submit`: hands in contacts from files, as a partner system would."""

import json
import sys
import uuid
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import click
import httpx
from rich.console import Console
from rich.progress import track

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from mash_command.waiting import TooLate, wait_for

_TRY_SECONDS = 60.0


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--as", "sign_in_name", default="referrer", show_default=True, help="The account that hands them in."
)
@click.option("--again", is_flag=True, help="Hand in as new contacts what was handed in before.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a contact.")
def command(files: tuple[Path, ...], sign_in_name: str, again: bool, as_json: bool) -> None:
    """Hand in contacts from JSON files, or NDJSON files with one contact a line.

    The same contact handed in twice is one contact, so a run that broke off can simply be repeated.
    Exit code 1 when any was refused; the others are in.
    """
    contacts = [contact for file in files for contact in _contacts(file)]
    refused = 0
    settings = MachineSettings()
    with client_as(sign_in_name, settings) as client:
        for where, body in track(
            contacts, "Handing in", console=Console(stderr=True), disable=len(contacts) < 2
        ):
            answer = hand_in(client, body, f"submit-{uuid.uuid4() if again else sha256(body).hexdigest()}")
            refused += answer.is_error
            _say(where, answer, as_json)
    sys.exit(1 if refused else 0)


def _contacts(file: Path) -> Iterator[tuple[str, bytes]]:
    content = file.read_bytes()
    if file.suffix != ".ndjson":
        yield file.name, content
        return
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield f"{file.name}:{number}", line


def hand_in(client: httpx.Client, body: bytes, idempotency_key: str) -> httpx.Response:
    """The answer to one contact. Tries again while the service is down; the key sees that none is doubled.

    Raises `ClickException` when nothing answered in time.
    """
    headers = {"content-type": "application/json", "idempotency-key": idempotency_key}

    def try_once() -> httpx.Response:
        answer = client.post("/api/v1/contacts", content=body, headers=headers)
        if answer.is_server_error:
            answer.raise_for_status()
        return answer

    try:
        return wait_for("The contact being accepted", try_once, seconds=_TRY_SECONDS)
    except TooLate as error:
        raise click.ClickException(f"{error}. Is the system running at {client.base_url}?") from error


def _say(where: str, answer: httpx.Response, as_json: bool) -> None:
    body = answer.json()
    if as_json:
        click.echo(json.dumps({"file": where, "status": answer.status_code, **body}))
    elif answer.is_error:
        click.echo(f"{where}: refused", err=True)
        for error in body.get("errors", [{"field": "", "detail": body.get("title", "")}]):
            click.echo(f"  {error['field']}: {error['detail']}", err=True)
    else:
        click.echo(f"{where}: {body['reference']}")
